using Engine.Gguf;
using Engine.KvCache;
using Engine.Native;

namespace Engine.Backends.LlamaCpp;

/// <summary>The encoder of an encoder-decoder model. Each source replaces the one before, for all sequences.</summary>
internal sealed class LlamaSourceEncoder(NativeContext context, LlamaKvStore store, BlockTables tables, NativeModel native) : ISourceEncoder
{
    private readonly int _vocabSize = native.VocabSize;
    private readonly int _modelDim = native.ModelDim;
    private float[] _output = [];

    public int StartToken { get; } = native.DecoderStartToken is >= 0 and var token
        ? token
        : throw new GgufException("decoder_start_token_id is missing; an encoder-decoder needs one");

    public int MaxSourceTokens => context.BatchSize;

    /// <summary>Whether there is a source to decode against: without one, llama.cpp ends the process.</summary>
    public bool HasSource { get; private set; }

    public ReadOnlySpan<float> SourceOutput => _output;

    public void EncodeSource(ReadOnlySpan<int> tokens, CancellationToken cancellationToken)
    {
        if (tokens.IsEmpty) throw new ArgumentException("the source has no tokens", nameof(tokens));
        if (tokens.Length > MaxSourceTokens) throw new ArgumentException($"the source has {tokens.Length} tokens; at most {MaxSourceTokens} are possible", nameof(tokens));
        foreach (int token in tokens)
            if ((uint)token >= (uint)_vocabSize) throw new ArgumentException($"the source has token {token}; token ids are 0 to {_vocabSize - 1}", nameof(tokens));

        HasSource = false;
        _output = [];
        // Keys left from another source would be attended to silently.
        tables.Clear();
        store.Clear();
        var batch = context.NewBatch();
        // A decoder sequence sees only source tokens that carry its id: the source belongs to them all.
        for (int position = 0; position < tokens.Length; position++)
            batch.Add(tokens[position], position, sequence: 0, wantsLogits: true, sequenceCount: tables.MaxSequences);
        cancellationToken.ThrowIfCancellationRequested();
        var status = context.Encode(cancellationToken);
        if (status == DecodeStatus.Cancelled) throw new OperationCanceledException("cancelled inside an encoder", cancellationToken);
        if (status != DecodeStatus.Done) throw new NativeCallException($"llama.cpp found no room for {tokens.Length} source tokens");
        _output = new float[tokens.Length * _modelDim];
        for (int i = 0; i < tokens.Length; i++) context.Embedding(i, _modelDim).CopyTo(_output.AsSpan(i * _modelDim));
        batch.Clear();
        store.Clear();
        HasSource = true;
    }
}
