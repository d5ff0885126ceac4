using System.Buffers;
using System.Runtime.InteropServices;
using Engine.Backends;
using Engine.KvCache;

namespace Engine.Tests.Generation;

/// <summary>
/// A language model with no weights: the next token depends on the tokens before it, all of them, through a hash. Its blocks hold the tokens themselves, so that
/// whoever mixes blocks up gets another text.
/// </summary>
internal sealed class FakeForwardPass : IForwardPass, IKvStore
{
    private readonly int _vocabSize, _maxBatch;
    private readonly int[][] _blocks;
    private readonly float[] _logits;
    private readonly List<int> _text = [];

    public FakeForwardPass(int vocabSize, int capacity, int maxSequences, int maxBatch = 16, int blockTokens = 1)
    {
        (_vocabSize, _maxBatch, BlockTokens, MaxSequences) = (vocabSize, maxBatch, blockTokens, maxSequences);
        _blocks = [.. Enumerable.Range(0, (capacity + blockTokens - 1) / blockTokens).Select(_ => new int[blockTokens])];
        _logits = new float[maxBatch * vocabSize];
        ContextLength = capacity;
        KvStore = new BlockTables(this);
    }

    /// <summary>Runs before every batch: to wait, to fail, to cancel.</summary>
    public Action<CancellationToken>? BeforeForward { get; set; }

    /// <summary>Told of every batch that has run.</summary>
    public Action<BatchToken[]>? AfterForward { get; set; }

    /// <summary>Tokens run so far.</summary>
    public int TokensRun { get; private set; }

    public int VocabSize => _vocabSize;
    public int ContextLength { get; init; }
    public int MaxBatchTokens => _maxBatch;
    public BlockTables KvStore { get; }
    public int BlockTokens { get; }
    public int BlockCount => _blocks.Length;
    public int MaxSequences { get; }
    public bool CanShift { get; init; } = true;
    public string Format => "fake";
    public ReadOnlySpan<byte> Fingerprint => new byte[16];

    /// <summary>The tokens that the blocks of a sequence hold.</summary>
    public IReadOnlyList<int> Tokens(int sequence)
    {
        _text.Clear();
        for (int i = 0; i < KvStore.Length(sequence); i++) _text.Add(_blocks[KvStore.Table(sequence)[i / BlockTokens]][i % BlockTokens]);
        return _text;
    }

    public void Forward(ReadOnlySpan<BatchToken> batch, CancellationToken cancellationToken)
    {
        if (batch.Length > _maxBatch) throw new ArgumentException($"{batch.Length} entries; at most {_maxBatch}");
        BeforeForward?.Invoke(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        for (int i = 0; i < batch.Length; i++)
        {
            var entry = batch[i];
            if (entry.Position != KvStore.Length(entry.Sequence)) throw new ArgumentException($"position {entry.Position}; {KvStore.Length(entry.Sequence)} was expected");
            KvStore.Extend(entry.Sequence, 1);
            _blocks[KvStore.Table(entry.Sequence)[entry.Position / BlockTokens]][entry.Position % BlockTokens] = entry.Token;
            if (entry.WantsLogits) Fill(Tokens(entry.Sequence), _logits.AsSpan(i * _vocabSize, _vocabSize));
        }
        TokensRun += batch.Length;
        AfterForward?.Invoke(batch.ToArray());
    }

    public Span<float> Logits(int index) => _logits.AsSpan(index * _vocabSize, _vocabSize);

    /// <summary>What greedy decoding gives after <paramref name="tokens"/>.</summary>
    public static List<int> Greedy(IEnumerable<int> tokens, int vocabSize, int count)
    {
        var all = new List<int>(tokens);
        int start = all.Count;
        var row = new float[vocabSize];
        for (int i = 0; i < count; i++)
        {
            Fill(all, row);
            all.Add(Array.IndexOf(row, row.Max()));
        }
        return all[start..];
    }

    /// <summary>The logits after <paramref name="tokens"/>.</summary>
    public static float[] Logits(IReadOnlyList<int> tokens, int vocabSize)
    {
        var row = new float[vocabSize];
        Fill(tokens, row);
        return row;
    }

    public void CopyBlock(int source, int target) => _blocks[source].CopyTo(_blocks[target], 0);

    public void Shift(int sequence, ReadOnlySpan<int> blocks, int start, int count, int length)
    {
        for (int to = start; to < length - count; to++)
            _blocks[blocks[to / BlockTokens]][to % BlockTokens] = _blocks[blocks[(to + count) / BlockTokens]][(to + count) % BlockTokens];
    }

    public int PartCount(int length) => KvStore.BlocksFor(length);
    public long PartBytes(int length, int part) => BlockTokens * sizeof(int);

    public void SavePart(int sequence, ReadOnlySpan<int> blocks, int length, int part, IBufferWriter<byte> destination) =>
        destination.Write(MemoryMarshal.AsBytes(_blocks[blocks[part]].AsSpan()));

    public void LoadPart(int sequence, ReadOnlySpan<int> blocks, int length, int part, ReadOnlySpan<byte> source) =>
        source.CopyTo(MemoryMarshal.AsBytes(_blocks[blocks[part]].AsSpan()));

    private static void Fill(IReadOnlyList<int> tokens, Span<float> row)
    {
        uint hash = 2166136261;
        for (int i = 0; i < tokens.Count; i++) hash = (hash ^ (uint)tokens[i]) * 16777619;
        for (int id = 0; id < row.Length; id++) row[id] = ((hash ^ (uint)id * 2654435761) >> 8) / (float)(1 << 24) * 8;
    }
}
