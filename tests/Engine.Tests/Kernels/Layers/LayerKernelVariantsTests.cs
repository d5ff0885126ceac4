using System.Runtime.Intrinsics;
using Engine.Kernels.Layers;
using Engine.Kernels.Simd;
using Engine.Tests.Kernels.Gemm;

namespace Engine.Tests.Kernels.Layers;

/// <summary>The fast variants of the kernels between the matrices, against their references: a row per variant.</summary>
public sealed class LayerKernelVariantsTests
{
    private static readonly int[] s_realLengths = [384, 576, 1536, 2048, 4096, 11008];

    private delegate void Kernel(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, Span<float> destination);

    /// <summary>
    /// Tolerances are relative to the larger of 1 and the expected value, and are what was measured over everything here,
    /// rounded up: a unit in the last place is 1.2e-7.
    /// </summary>
    private static readonly Dictionary<string, (Kernel Reference, Kernel Simd, float Tolerance)> s_variants = new()
    {
        ["LayerNorm"] = (
            (x, weight, bias, y) => LayerNorm.Reference(x, weight, bias, 1e-5, y),
            (x, weight, bias, y) => LayerNorm.Forward(x, weight, bias, 1e-5, y),
            1e-6f),   // three roundings of each element, four where products and sums are not fused, and a mean and a root with one each
        ["RmsNorm"] = ((x, weight, _, y) => RmsNorm.Reference(x, weight, 1e-5, y), (x, weight, _, y) => RmsNorm.Forward(x, weight, 1e-5, y), 4e-7f),   // two products, and a root
        ["SwiGlu"] = ((gate, up, _, y) => SwiGlu.Reference(gate, up, y), (gate, up, _, y) => SwiGlu.Forward(gate, up, y), 2.5e-7f),   // a quotient and a product
        ["Gelu, exact"] = ((x, _, _, y) => Gelu.ReferenceExact(x, y), (x, _, _, y) => Gelu.ForwardExact(x, y), 1.2e-7f),   // the last subtraction's rounding dominates
        ["Gelu, tanh"] = ((x, _, _, y) => Gelu.ReferenceTanh(x, y), (x, _, _, y) => Gelu.ForwardTanh(x, y), 1.2e-7f),   // and here the quotient's
        ["GeGlu"] = ((gate, up, _, y) => GeGlu.Reference(gate, up, y), (gate, up, _, y) => GeGlu.Forward(gate, up, y), 2.5e-7f),   // the product rounds once more
    };

    public static TheoryData<string> Variants => [.. s_variants.Keys];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Simd_EveryLength_EqualsReferenceAndTouchesNothingElse(string name)
    {
        var (reference, simd, tolerance) = s_variants[name];
        foreach (int length in Enumerable.Range(1, 257).Concat(s_realLengths))
        {
            foreach (var guard in Enum.GetValues<Guard>())
            {
                using GuardedBuffer<float> a = new(Values(length, 1), guard), b = new(Values(length, 2), guard), c = new(Values(length, 3), guard), y = new(length, guard);
                var expected = new float[length];
                reference(a.Span, b.Span, c.Span, expected);
                simd(a.Span, b.Span, c.Span, y.Span);
                Check(expected, y.Span, tolerance, $"{name}, length {length}");
                simd(a.Span, b.Span, c.Span, a.Span);
                Assert.Equal(y.Span, a.Span);   // in place, to the bit
            }
        }
    }

    [Theory]
    [InlineData("Gelu, exact")]
    [InlineData("Gelu, tanh")]
    public void Simd_WholeRange_WithinTolerance(string name)
    {
        var (reference, simd, tolerance) = s_variants[name];
        float[] x = [.. Enumerable.Range(-200_000, 400_001).Select(i => i * 1e-4f)], expected = new float[x.Length], y = new float[x.Length];
        reference(x, [], [], expected);
        simd(x, [], [], y);
        Check(expected, y, tolerance, name);
    }

    [Fact]
    public void RoPE_BothPairings_EqualReference()
    {
        // The angle is rounded to a single cosine and sine, and each element is the sum of two products.
        const float tolerance = 4e-7f;
        foreach (int pairs in new[] { 1, 2, 3, 4, 7, 8, 16, 32, 40, 64, 86, 128 })
        {
            foreach (int rest in new[] { 0, 5 })
            {
                foreach (var pairing in Enum.GetValues<RopePairing>())
                {
                    double[] frequencies = [.. Enumerable.Range(0, pairs).Select(i => Math.Pow(10000, -(double)i / pairs))];
                    float[] original = Values(2 * pairs + rest, 5), expected = [.. original];
                    RoPE.Reference(frequencies, 1.25, pairing, 1234, expected);
                    foreach (var guard in Enum.GetValues<Guard>())
                    {
                        using GuardedBuffer<float> cosines = new(2 * pairs, guard), sines = new(2 * pairs, guard), head = new(original, guard);
                        RoPE.Angles(frequencies, 1.25, pairing, 1234, cosines.Span, sines.Span);
                        RoPE.Forward(pairing, cosines.Span, sines.Span, head.Span);
                        Check(expected, head.Span, tolerance, $"{pairing}, {pairs} pairs");
                        original.CopyTo(head.Span);
                        RoPE.Forward<Simd128, Vector128<byte>>(pairing, cosines.Span, sines.Span, head.Span);
                        Check(expected, head.Span, tolerance, $"{pairing}, {pairs} pairs, 128 bits");
                        if (!Simd256.IsSupported) continue;
                        original.CopyTo(head.Span);
                        RoPE.Forward<Simd256, Vector256<byte>>(pairing, cosines.Span, sines.Span, head.Span);
                        Check(expected, head.Span, tolerance, $"{pairing}, {pairs} pairs, 256 bits");
                    }
                }
            }
        }
    }

    [Fact]
    public void Gelu_ExtremeValues_AreTheirLimits()
    {
        float[] x = [1e30f, -1e30f, float.PositiveInfinity, 0], y = new float[4];
        Gelu.ForwardExact(x, y);
        Assert.Equal([1e30f, 0, float.PositiveInfinity, 0], y);
        Gelu.ForwardTanh(x.AsSpan(0, 1), y.AsSpan(0, 1));
        Assert.Equal(1e30f, y[0]);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Simd_LengthsDiffer_AreRefused(string name)
    {
        var simd = s_variants[name].Simd;
        Assert.Throws<ArgumentException>(() => simd(new float[8], new float[8], new float[8], new float[7]));
    }

    /// <summary>Wide enough to reach both ends of the functions, and off zero, so that a mean is there to be subtracted.</summary>
    private static float[] Values(int length, int seed) => [.. RandomMatrix.Normal(length, seed + 10 * length).Select(value => 0.3f + 2 * value)];

    private static void Check(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, float tolerance, string what)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            float error = MathF.Abs(expected[i] - actual[i]) / MathF.Max(1, MathF.Abs(expected[i]));
            if (!(error <= tolerance)) Assert.Fail($"{what}, element {i}: {actual[i]:R}, expected {expected[i]:R}, {error:g2} off");
        }
    }
}
