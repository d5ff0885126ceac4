using Engine.KvCache;
using Engine.Native;

namespace Engine.Backends.LlamaCpp;

/// <summary>Batches through llama.cpp. Everything that would end the process or be taken silently though wrong is refused here.</summary>
internal sealed class LlamaForwardPass : IForwardPass
{
    private readonly NativeContext _context;
    private readonly LlamaKvStore _store;
    private readonly LlamaSourceEncoder? _source;
    private readonly LlamaProbe? _probe;
    private readonly BatchCheck _check;

    public LlamaForwardPass(NativeContext context, LlamaKvStore store, BlockTables tables, int vocabSize, int hiddenDim, int contextLength, LlamaSourceEncoder? source, LlamaProbe? probe)
    {
        _context = context;
        _store = store;
        _source = source;
        _probe = probe;
        KvStore = tables;
        VocabSize = vocabSize;
        HiddenDim = hiddenDim;
        ContextLength = contextLength;
        _check = new BatchCheck(tables, vocabSize, MaxBatchTokens);
    }

    public int VocabSize { get; }

    public int ContextLength { get; }

    public int MaxBatchTokens => _context.BatchSize;

    public BlockTables KvStore { get; }

    public void Forward(ReadOnlySpan<BatchToken> batch, CancellationToken cancellationToken)
    {
        // First of all: it refuses a second thread, which must not disturb what is noted of the first one's batch.
        var entries = _context.NewBatch();
        _check.Validate(batch);
        if (_source is { HasSource: false }) throw new InvalidOperationException("the decoder needs a source: encode one first");
        cancellationToken.ThrowIfCancellationRequested();
        _probe?.Prepare(batch, KvStore);

        bool wantsHidden = false;
        foreach (var entry in batch)
        {
            entries.Add(entry.Token, entry.Position, entry.Sequence, entry.WantsLogits || entry.WantsHidden);
            wantsHidden |= entry.WantsHidden;
        }
        _context.GivesEmbeddings = wantsHidden;
        _check.Extend();
        bool done = false;
        try
        {
            switch (_context.Decode(cancellationToken))
            {
                case DecodeStatus.Done:
                    _store.BatchHasRun();
                    done = true;
                    return;
                case DecodeStatus.Cancelled:
                    throw new OperationCanceledException("cancelled inside a forward pass", cancellationToken);
                default:
                    throw new NativeCallException($"llama.cpp found no room for {batch.Length} tokens, though {KvStore.Pool.Free} of {KvStore.Pool.Count} cells are free");
            }
        }
        finally
        {
            if (!done) Undo(batch);
        }
    }

    public Span<float> Logits(int index) => _context.Logits(index);

    public int HiddenDim { get; }

    // llama.cpp computes the logits of every entry of such a batch too.
    public bool HiddenIsDear => true;

    public ReadOnlySpan<float> Hidden(int index) => _context.Embedding(index, HiddenDim);

    private void Undo(ReadOnlySpan<BatchToken> batch)
    {
        _context.Batch.Clear();
        if (NativeAbort.HasAborted) return;
        _check.RollBack();
        // llama.cpp may have written more, or less, than it says.
        foreach (var entry in batch) _store.DropAfter(entry.Sequence, KvStore.Length(entry.Sequence));
    }
}
