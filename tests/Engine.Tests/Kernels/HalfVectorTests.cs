using System.Runtime.Intrinsics;
using Engine.Kernels;

namespace Engine.Tests.Kernels;

public sealed unsafe class HalfVectorTests
{
    [Fact]
    public void Load_EveryFiniteHalf_EqualsConversion()
    {
        ushort* halves = stackalloc ushort[16];
        for (int start = 0; start < 65536; start += 16)
        {
            if ((start & 0x7C00) == 0x7C00) continue;   // infinities and numbers that are none
            for (int i = 0; i < 16; i++) halves[i] = (ushort)(start + i);
            var values = HalfVector.Load(halves);
            for (int i = 0; i < 16; i++)
            {
                float expected = (float)BitConverter.UInt16BitsToHalf((ushort)(start + i));
                Assert.Equal(expected, values[i]);
                Assert.Equal(expected, HalfVector.Scalar((ushort)(start + i)));
            }
        }
    }

    [Fact]
    public void Store_HalvesTheirMidpointsAndNeighbours_RoundsAsConversion()
    {
        ushort* halves = stackalloc ushort[16];
        float* values = stackalloc float[16];
        int filled = 0;
        for (int bits = 0; bits < 0x7C00; bits++)
        {
            float here = (float)BitConverter.UInt16BitsToHalf((ushort)bits), next = bits + 1 < 0x7C00 ? (float)BitConverter.UInt16BitsToHalf((ushort)(bits + 1)) : 65536;
            float middle = (here + next) / 2;
            foreach (float value in new[] { here, -here, middle, -middle, MathF.BitIncrement(middle), MathF.BitDecrement(middle), next * 2, here / 3 })
            {
                values[filled++] = value;
                if (filled < 16) continue;
                HalfVector.Store(Vector512.Load(values), halves);
                for (int i = 0; i < 16; i++) Assert.Equal(BitConverter.HalfToUInt16Bits((Half)values[i]), halves[i]);
                filled = 0;
            }
        }
    }

    [Fact]
    public void Exp_RangeOfSoftmaxAndSilu_WithinTwoUlps()
    {
        // Two units in the last place of a single: 2 * 2^-23.
        const double tolerance = 2.4e-7;
        for (float x = -87; x < 88; x += 0.0103f)
        {
            double expected = Math.Exp(x);
            Assert.Equal(1, VectorMath.Exp(Vector512.Create(x))[7] / expected, tolerance);
        }
        Assert.Equal(0, VectorMath.Exp(Vector512.Create(-100f))[0]);
        Assert.Equal(1, VectorMath.Exp(Vector512<float>.Zero)[0]);
    }
}
