using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Kernels.Attention;

namespace Engine.Tests.Gguf.Architectures;

public sealed class Gemma3ArchitectureTests
{
    private static readonly Hyperparameters s_shape = new()
    {
        LayerCount = 8,
        ModelDim = 2560,
        HeadCount = 8,
        KvHeadCount = 4,
        HeadDim = 256,
        SlidingWindow = 1024,
        RopeBase = 1000000,
        RopeScaling = new RopeScaling { Type = RopeScalingType.Linear, Factor = 8 },
    };

    [Fact]
    public void Decoder_EightLayers_TheSixthSeesAllAndIsStretched()
    {
        var graph = Gemma3Architecture.Row.Decoder!(s_shape);
        Assert.Equal([1024, 1024, 1024, 1024, 1024, 0, 1024, 1024], graph.Layers.Select(layer => layer.Window));
        Assert.Equal(new Rotation(10000, RopeScaling.None), graph.Layers[4].Rotation);
        Assert.Equal(new Rotation(1000000, s_shape.RopeScaling), graph.Layers[5].Rotation);
        Assert.Equal(AttentionMask.SlidingWindow, graph.Attention(4).Mask);
        Assert.Equal(AttentionMask.Causal, graph.Attention(5).Mask);
    }

    [Fact]
    public void Decoder_StatedPeriod_IsTaken() =>
        Assert.Equal([1024, 0, 1024, 0, 1024, 0, 1024, 0], Gemma3Architecture.Row.Decoder!(s_shape with { SlidingWindowPeriod = 2 }).Layers.Select(layer => layer.Window));

    [Fact]
    public void Decoder_LargestModel_ScalesScoresByItsWidth()
    {
        Assert.Equal(1 / 16.0, Gemma3Architecture.Row.Decoder!(s_shape).AttentionScale);
        var largest = s_shape with { LayerCount = 62, ModelDim = 5376, HeadCount = 32, HeadDim = 128 };
        Assert.Equal(1 / Math.Sqrt(168), Gemma3Architecture.Row.Decoder!(largest).AttentionScale);
    }
}
