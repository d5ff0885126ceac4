using Engine.Backends;
using Engine.KvCache;
using Engine.Tokenization;

namespace Engine.Generation;

/// <summary>A generating model: its forward pass, what is cached of it, and who runs on it.</summary>
/// <remarks>Used on the model's thread only, but for what is set once and for making requests.</remarks>
internal sealed class ModelRunner
{
    private readonly int _batchSize;

    public ModelRunner(IForwardPass pass, ISourceEncoder? source, Tokenizer tokenizer, ModelOptions options)
    {
        Pass = pass;
        Cache = new KvCacheManager(pass.KvStore, options.MaxSequences);
        Scheduler = new Scheduler(pass, Cache, options.BatchSize, options.MaxQueuedRequests);
        Model = new GenerationModel(Math.Min(pass.VocabSize, tokenizer.VocabSize), pass.ContextLength, tokenizer, source);
        _batchSize = Math.Min(options.BatchSize, pass.MaxBatchTokens);
    }

    public IForwardPass Pass { get; }

    public KvCacheManager Cache { get; }

    public Scheduler Scheduler { get; }

    /// <summary>What generations are told of the model.</summary>
    public GenerationModel Model { get; }

    /// <summary>Whether a text can go on without being encoded first.</summary>
    public bool IsCausal => Model.Source is null;

    /// <summary>Sequences that callers of their own hold.</summary>
    public int OpenSequences { get; set; }

    /// <summary>Throws where a prompt can never fit.</summary>
    /// <exception cref="ContextLengthException">It is longer than the context or than the whole cache.</exception>
    public void CheckPrompt(int tokens)
    {
        int most = Model.Source?.MaxSourceTokens ?? Math.Min(Pass.ContextLength, Cache.Tables.Capacity);
        if (tokens > most) throw new ContextLengthException(tokens, most);
    }

    /// <summary>Takes a sequence for a caller to hold; one is always left to generate in.</summary>
    /// <exception cref="KvCacheFullException">No more may be held.</exception>
    public int Open(ReadOnlySpan<int> tokens)
    {
        CheckOpen();
        int id = Cache.Take(tokens, reuseDecoded: false, tokens.Length);
        OpenSequences++;
        return id;
    }

    /// <summary><see cref="Open"/>, with what <paramref name="source"/> holds.</summary>
    public int OpenFork(int source)
    {
        CheckOpen();
        int id = Cache.Fork(source, Cache.Length(source));
        OpenSequences++;
        return id;
    }

    /// <summary>Gives a held sequence back; its tokens stay cached for others until their place is needed.</summary>
    public void Close(int id)
    {
        Cache.Release(id);
        OpenSequences--;
    }

    /// <summary>Extends a sequence by the rest of <paramref name="tokens"/>, of which it holds a beginning, outside of any step; the last row of logits is theirs.</summary>
    /// <exception cref="KvCacheFullException">They do not fit.</exception>
    public void Prefill(int sequence, ReadOnlySpan<int> tokens, CancellationToken cancellationToken)
    {
        var batch = new BatchToken[_batchSize];
        for (int position = Cache.Length(sequence), count; position < tokens.Length; position += count)
        {
            count = Math.Min(batch.Length, tokens.Length - position);
            for (int i = 0; i < count; i++)
                batch[i] = new BatchToken(tokens[position + i], position + i, sequence, WantsLogits: position + i == tokens.Length - 1);
            Run(batch.AsSpan(0, count), cancellationToken);
        }
    }

    /// <summary>Extends each of <paramref name="sequences"/> by its token, outside of any step; their rows of logits are in that order.</summary>
    /// <exception cref="KvCacheFullException">They do not fit.</exception>
    public void Decode(ReadOnlySpan<int> sequences, ReadOnlySpan<int> tokens, CancellationToken cancellationToken)
    {
        var batch = new BatchToken[sequences.Length];
        for (int i = 0; i < batch.Length; i++)
            batch[i] = new BatchToken(tokens[i], Cache.Length(sequences[i]), sequences[i], WantsLogits: true, IsDecoded: true);
        Run(batch, cancellationToken);
    }

    private void Run(ReadOnlySpan<BatchToken> batch, CancellationToken cancellationToken)
    {
        for (int start = 0, end; start < batch.Length; start = end)
        {
            end = start + 1;
            while (end < batch.Length && batch[end].Sequence == batch[start].Sequence) end++;
            if (!Cache.TryReserve(batch[start].Sequence, end - start))
                throw new KvCacheFullException(end - start, (Cache.Tables.Pool.Count - Cache.Tables.Pool.Free) * Cache.Tables.BlockTokens, 0, Cache.Tables.Capacity);
        }
        Pass.Forward(batch, cancellationToken);
        foreach (var entry in batch) Cache.Append(entry.Sequence, entry.Token, entry.IsDecoded);
    }

    private void CheckOpen()
    {
        int most = Math.Max(1, Cache.MaxHeld - 1);
        if (OpenSequences >= most)
            throw new KvCacheFullException($"{OpenSequences} Sequence objects are open, of at most {most} (MaxSequences, less one that generation keeps); dispose one or raise MaxSequences");
    }
}
