using Engine.Kernels.Attention;
using Engine.Kernels.Layers;

namespace Engine.Tests.Kernels.Layers;

/// <summary>The kernels between the matrices, against numbers worked by hand.</summary>
public sealed class LayerKernelTests
{
    private const float HandTolerance = 5e-5f;   // the literals have four decimals

    [Fact]
    public void RmsNorm_ByHand_DividesByTheRootMeanSquare()
    {
        var y = new float[2];
        RmsNorm.Reference([3, 4], [1, 2], 0, y);   // mean square 12.5, root 3.5355
        Near([0.8485f, 2.2627f], y);
    }

    [Fact]
    public void LayerNorm_ByHand_HasMeanBiasAndUnitVariance()
    {
        var y = new float[3];
        LayerNorm.Reference([1, 2, 3], [1, 1, 2], [0, 1, 0], 0, y);   // mean 2, variance 2/3
        Near([-1.2247f, 1, 2.4495f], y);
    }

    [Fact]
    public void Softmax_LargeScores_StayInRange()
    {
        var y = new float[3];
        Softmax.Reference([1000, 1000, 999], y);   // 1, 1, e^-1 over 2.3679
        Near([0.4223f, 0.4223f, 0.1554f], y);
    }

    [Fact]
    public void SwiGlu_ByHand_GatesBySilu()
    {
        var y = new float[3];
        SwiGlu.Reference([0, 1, -1], [5, 2, 2], y);   // silu(1) = 0.7311, silu(-1) = -0.2689
        Near([0, 1.4621f, -0.5379f], y);
    }

    [Fact]
    public void Gelu_ByHand_BothForms()
    {
        float[] exact = new float[4], tanh = new float[4];
        Gelu.ReferenceExact([-1, 0, 1, 10], exact);
        Gelu.ReferenceTanh([-1, 0, 1, 10], tanh);
        Near([-0.1587f, 0, 0.8413f, 10], exact);   // P(Z <= 1) = 0.84134
        Near([-0.1588f, 0, 0.8412f, 10], tanh);
    }

    private static void Near(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], HandTolerance);
    }
}
