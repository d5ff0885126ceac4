using Engine.Backends;
using Engine.KvCache;

namespace Engine.Generation;

/// <summary>Extends sequences: by many given tokens, as many at a time as a batch can have, or by one each that the model chose.</summary>
/// <remarks>Used on the model's thread only.</remarks>
internal sealed class TokenFeed(IForwardPass pass, PrefixCache cache, int batchSize)
{
    private readonly BatchToken[] _batch = new BatchToken[Math.Min(batchSize, pass.MaxBatchTokens)];

    /// <summary>Extends <paramref name="sequence"/>, which holds a beginning of <paramref name="tokens"/>, by the rest of them.</summary>
    /// <returns>The row of logits after the last token.</returns>
    /// <exception cref="KvCacheFullException">They do not fit.</exception>
    public int Prefill(int sequence, ReadOnlySpan<int> tokens, CancellationToken cancellationToken)
    {
        int position = cache.Length(sequence);
        if (tokens.Length > pass.ContextLength)
            throw new KvCacheFullException(tokens.Length - position, cache.Used, cache.Evictable, pass.ContextLength);
        cache.Reserve(tokens.Length - position);
        int count = 0;
        for (; position < tokens.Length; position += count)
        {
            count = Math.Min(_batch.Length, tokens.Length - position);
            for (int i = 0; i < count; i++)
                _batch[i] = new BatchToken(tokens[position + i], position + i, sequence, WantsLogits: position + i == tokens.Length - 1);
            pass.Forward(_batch.AsSpan(0, count), cancellationToken);
            cache.Append(sequence, tokens.Slice(position, count));
        }
        return count - 1;
    }

    /// <summary>Extends <paramref name="sequence"/> by <paramref name="token"/>; its row of logits is row 0.</summary>
    /// <exception cref="KvCacheFullException">It does not fit.</exception>
    public void Decode(int sequence, int token, CancellationToken cancellationToken) => Decode([sequence], [token], cancellationToken);

    /// <summary>Extends each of <paramref name="sequences"/>, at most as many as a batch has entries, by its token; their rows of logits are in that order.</summary>
    /// <exception cref="KvCacheFullException">They do not fit.</exception>
    public void Decode(ReadOnlySpan<int> sequences, ReadOnlySpan<int> tokens, CancellationToken cancellationToken)
    {
        cache.Reserve(sequences.Length);
        for (int i = 0; i < sequences.Length; i++)
            _batch[i] = new BatchToken(tokens[i], cache.Length(sequences[i]), sequences[i], WantsLogits: true, IsDecoded: true);
        pass.Forward(_batch.AsSpan(0, sequences.Length), cancellationToken);
        for (int i = 0; i < sequences.Length; i++) cache.Append(sequences[i], tokens.Slice(i, 1));
    }
}
