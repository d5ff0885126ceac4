using Engine.Backends;
using Engine.KvCache;

namespace Engine.Tests.Generation;

/// <summary>
/// A language model with no weights: the next token depends on the tokens before it, all of them, through a hash. It checks what a real
/// one demands of its callers: consecutive positions, sequences that exist, room.
/// </summary>
internal sealed class FakeForwardPass(int vocabSize, int capacity, int maxSequences, int maxBatch = 16) : IForwardPass, IKvStore
{
    private readonly List<int>[] _sequences = [.. Enumerable.Range(0, maxSequences).Select(_ => new List<int>(capacity))];
    private readonly float[] _logits = new float[maxBatch * vocabSize];

    /// <summary>Runs before every batch: to wait, to fail, to cancel.</summary>
    public Action<CancellationToken>? BeforeForward { get; set; }

    /// <summary>Tokens run so far.</summary>
    public int TokensRun { get; private set; }

    public int VocabSize => vocabSize;
    public int ContextLength => capacity;
    public int MaxBatchTokens => maxBatch;
    public IKvStore KvStore => this;
    public int Capacity => capacity;
    public int MaxSequences => maxSequences;
    public bool CanShift => false;

    public IReadOnlyList<int> Tokens(int sequence) => _sequences[sequence];

    public void Forward(ReadOnlySpan<BatchToken> batch, CancellationToken cancellationToken)
    {
        if (batch.Length > maxBatch) throw new ArgumentException($"{batch.Length} entries; at most {maxBatch}");
        BeforeForward?.Invoke(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        for (int i = 0; i < batch.Length; i++)
        {
            var sequence = _sequences[batch[i].Sequence];
            if (batch[i].Position != sequence.Count) throw new ArgumentException($"position {batch[i].Position}; {sequence.Count} was expected");
            sequence.Add(batch[i].Token);
            if (batch[i].WantsLogits) Fill(sequence, _logits.AsSpan(i * vocabSize, vocabSize));
        }
        TokensRun += batch.Length;
    }

    public Span<float> Logits(int index) => _logits.AsSpan(index * vocabSize, vocabSize);

    /// <summary>What greedy decoding gives after <paramref name="tokens"/>.</summary>
    public static List<int> Greedy(IEnumerable<int> tokens, int vocabSize, int count)
    {
        var all = new List<int>(tokens);
        int start = all.Count;
        float[] row = new float[vocabSize];
        for (int i = 0; i < count; i++)
        {
            Fill(all, row);
            all.Add(Array.IndexOf(row, row.Max()));
        }
        return all[start..];
    }

    public void Fork(int source, int target, int length)
    {
        _sequences[target].Clear();
        _sequences[target].AddRange(_sequences[source].GetRange(0, length));
    }

    public void Truncate(int sequence, int length) => _sequences[sequence].RemoveRange(length, _sequences[sequence].Count - length);

    public void Shift(int sequence, int start, int count) => _sequences[sequence].RemoveRange(start, count);

    public void Save(int sequence, Stream destination)
    {
        foreach (int token in _sequences[sequence]) destination.WriteByte((byte)token);
    }

    public void Load(int sequence, Stream source)
    {
        _sequences[sequence].Clear();
        for (int token = source.ReadByte(); token >= 0; token = source.ReadByte()) _sequences[sequence].Add(token);
    }

    private static void Fill(List<int> tokens, Span<float> row)
    {
        uint hash = 2166136261;
        for (int i = 0; i < tokens.Count; i++) hash = (hash ^ (uint)tokens[i]) * 16777619;
        for (int id = 0; id < row.Length; id++) row[id] = ((hash ^ (uint)id * 2654435761) >> 8) / (float)(1 << 24) * 8;
    }
}
