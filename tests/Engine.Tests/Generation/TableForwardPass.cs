using Engine.Backends;
using Engine.KvCache;

namespace Engine.Tests.Generation;

/// <summary>A language model whose logits are a pseudo-random function of all tokens so far, and a store that holds those tokens.</summary>
internal sealed class TableForwardPass(int vocabSize, ulong seed, int sequenceCount, int maxBatchTokens = 3) : IForwardPass, IKvStore
{
    private readonly List<int>[] _sequences = [.. Enumerable.Range(0, sequenceCount).Select(_ => new List<int>())];
    private readonly List<float[]> _rows = [];

    public int VocabSize => vocabSize;
    public int ContextLength { get; init; } = 64;
    public int MaxBatchTokens => maxBatchTokens;
    public IKvStore KvStore => this;
    public int Capacity => int.MaxValue;
    public int MaxSequences => sequenceCount;
    public bool CanShift => false;

    public IReadOnlyList<int> Tokens(int sequence) => _sequences[sequence];

    public float[] LogitsAfter(IEnumerable<int> tokens)
    {
        ulong state = tokens.Aggregate(seed, (hash, token) => (hash ^ (ulong)(token + 1)) * 0x9E3779B97F4A7C15 ^ (hash >> 29));
        var random = new Engine.Sampling.Xoshiro256(state);
        return [.. Enumerable.Range(0, vocabSize).Select(_ => (float)(random.NextDouble() * 4 - 2))];
    }

    public void Forward(ReadOnlySpan<BatchToken> batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Assert.InRange(batch.Length, 1, maxBatchTokens);
        _rows.Clear();
        foreach (var entry in batch)
        {
            var sequence = _sequences[entry.Sequence];
            Assert.Equal(sequence.Count, entry.Position);
            sequence.Add(entry.Token);
            _rows.Add(entry.WantsLogits ? LogitsAfter(sequence) : []);
        }
    }

    public Span<float> Logits(int index) => _rows[index];

    public void Fork(int source, int target, int length)
    {
        Assert.InRange(length, 0, _sequences[source].Count);
        Assert.Empty(_sequences[target]);
        _sequences[target].AddRange(_sequences[source].Take(length));
    }

    public void Truncate(int sequence, int length)
    {
        if (length < _sequences[sequence].Count) _sequences[sequence].RemoveRange(length, _sequences[sequence].Count - length);
    }

    public void Shift(int sequence, int start, int count) => Assert.Fail("beam search does not shift");
    public void Save(int sequence, Stream destination) => Assert.Fail("beam search does not save");
    public void Load(int sequence, Stream source) => Assert.Fail("beam search does not load");
}
