using Engine.Kernels.Layers;
using Engine.Kernels.Simd;

namespace Engine.Tests.Kernels.Layers;

public sealed class ElementwiseTests
{
    [Theory]
    [InlineData(40, 3, 3, 3)]
    [InlineData(3, 2, 3, 3)]
    [InlineData(3, 3, 2, 3)]
    [InlineData(3, 3, 3, 4)]
    public void MapAndSum_RowsOfOtherLengths_AreRefused(int a, int b, int c, int d)
    {
        Assert.Throws<ArgumentException>(() => Elementwise.Map<SumOfFour>(new(new float[a], new float[b], new float[c], new float[d]), new float[a]));
        Assert.Throws<ArgumentException>(() => Elementwise.Sum<SumOfFour>(new(new float[a], new float[b], new float[c], new float[d])));
    }

    [Fact]
    public void MapAndSum_ThreeOrFourRows_ReadEachAtItsPlace()
    {
        foreach (int length in Enumerable.Range(1, 140))   // several registers of every width, and what is left
        {
            float[] Row(int factor) => [.. Enumerable.Range(1, length).Select(i => (float)(i * factor))];
            double places = length * (length + 1) / 2;
            foreach (var guard in Enum.GetValues<Guard>())
            {
                using GuardedBuffer<float> ones = new(Row(1), guard), tens = new(Row(10), guard), hundreds = new(Row(100), guard), result = new(length, guard);
                Elementwise.Map<SumOfFour>(new(ones.Span, tens.Span, ones.Span, hundreds.Span), result.Span);
                Assert.Equal(Row(112), result.Span);
                Assert.Equal(112 * places, Elementwise.Sum<SumOfFour>(new(ones.Span, tens.Span, ones.Span, hundreds.Span)));
                Elementwise.Map<SumOfThree>(new(ones.Span, tens.Span, hundreds.Span), result.Span);
                Assert.Equal(Row(111), result.Span);
                Assert.Equal(111 * places, Elementwise.Sum<SumOfThree>(new(ones.Span, tens.Span, hundreds.Span)));
            }
        }
        Assert.Throws<ArgumentException>(() => Elementwise.Sum<SumOfThree>(new(new float[3], new float[3], new float[2])));
    }

    private readonly struct SumOfThree : IFormula
    {
        public static int Rows => 3;

        public static V Apply<S, V>(V a, V b, V c, V d, V s, V t) where S : ISimd<V> where V : struct => S.Add(S.Add(a, b), c);
    }

    private readonly struct SumOfFour : IFormula
    {
        public static int Rows => 4;

        public static V Apply<S, V>(V a, V b, V c, V d, V s, V t) where S : ISimd<V> where V : struct => S.Add(S.Add(a, b), S.Add(c, d));
    }
}
