using System.Runtime.Intrinsics;
using Engine.Kernels.Simd;

namespace Engine.Tests.Kernels.Simd;

public sealed unsafe class HalfVectorTests
{
    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    [InlineData(128)]
    public void Load_EveryFiniteHalf_EqualsConversion(int bits)
    {
        if (bits == 512) Check<Simd512, Vector512<byte>>();
        else if (bits == 256) Check<Simd256, Vector256<byte>>();
        else Check<Simd128, Vector128<byte>>();

        static void Check<S, V>() where S : ISimd<V> where V : struct
        {
            Assert.SkipUnless(S.IsSupported, $"skipped: no registers of {8 * S.Bytes} bits");
            int lanes = S.Bytes / sizeof(float);
            using var halves = new GuardedBuffer<ushort>(lanes);
            using var values = new GuardedBuffer<float>(lanes);
            for (int start = 0; start < 65536; start += lanes)
            {
                if ((start & 0x7C00) == 0x7C00) continue;   // infinities and numbers that are none
                for (int i = 0; i < lanes; i++) halves.Span[i] = (ushort)(start + i);
                S.Store(HalfVector.Load<S, V>(halves.Pointer), values.Pointer);
                for (int i = 0; i < lanes; i++)
                {
                    float expected = (float)BitConverter.UInt16BitsToHalf((ushort)(start + i));
                    Assert.Equal(expected, values.Span[i]);
                    Assert.Equal(expected, HalfVector.Scalar((ushort)(start + i)));
                    Assert.Equal(expected, HalfVector.Four((ushort)(start + i), 0, 0, 0)[0]);
                    Assert.Equal(expected, HalfVector.Four(0, 0, 0, (ushort)(start + i))[3]);
                }
            }
        }
    }

    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    [InlineData(128)]
    public void Store_HalvesTheirMidpointsAndNeighbours_RoundsAsConversion(int bits)
    {
        if (bits == 512) Check<Simd512, Vector512<byte>>();
        else if (bits == 256) Check<Simd256, Vector256<byte>>();
        else Check<Simd128, Vector128<byte>>();

        static void Check<S, V>() where S : ISimd<V> where V : struct
        {
            Assert.SkipUnless(S.IsSupported, $"skipped: no registers of {8 * S.Bytes} bits");
            int lanes = S.Bytes / sizeof(float), filled = 0;
            using var halves = new GuardedBuffer<ushort>(lanes);
            using var values = new GuardedBuffer<float>(lanes);
            for (int half = 0; half < 0x7C00; half++)
            {
                float here = (float)BitConverter.UInt16BitsToHalf((ushort)half), next = half + 1 < 0x7C00 ? (float)BitConverter.UInt16BitsToHalf((ushort)(half + 1)) : 65536;
                float middle = (here + next) / 2;
                foreach (float value in new[] { here, -here, middle, -middle, MathF.BitIncrement(middle), MathF.BitDecrement(middle), next * 2, here / 3 })
                {
                    values.Span[filled++] = value;
                    if (filled < lanes) continue;
                    HalfVector.Store<S, V>(S.Load(values.Pointer), halves.Pointer);
                    for (int i = 0; i < lanes; i++) Assert.Equal(BitConverter.HalfToUInt16Bits((Half)values.Span[i]), halves.Span[i]);
                    filled = 0;
                }
            }
        }
    }

    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    [InlineData(128)]
    public void Exp_RangeOfSoftmaxAndSilu_WithinTwoUlps(int bits)
    {
        if (bits == 512) Check<Simd512, Vector512<byte>>();
        else if (bits == 256) Check<Simd256, Vector256<byte>>();
        else Check<Simd128, Vector128<byte>>();

        static void Check<S, V>() where S : ISimd<V> where V : struct
        {
            Assert.SkipUnless(S.IsSupported, $"skipped: no registers of {8 * S.Bytes} bits");
            // Two units in the last place of a single: 2 * 2^-23.
            const double tolerance = 2.4e-7;
            for (float x = -87; x < 88; x += 0.0103f) Assert.Equal(1, S.Largest(VectorMath.Exp<S, V>(S.RepeatFloat(x))) / Math.Exp(x), tolerance);
            foreach (float x in new[] { -87.7f, -100f, -1e30f, float.NegativeInfinity }) Assert.Equal(0, S.Largest(VectorMath.Exp<S, V>(S.RepeatFloat(x))));
            Assert.Equal(1, S.Largest(VectorMath.Exp<S, V>(S.Zero)));
        }
    }
}
