using System.Buffers;
using Engine.Backends;
using Engine.KvCache;

namespace Engine.Tests.Generation;

/// <summary>A language model whose logits are a pseudo-random function of all tokens so far, and a store of blocks of one token that holds those tokens.</summary>
internal sealed class TableForwardPass : IForwardPass, IKvStore
{
    private readonly ulong _seed;
    private readonly int[] _tokens;
    private readonly List<float[]> _rows = [];

    public TableForwardPass(int vocabSize, ulong seed, int sequenceCount)
    {
        (VocabSize, _seed, MaxSequences) = (vocabSize, seed, sequenceCount);
        _tokens = new int[1 << 13];
        KvStore = new BlockTables(this);
    }

    public int VocabSize { get; }
    public int ContextLength { get; init; } = 64;
    public int MaxBatchTokens => Math.Max(3, MaxSequences);
    public BlockTables KvStore { get; }
    public int BlockTokens => 1;
    public int BlockCount => _tokens.Length;
    public int MaxSequences { get; }
    public bool CanShift => false;
    public string Format => "table";
    public ReadOnlySpan<byte> Fingerprint => new byte[16];

    public int[] Tokens(int sequence) => [.. KvStore.Table(sequence).ToArray().Select(block => _tokens[block])];

    public float[] LogitsAfter(IEnumerable<int> tokens)
    {
        ulong state = tokens.Aggregate(_seed, (hash, token) => (hash ^ (ulong)(token + 1)) * 0x9E3779B97F4A7C15 ^ (hash >> 29));
        var random = new Engine.Sampling.Xoshiro256(state);
        return [.. Enumerable.Range(0, VocabSize).Select(_ => (float)(random.NextDouble() * 4 - 2))];
    }

    public void Forward(ReadOnlySpan<BatchToken> batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Assert.InRange(batch.Length, 1, MaxBatchTokens);
        _rows.Clear();
        foreach (var entry in batch)
        {
            Assert.Equal(KvStore.Length(entry.Sequence), entry.Position);
            KvStore.Extend(entry.Sequence, 1);
            _tokens[KvStore.Table(entry.Sequence)[entry.Position]] = entry.Token;
            _rows.Add(entry.WantsLogits ? LogitsAfter(Tokens(entry.Sequence).Take(entry.Position + 1)) : []);
        }
    }

    public Span<float> Logits(int index) => _rows[index];

    public void CopyBlock(int source, int target) => _tokens[target] = _tokens[source];
    public void Shift(int sequence, ReadOnlySpan<int> blocks, int start, int count, int length) => Assert.Fail("beam search does not shift");
    public int PartCount(int length) => 0;
    public long PartBytes(int length, int part) => 0;
    public void SavePart(int sequence, ReadOnlySpan<int> blocks, int length, int part, IBufferWriter<byte> destination) => Assert.Fail("beam search does not save");
    public void LoadPart(int sequence, ReadOnlySpan<int> blocks, int length, int part, ReadOnlySpan<byte> source) => Assert.Fail("beam search does not load");
}
