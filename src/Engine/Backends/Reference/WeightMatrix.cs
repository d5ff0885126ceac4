using Engine.Gguf;
using Engine.Kernels.Gemm;
using Engine.Kernels.Quantization;

namespace Engine.Backends.Reference;

/// <summary>A matrix of the file, read row by row where it lies, with the adapters and the bias that belong to it.</summary>
internal sealed class WeightMatrix : IRowJob
{
    private readonly GgufFile _file;
    private readonly GgufTensor _tensor;
    private readonly ITensorCodec _codec;
    private readonly RowTeam _team;
    private readonly float[]? _bias;
    private readonly float[][] _row;   // per worker: the values of a row
    private readonly float[][] _column;   // per worker: a row against every token

    private float[] _input = [];
    private float[] _output = [];
    private int _tokens;

    public WeightMatrix(GgufFile file, GgufTensor tensor, float[]? bias, RowTeam team)
    {
        _file = file;
        _tensor = tensor;
        _codec = TensorTypes.Get(tensor.Type).Codec!;
        _team = team;
        _bias = bias;
        Rows = tensor.RowCount;
        Columns = tensor.RowLength;
        _row = Enumerable.Range(0, team.Workers).Select(_ => new float[Columns]).ToArray();
        _column = Enumerable.Range(0, team.Workers).Select(_ => Array.Empty<float>()).ToArray();
    }

    /// <summary>Elements of an output.</summary>
    public int Rows { get; }

    /// <summary>Elements of an input.</summary>
    public int Columns { get; }

    /// <summary>The active low-rank changes; empty for the bare matrix.</summary>
    public IReadOnlyList<LowRankChange> Changes { get; set; } = [];

    /// <summary>The values of row <paramref name="row"/>.</summary>
    public void ReadRow(int row, Span<float> destination) => _codec.Dequantize(StoredRow(row), destination);

    /// <summary>output[t] = W input[t] + bias + the active changes, for every token t.</summary>
    /// <param name="input">(tokens, columns).</param>
    /// <param name="tokens">Tokens.</param>
    /// <param name="output">(tokens, rows).</param>
    /// <param name="cancellationToken">Checked between rows.</param>
    public void Multiply(float[] input, int tokens, float[] output, CancellationToken cancellationToken)
    {
        _input = input;
        _output = output;
        _tokens = tokens;
        for (int i = 0; i < _column.Length; i++) Scratch.Ensure(ref _column[i], tokens);
        _team.Run(this, Rows, cancellationToken);
        for (int i = 0; i < Changes.Count; i++) Changes[i].Add(input, tokens, output, cancellationToken);
    }

    void IRowJob.Run(int start, int end, int worker)
    {
        var column = _column[worker].AsSpan(0, _tokens);
        for (int row = start; row < end; row++)
        {
            MatMul.Reference(_codec, StoredRow(row), _input.AsSpan(0, _tokens * Columns), _row[worker], column);
            for (int t = 0; t < _tokens; t++) _output[t * Rows + row] = column[t] + (_bias is null ? 0 : _bias[row]);
        }
    }

    private ReadOnlySpan<byte> StoredRow(int row)
    {
        int bytes = (int)(_tensor.ByteLength / Rows);
        return _file.Bytes.Span(_tensor.Offset + (long)row * bytes, bytes);
    }
}

/// <summary>What LoRA adds to a matrix: scale * B (A x).</summary>
internal sealed class LowRankChange(WeightMatrix a, WeightMatrix b, float scale)
{
    private float[] _low = [];
    private float[] _change = [];

    public void Add(float[] input, int tokens, float[] output, CancellationToken cancellationToken)
    {
        a.Multiply(input, tokens, Scratch.Ensure(ref _low, tokens * a.Rows), cancellationToken);
        b.Multiply(_low, tokens, Scratch.Ensure(ref _change, tokens * b.Rows), cancellationToken);
        for (int i = 0; i < tokens * b.Rows; i++) output[i] += scale * _change[i];
    }
}

/// <summary>Buffers that grow to the largest batch seen and then stay, so that decoding allocates nothing.</summary>
internal static class Scratch
{
    public static float[] Ensure(ref float[] buffer, int length)
    {
        if (buffer.Length < length) buffer = new float[length];
        return buffer;
    }
}
