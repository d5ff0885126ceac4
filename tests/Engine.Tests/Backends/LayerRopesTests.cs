using Engine.Backends;
using Engine.Gguf;
using Engine.Gguf.Architectures;

namespace Engine.Tests.Backends;

public sealed class LayerRopesTests
{
    // Two rotations in single precision instead of one.
    private const float RotationTolerance = 2e-6f;

    private static readonly Hyperparameters s_shape = new()
    {
        LayerCount = 6,
        ModelDim = 16,
        HeadCount = 2,
        KvHeadCount = 2,
        HeadDim = 8,
        RopeDimension = 8,
        RopeBase = 1000000,
        ContextLength = 256,
        SlidingWindow = 4,
    };

    private static readonly float[] s_heads = [0.1f, -0.2f, 0.3f, 0.4f, -0.5f, 0.6f, 0.7f, -0.8f, 0.9f, 1.0f, -1.1f, 1.2f, 1.3f, 1.4f, -1.5f, 1.6f];

    [Fact]
    public void Move_KeysOfEveryLayer_AreAsRotatedThere()
    {
        var yarn = new RopeScaling { Type = RopeScalingType.Yarn, Factor = 4, OriginalContext = 64 };
        var ropes = Ropes(s_shape with { RopeScaling = yarn }, new ModelOptions());
        Assert.True(ropes.Tables[1].Magnitude > 1.1);
        for (int layer = 0; layer < 6; layer++)
        {
            float[] expected = [.. s_heads], moved = [.. s_heads];
            ropes.Rotate(layer, 11, expected);
            ropes.Rotate(layer, 30, moved);
            ropes.Move(layer, -19, moved);
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], moved[i], RotationTolerance);
        }
    }

    [Fact]
    public void Tables_LocalAndGlobalLayers_HaveTheirOwn()
    {
        var ropes = Ropes(s_shape, new ModelOptions());
        Assert.Equal([0, 0, 0, 0, 0, 1], Enumerable.Range(0, 6).Select(ropes.TableOf));
        Assert.Equal(Math.Pow(10000, -0.25), ropes.Tables[0].PerPair[1], 1e-12);
        Assert.Equal(Math.Pow(1000000, -0.25), ropes.Tables[1].PerPair[1], 1e-12);
    }

    [Fact]
    public void Tables_BaseOverridden_IsTheGlobalLayersOnly()
    {
        var ropes = Ropes(s_shape, new ModelOptions { RopeFrequencyBase = 500, RopeFrequencyScale = 0.5f });
        Assert.Equal(Math.Pow(10000, -0.25), ropes.Tables[0].PerPair[1], 1e-12);
        Assert.Equal(Math.Pow(500, -0.25) / 2, ropes.Tables[1].PerPair[1], 1e-12);
    }

    private static LayerRopes Ropes(Hyperparameters shape, ModelOptions options) => new(Gemma3Architecture.Row.Decoder!(shape), shape, options, []);
}
