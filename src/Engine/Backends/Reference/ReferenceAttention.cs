using Engine.Kernels.Attention;

namespace Engine.Backends.Reference;

/// <summary>Attention of consecutive tokens of one sequence, a token per row of work.</summary>
/// <param name="shape">Heads, dimensions, mask and scale.</param>
/// <param name="maxKeys">Tokens a sequence can have; room for them is made once, so that decoding allocates nothing.</param>
/// <param name="team">Who computes.</param>
internal sealed class ReferenceAttention(AttentionShape shape, int maxKeys, RowTeam team) : IRowJob
{
    private readonly float[] _keys = GC.AllocateUninitializedArray<float>(maxKeys * shape.KvHeadCount * shape.HeadDim);
    private readonly float[] _values = GC.AllocateUninitializedArray<float>(maxKeys * shape.KvHeadCount * shape.HeadDim);
    private readonly float[][] _weights =
        Enumerable.Range(0, team.Workers).Select(_ => GC.AllocateUninitializedArray<float>(shape.HeadCount * maxKeys)).ToArray();
    private float[] _queries = [];
    private float[] _output = [];
    private int _firstToken, _firstPosition, _keyCount;

    /// <summary>What the next run computes: layers may differ in mask and scale, not in heads.</summary>
    public AttentionShape Shape { get; set; } = shape;

    private int RowLength => Shape.KvHeadCount * Shape.HeadDim;

    private int QueryLength => Shape.HeadCount * Shape.HeadDim;

    /// <summary>Room for the keys of <paramref name="keyCount"/> tokens, to be filled before <see cref="Run"/>.</summary>
    public Span<float> Keys(int keyCount) => _keys.AsSpan(0, keyCount * RowLength);

    /// <summary>Room for their values.</summary>
    public Span<float> Values(int keyCount) => _values.AsSpan(0, keyCount * RowLength);

    /// <summary>Attends from <paramref name="count"/> tokens, rows <paramref name="firstToken"/> on of <paramref name="queries"/> and <paramref name="output"/>.</summary>
    public void Run(float[] queries, int firstToken, int count, int firstPosition, int keyCount, float[] output, CancellationToken cancellationToken)
    {
        (_queries, _output, _firstToken, _firstPosition, _keyCount) = (queries, output, firstToken, firstPosition, keyCount);
        team.Run(this, count, cancellationToken);
    }

    void IRowJob.Run(int start, int end, int worker)
    {
        for (int t = start; t < end; t++)
        {
            // Keys that no mask can show are left out, so that a token's sums do not depend on the chunk it came in.
            int position = _firstPosition + t;
            int keyCount = Shape.Mask == AttentionMask.None ? _keyCount : position + 1;
            int row = (_firstToken + t) * QueryLength;
            DenseAttention.Reference(
                Shape, _queries.AsSpan(row, QueryLength), _keys.AsSpan(0, keyCount * RowLength), _values.AsSpan(0, keyCount * RowLength),
                position, _weights[worker].AsSpan(0, Shape.HeadCount * keyCount), _output.AsSpan(row, QueryLength));
        }
    }
}
