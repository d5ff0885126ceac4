using Engine.Kernels.Layers;

namespace Engine.Tests.Kernels.Layers;

public sealed class RopeFrequenciesTests
{
    [Fact]
    public void Rotate_ByHand_TurnsTheFirstPairByOneRadianPerPosition()
    {
        float[] adjacent = [1, 0, 1, 0], halves = [1, 1, 0, 0];
        var rope = new RopeFrequencies(new RopeParameters(4, 10000));
        RoPE.Reference(rope.PerPair, 1, RopePairing.Adjacent, 2, adjacent);
        RoPE.Reference(rope.PerPair, 1, RopePairing.Halves, 2, halves);
        Assert.Equal([(float)Math.Cos(2), (float)Math.Sin(2), (float)Math.Cos(0.02), (float)Math.Sin(0.02)], adjacent);
        Assert.Equal([adjacent[0], adjacent[2], adjacent[1], adjacent[3]], halves);
    }

    [Fact]
    public void Linear_FactorFour_DividesEveryFrequency()
    {
        var plain = new RopeFrequencies(new RopeParameters(64, 10000));
        var linear = new RopeFrequencies(new RopeParameters(64, 10000) { Factor = 4 });
        for (int i = 0; i < 32; i++) Assert.Equal(plain.PerPair[i] / 4, linear.PerPair[i]);
        Assert.Equal(1, linear.Magnitude);
    }

    [Fact]
    public void Yarn_FastPairsAreKeptAndSlowOnesDivided()
    {
        var plain = new RopeFrequencies(new RopeParameters(64, 10000));
        var yarn = new RopeFrequencies(new RopeParameters(64, 10000) { Factor = 4, ExtrapolationFactor = 1, OriginalContext = 2048 });
        Assert.Equal(plain.PerPair[0], yarn.PerPair[0]);
        Assert.Equal(plain.PerPair[31] / 4, yarn.PerPair[31], 1e-15);
        Assert.Equal(0.1 * Math.Log(4) + 1, yarn.Magnitude, 1e-12);
    }

    [Fact]
    public void Divisors_OfLlama3_DivideTheirOwnPair()
    {
        var plain = new RopeFrequencies(new RopeParameters(4, 10000));
        var divided = new RopeFrequencies(new RopeParameters(4, 10000), [1, 8]);
        Assert.Equal(plain.PerPair[0], divided.PerPair[0]);
        Assert.Equal(plain.PerPair[1] / 8, divided.PerPair[1]);
    }
}
