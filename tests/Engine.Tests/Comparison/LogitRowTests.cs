using Engine.Comparison;

namespace Engine.Tests.Comparison;

public sealed class LogitRowTests
{
    /// <summary>Sums of a few hundred terms, added in another order.</summary>
    private const double Rounding = 1e-13;

    [Fact]
    public void Divergence_TwoTokens_IsTheSumByHand()
    {
        // p = (3/4, 1/4), q = (1/2, 1/2): 3/4 ln(3/2) + 1/4 ln(1/2)
        var p = Row(MathF.Log(3), 0);
        Assert.Equal(0.75 * Math.Log(1.5) + 0.25 * Math.Log(0.5), p.Divergence(Row(5, 5)), 1e-7);   // ln 3 is single precision
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(384)]
    [InlineData(1001)]
    public void Row_AnyLength_IsThePlainLoop(int length)
    {
        float[] p = Random(length, 1), q = Random(length, 2);
        double sumP = p.Sum(logit => Math.Exp(logit)), sumQ = q.Sum(logit => Math.Exp(logit));
        double expected = 0;
        for (int i = 0; i < length; i++) expected += Math.Exp(p[i]) / sumP * (p[i] - Math.Log(sumP) - q[i] + Math.Log(sumQ));
        Assert.Equal(expected, Row(p).Divergence(Row(q)), Rounding);
        Assert.Equal(Math.Log(sumP) - p[length / 2], Row(p).NegativeLogLikelihood(length / 2), Rounding);
    }

    [Fact]
    public void Divergence_OfItself_IsZero() => Assert.Equal(0, Row(Random(500, 3)).Divergence(Row(Random(500, 3))));

    [Fact]
    public void Divergence_TokenThatNeitherAllows_CountsNothing()
    {
        float[] p = [1, 2, float.NegativeInfinity, 0, 0, 0, 0, 0, 0, 0], q = [2, 1, float.NegativeInfinity, 0, 0, 0, 0, 0, 0, 0];
        double divergence = Row(p).Divergence(Row(q));
        Assert.True(double.IsFinite(divergence) && divergence > 0, $"{divergence}");
    }

    [Fact]
    public void Best_Five_AreTheLargestInOrderAndOfEqualsTheFirst()
    {
        Span<int> ids = stackalloc int[5];
        Row(0, 3, 1, 3, 2, -1, 5, 1).Best(ids);
        Assert.Equal([6, 1, 3, 4, 2], ids.ToArray());
    }

    [Fact]
    public void Set_NotNumbers_IsRefused() => Assert.Throws<InvalidOperationException>(() => Row(0, float.NaN, 1));

    private static LogitRow Row(params float[] logits)
    {
        var row = new LogitRow(logits.Length);
        row.Set(logits, "x");
        return row;
    }

    private static float[] Random(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (float)(random.NextDouble() * 12 - 6))];
    }
}
