using Engine.Kernels.Attention;
using Engine.Kernels.Layers;
using Engine.Kernels.Selection;

namespace Engine.Benchmarks.Kernels;

/// <summary>Normalization of one token.</summary>
public class Norms : KernelSuite
{
    private const double Epsilon = 1e-5;

    private protected override IEnumerable<KernelCase> Table() =>
    [
        .. RowCases.All("RmsNorm", arrays: 3, (KernelCase.Reference, (x, weight, y) => RmsNorm.Reference(x, weight, Epsilon, y)), ("vector", (x, weight, y) => RmsNorm.Forward(x, weight, Epsilon, y))),
        .. RowCases.All("LayerNorm", arrays: 4, (KernelCase.Reference, (x, weight, y) => LayerNorm.Reference(x, weight, weight, Epsilon, y)), ("vector", (x, weight, y) => LayerNorm.Forward(x, weight, weight, Epsilon, y))),
    ];
}

/// <summary>Activations of a feed-forward network.</summary>
public class Activations : KernelSuite
{
    private protected override IEnumerable<KernelCase> Table() =>
    [
        .. RowCases.All("SwiGlu", arrays: 3, (KernelCase.Reference, (gate, up, y) => SwiGlu.Reference(gate, up, y)), ("vector", (gate, up, y) => SwiGlu.Forward(gate, up, y))),
        .. RowCases.All("GeGlu", arrays: 3, (KernelCase.Reference, (gate, up, y) => GeGlu.Reference(gate, up, y)), ("vector", (gate, up, y) => GeGlu.Forward(gate, up, y))),
        .. RowCases.All("Gelu, exact", arrays: 2, (KernelCase.Reference, (x, _, y) => Gelu.ReferenceExact(x, y)), ("vector", (x, _, y) => Gelu.ForwardExact(x, y))),
        .. RowCases.All("Gelu, tanh", arrays: 2, (KernelCase.Reference, (x, _, y) => Gelu.ReferenceTanh(x, y)), ("vector", (x, _, y) => Gelu.ForwardTanh(x, y))),
    ];
}

/// <summary>Softmax of logits, and the sum of exponentials that sampling takes.</summary>
public class Softmaxes : KernelSuite
{
    private protected override IEnumerable<KernelCase> Table() =>
    [
        .. RowCases.All("Softmax", arrays: 2, (KernelCase.Reference, (x, _, y) => Softmax.Reference(x, y))),
        .. SumExp.Variants.SelectMany(variant => RowCases.All("SumExp", arrays: 2, (variant.Name, (x, _, y) => variant.Compute(x, 4, 1, y)))),
    ];
}

/// <summary>Rotation of one token's heads.</summary>
public class Rotations : KernelSuite
{
    private const int Heads = 32, HeadDim = 128, Position = 1000;
    private const double Bytes = 2.0 * Heads * HeadDim * sizeof(float);

    private protected override IEnumerable<KernelCase> Table()
    {
        foreach (var pairing in Enum.GetValues<RopePairing>())
        {
            string kernel = $"RoPE, {pairing}", shape = $"{Heads} heads of {HeadDim}";
            yield return new KernelCase(kernel, shape, KernelCase.Reference, Bound.Cache, Bytes, () =>
            {
                double[] frequencies = Frequencies();
                float[] heads = Inputs.Normal(Heads * HeadDim);
                return new PreparedKernel(() =>
                {
                    for (int head = 0; head < Heads; head++) RoPE.Reference(frequencies, 1, pairing, Position, heads.AsSpan(head * HeadDim, HeadDim));
                });
            });
            yield return new KernelCase(kernel, shape, "vector", Bound.Cache, Bytes, () =>
            {
                float[] cosines = new float[HeadDim], sines = new float[HeadDim], heads = Inputs.Normal(Heads * HeadDim);
                RoPE.Angles(Frequencies(), 1, pairing, Position, cosines, sines);
                return new PreparedKernel(() =>
                {
                    for (int head = 0; head < Heads; head++) RoPE.Forward(pairing, cosines, sines, heads.AsSpan(head * HeadDim, HeadDim));
                });
            });
        }
    }

    private static double[] Frequencies() => [.. Enumerable.Range(0, HeadDim / 2).Select(pair => Math.Pow(10000, -2.0 * pair / HeadDim))];
}

/// <summary>A kernel that reads one or two rows and writes one.</summary>
internal delegate void RowKernel(ReadOnlySpan<float> first, ReadOnlySpan<float> second, Span<float> destination);

internal static class RowCases
{
    private static readonly int[] s_lengths = [576, 4096];

    /// <summary>Each variant on rows of real lengths; <paramref name="arrays"/> are read or written.</summary>
    public static IEnumerable<KernelCase> All(string kernel, int arrays, params (string Name, RowKernel Run)[] variants) =>
        from length in s_lengths
        from variant in variants
        select new KernelCase(kernel, $"{length}", variant.Name, Bound.Cache, (double)arrays * length * sizeof(float), () =>
        {
            float[] first = Inputs.Normal(length), second = Inputs.Normal(length), destination = new float[length];
            return new PreparedKernel(() => variant.Run(first, second, destination));
        });
}
