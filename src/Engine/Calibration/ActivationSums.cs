using Engine.Backends;
using Engine.Gguf;
using Engine.Quantization;

namespace Engine.Calibration;

/// <summary>Adds up the squares of what each matrix of a layer is multiplied with, as a pass shows it.</summary>
internal sealed class ActivationSums : ITensorSink
{
    /// <summary>Where the input of a matrix is shown; matrices of one input have the same sums.</summary>
    private static readonly (ProbePoint Point, string[] Matrices)[] s_inputs =
    [
        (ProbePoint.AttentionNorm, ["attn_q.weight", "attn_k.weight", "attn_v.weight"]),
        (ProbePoint.HeadOutput, ["attn_output.weight"]),
        (ProbePoint.FeedForwardNorm, ["ffn_gate.weight", "ffn_up.weight"]),
        (ProbePoint.FeedForwardHidden, ["ffn_down.weight"]),
    ];

    private readonly Dictionary<(ProbePoint, int), Sum> _sums = [];
    private readonly GgufFile _file;

    private sealed record Sum(double[] Squares)
    {
        public double Tokens { get; set; }
    }

    /// <summary>Begins for the layers of <paramref name="file"/>, where <paramref name="before"/>, if given, left off.</summary>
    public ActivationSums(GgufFile file, ImportanceMatrix? before)
    {
        _file = file;
        for (int layer = 0; layer < Hyperparameters.Read(file.Metadata).LayerCount; layer++)
        {
            foreach (var (point, matrices) in s_inputs)
            {
                if (!file.TryGetTensor(Name(layer, matrices[0]), out var tensor)) continue;
                var sum = new Sum(new double[tensor.RowLength]);
                if (before is not null && before.Entries.TryGetValue(tensor.Name, out var entry))
                {
                    for (int i = 0; i < sum.Squares.Length; i++) sum.Squares[i] = entry.SumsOfSquares[i];
                    sum.Tokens = entry.Counts[0];
                }
                _sums[(point, layer)] = sum;
            }
        }
    }

    public bool Wants(ProbePoint point, int layer) => _sums.ContainsKey((point, layer));

    public void Receive(ProbePoint point, int layer, ReadOnlySpan<float> values, ReadOnlySpan<int> shape)
    {
        var sum = _sums[(point, layer)];
        int columns = sum.Squares.Length;
        for (int at = 0; at < values.Length; at += columns)
        {
            var row = values.Slice(at, columns);
            for (int i = 0; i < row.Length; i++) sum.Squares[i] += (double)row[i] * row[i];
        }
        sum.Tokens += values.Length / columns;
    }

    /// <summary>What there is by now.</summary>
    /// <exception cref="InvalidOperationException">A matrix's input was never shown, or not of every token.</exception>
    public Dictionary<string, ImportanceEntry> Entries(long tokens)
    {
        var entries = new Dictionary<string, ImportanceEntry>();
        foreach (var ((point, layer), sum) in _sums)
        {
            if (sum.Tokens != tokens) throw new InvalidOperationException($"the backend has shown {point} of layer {layer} for {sum.Tokens} tokens; {tokens} were expected");
            float[] squares = Array.ConvertAll(sum.Squares, value => (float)value);
            foreach (string matrix in s_inputs.Single(input => input.Point == point).Matrices)
                if (_file.TryGetTensor(Name(layer, matrix), out _)) entries[Name(layer, matrix)] = new ImportanceEntry(squares, [(float)sum.Tokens]);
        }
        return entries;
    }

    private static string Name(int layer, string matrix) => $"blk.{layer}.{matrix}";
}
