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
    private readonly int[] _next;   // per sequence, the position its next entry must have

    public LlamaForwardPass(NativeContext context, LlamaKvStore store, int vocabSize, LlamaSourceEncoder? source, LlamaProbe? probe)
    {
        _context = context;
        _store = store;
        _source = source;
        _probe = probe;
        _next = new int[store.MaxSequences];
        VocabSize = vocabSize;
    }

    public int VocabSize { get; }

    public int ContextLength => _store.Capacity;

    public int MaxBatchTokens => _context.BatchSize;

    public IKvStore KvStore => _store;

    public void Forward(ReadOnlySpan<BatchToken> batch, CancellationToken cancellationToken)
    {
        Check(batch);
        cancellationToken.ThrowIfCancellationRequested();
        _probe?.Prepare(batch, _store);

        var entries = _context.NewBatch();
        foreach (var entry in batch) entries.Add(entry.Token, entry.Position, entry.Sequence, entry.WantsLogits);
        bool done = false;
        try
        {
            switch (_context.Decode(cancellationToken))
            {
                case DecodeStatus.Done:
                    foreach (var entry in batch) _store.Cells.Append(entry.Sequence);
                    _store.BatchHasRun();
                    done = true;
                    return;
                case DecodeStatus.Cancelled:
                    throw new OperationCanceledException("cancelled inside a forward pass", cancellationToken);
                default:
                    throw new KvCacheFullException(batch.Length, _store.Cells.Used, 0, _store.Capacity);
            }
        }
        finally
        {
            if (!done) Undo(batch);
        }
    }

    public Span<float> Logits(int index) => _context.Logits(index);

    private void Undo(ReadOnlySpan<BatchToken> batch)
    {
        _context.Batch.Clear();
        if (NativeAbort.HasAborted) return;
        foreach (var entry in batch) _store.DropUntracked(entry.Sequence);
    }

    private void Check(ReadOnlySpan<BatchToken> batch)
    {
        if (batch.IsEmpty) throw new ArgumentException("the batch is empty", nameof(batch));
        if (batch.Length > MaxBatchTokens)
            throw new ArgumentException($"the batch has {batch.Length} entries; at most {MaxBatchTokens} are possible", nameof(batch));
        if (_source is { HasSource: false }) throw new InvalidOperationException("the decoder needs a source: encode one first");
        for (int sequence = 0; sequence < _next.Length; sequence++) _next[sequence] = _store.Cells.Length(sequence);
        for (int i = 0; i < batch.Length; i++)
        {
            var entry = batch[i];
            if ((uint)entry.Token >= (uint)VocabSize)
                throw new ArgumentException($"entry {i} has token {entry.Token}; token ids are 0 to {VocabSize - 1}", nameof(batch));
            if ((uint)entry.Sequence >= (uint)_next.Length)
                throw new ArgumentException($"entry {i} has sequence {entry.Sequence}; sequence ids are 0 to {_next.Length - 1}", nameof(batch));
            if (entry.Position != _next[entry.Sequence])
                throw new ArgumentException($"entry {i} has position {entry.Position}; sequence {entry.Sequence} continues at {_next[entry.Sequence]}", nameof(batch));
            _next[entry.Sequence]++;
        }
        if (batch.Length > _store.Cells.Free) throw new KvCacheFullException(batch.Length, _store.Cells.Used, 0, _store.Capacity);
    }
}
