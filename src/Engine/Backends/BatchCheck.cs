using Engine.KvCache;

namespace Engine.Backends;

/// <summary>What every forward pass demands of a batch.</summary>
internal sealed class BatchCheck(BlockTables tables, int vocabSize, int maxTokens)
{
    private readonly int[] _added = new int[tables.MaxSequences];   // tokens each sequence has in the last batch checked

    /// <summary>Throws where <paramref name="batch"/> is empty or too long, or an entry names a token, sequence or position that cannot be.</summary>
    public void Validate(ReadOnlySpan<BatchToken> batch)
    {
        if (batch.IsEmpty || batch.Length > maxTokens)
            throw new ArgumentException($"the batch has {batch.Length} entries; 1 to {maxTokens} were expected", nameof(batch));
        Array.Clear(_added);
        for (int i = 0; i < batch.Length; i++)
        {
            var entry = batch[i];
            if ((uint)entry.Token >= (uint)vocabSize)
                throw new ArgumentException($"entry {i} has token {entry.Token}; token ids are 0 to {vocabSize - 1}", nameof(batch));
            if ((uint)entry.Sequence >= (uint)_added.Length)
                throw new ArgumentException($"entry {i} has sequence {entry.Sequence}; sequence ids are 0 to {_added.Length - 1}", nameof(batch));
            if (entry.WantsLogits && entry.WantsHidden) throw new ArgumentException($"entry {i} wants logits and its hidden state; one of them was expected", nameof(batch));
            int expected = tables.Length(entry.Sequence) + _added[entry.Sequence]++;
            if (entry.Position != expected)
                throw new ArgumentException($"entry {i} has position {entry.Position}; sequence {entry.Sequence} continues at {expected}", nameof(batch));
        }
    }

    /// <summary>Throws where a batch that is watched is not one text alone, from its beginning.</summary>
    public static void ValidateWatched(ReadOnlySpan<BatchToken> batch)
    {
        foreach (var entry in batch)
            if (entry.Sequence != batch[0].Sequence || batch[0].Position != 0 || entry.IsDecoded != batch[0].IsDecoded)
                throw new ArgumentException("a watched batch must be one sequence from position 0, all of it prefilled or all of it decoded", nameof(batch));
    }

    /// <summary>Extends the sequences of the batch just validated: all of them, or none.</summary>
    /// <exception cref="KvCacheFullException">There is no room.</exception>
    public void Extend()
    {
        for (int sequence = 0; sequence < _added.Length; sequence++)
        {
            if (_added[sequence] == 0) continue;
            try
            {
                tables.Extend(sequence, _added[sequence]);
            }
            catch (KvCacheFullException)
            {
                Array.Clear(_added, sequence, _added.Length - sequence);
                RollBack();
                throw;
            }
        }
    }

    /// <summary>Forgets the tokens of a batch that failed after <see cref="Extend"/>.</summary>
    public void RollBack()
    {
        for (int sequence = 0; sequence < _added.Length; sequence++)
            if (_added[sequence] > 0) tables.Truncate(sequence, tables.Length(sequence) - _added[sequence]);
    }
}
