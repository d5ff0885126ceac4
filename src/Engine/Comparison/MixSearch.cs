using System.Globalization;
using System.Text.RegularExpressions;
using Engine.Gguf;
using Engine.Kernels.Quantization;

namespace Engine.Comparison;

/// <summary>
/// Finds the types of all tensors that fit a size with the least divergence. What a tensor costs is measured once, with one type; for another type it is
/// taken to grow with the squared error of its weights, which for small errors it does. The choice is then greedy: from the smallest types up, always the
/// step that saves most divergence per byte. Source: the allocation of bits by marginal returns, Shoham and Gersho 1988.
/// </summary>
internal sealed class MixSearch
{
    private const int SampledRows = 64;   // of each tensor, evenly; the error of a type is much the same in all rows

    private static readonly TensorType[] s_palette =
    [
        TensorType.Q8_0, TensorType.Q6_K, TensorType.Q5_1, TensorType.Q5_0, TensorType.Q5_K, TensorType.Q4_1, TensorType.Q4_0, TensorType.Q4_K, TensorType.IQ4_NL, TensorType.IQ4_XS,
        TensorType.Q3_K, TensorType.Q2_K,
    ];

    private readonly List<(string Name, Choice[] Hull)> _tensors = [];

    private readonly record struct Choice(TensorType Type, long Bytes, double Divergence);

    /// <summary>Prepares the choices of every tensor.</summary>
    /// <param name="base">The base, its weights plain numbers.</param>
    /// <param name="groups">What its tensors cost, each with the type it was measured with.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public MixSearch(GgufFile @base, IReadOnlyList<GroupDivergence> groups, CancellationToken cancellationToken)
    {
        foreach (var group in groups)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var tensor = @base.Tensor(group.Layer is { } layer ? string.Create(CultureInfo.InvariantCulture, $"blk.{layer}.{group.Group}.weight") : $"{group.Group}.weight");
            float[][] rows = Sample(@base, tensor);
            double measured = Error(rows, Enum.Parse<TensorType>(group.Type));
            double sensitivity = measured > 0 ? group.Kl / measured : 0;
            var choices = from type in s_palette
                          where tensor.RowLength % TensorTypes.Get(type).BlockLength == 0
                          select new Choice(type, tensor.RowCount * TensorTypes.Get(type).RowBytes(tensor.RowLength), sensitivity * Error(rows, type));
            _tensors.Add((tensor.Name, Hull(choices)));
        }
    }

    /// <summary>Bytes of the smallest types.</summary>
    public long Least => _tensors.Sum(tensor => tensor.Hull[0].Bytes);

    /// <summary>The type of each tensor, so that together they have at most <paramref name="bytes"/>.</summary>
    public IReadOnlyList<(string Tensor, TensorType Type)> Choose(long bytes)
    {
        int[] taken = new int[_tensors.Count];
        long left = bytes - Least;
        var steps = from i in Enumerable.Range(0, _tensors.Count)
                    from step in Enumerable.Range(1, _tensors[i].Hull.Length - 1)
                    let before = _tensors[i].Hull[step - 1]
                    let after = _tensors[i].Hull[step]
                    orderby Saving(before, after) descending
                    select (Tensor: i, Step: step, Bytes: after.Bytes - before.Bytes);
        // On a hull each further step of a tensor saves less per byte than the one before, so they come in their order.
        foreach (var step in steps)
        {
            if (step.Bytes > left || taken[step.Tensor] != step.Step - 1) continue;
            taken[step.Tensor] = step.Step;
            left -= step.Bytes;
        }
        return [.. _tensors.Select((tensor, i) => (tensor.Name, tensor.Hull[taken[i]].Type))];
    }

    /// <summary>The choice as patterns: one per group of tensors and type, its layers side by side.</summary>
    public static IReadOnlyList<TensorOverride> Patterns(IReadOnlyList<(string Tensor, TensorType Type)> choice)
    {
        var layersOf = choice.GroupBy(row => GroupAttribution.Place(row.Tensor).Group).ToDictionary(group => group.Key, group => group.Count());
        var patterns = new List<TensorOverride>();
        foreach (var group in choice.GroupBy(row => (GroupAttribution.Place(row.Tensor).Group, row.Type)))
        {
            int[] layers = [.. group.Select(row => GroupAttribution.Place(row.Tensor).Layer).OfType<int>()];
            string name = Regex.Escape(group.Key.Group);
            patterns.Add(new TensorOverride(layers.Length == 0 ? $@"^{name}\.weight$" : $@"^blk\.{Layers(layers, layersOf[group.Key.Group])}\.{name}\.weight$", group.Key.Type));
        }
        return patterns;
    }

    /// <summary>A pattern of layers: any number where it is all of them.</summary>
    private static string Layers(int[] layers, int all) => layers.Length == all && all > 1 ? @"\d+" : $"({string.Join('|', layers)})";

    /// <summary>From the smallest on, the choices of which none is beaten by a blend of others.</summary>
    private static Choice[] Hull(IEnumerable<Choice> choices)
    {
        var hull = new List<Choice>();
        foreach (var choice in choices.OrderBy(choice => choice.Bytes).ThenBy(choice => choice.Divergence))
        {
            if (hull.Count > 0 && (choice.Divergence >= hull[^1].Divergence || choice.Bytes == hull[^1].Bytes)) continue;
            while (hull.Count > 1 && Saving(hull[^1], choice) >= Saving(hull[^2], hull[^1])) hull.RemoveAt(hull.Count - 1);
            hull.Add(choice);
        }
        return [.. hull];
    }

    private static double Saving(Choice from, Choice to) => (from.Divergence - to.Divergence) / (to.Bytes - from.Bytes);

    private static float[][] Sample(GgufFile file, GgufTensor tensor)
    {
        var codec = TensorTypes.Get(tensor.Type).Codec!;
        int count = Math.Min(SampledRows, tensor.RowCount);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            float[] row = new float[tensor.RowLength];
            codec.Dequantize(file.Row(tensor, (int)((long)i * tensor.RowCount / count)), row);
            return row;
        })];
    }

    private static double Error(float[][] rows, TensorType type)
    {
        var info = TensorTypes.Get(type);
        byte[] blocks = new byte[info.RowBytes(rows[0].Length)];
        float[] back = new float[rows[0].Length];
        double sum = 0;
        foreach (float[] row in rows)
        {
            info.Codec!.Quantize(row, blocks);
            info.Codec.Dequantize(blocks, back);
            for (int i = 0; i < row.Length; i++) sum += ((double)row[i] - back[i]) * ((double)row[i] - back[i]);
        }
        return sum;
    }
}
