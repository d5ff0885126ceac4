using Engine.Gguf;
using Engine.Kernels.Attention;

namespace Engine.Tests.Models;

public sealed class MemoryPlanTests
{
    private static MemoryPlan Demo()
    {
        using var file = GgufFile.Open(TestFiles.Demo);
        return MemoryPlan.For(file);
    }

    [Fact]
    public void For_DemoModel_CountsItsWeights()
    {
        var plan = Demo();
        Assert.Equal(5_770_496, plan.ParameterCount);   // general.parameter_count
        Assert.Equal([TensorType.F16, TensorType.F32], plan.Weights.Select(group => group.Type));
        Assert.Equal(13, plan.Weights[1].TensorCount);  // two norms in each of 6 layers, one at the end
        Assert.Equal((13 * 256, 32.0), (plan.Weights[1].ParameterCount, plan.Weights[1].BitsPerWeight));
        Assert.Equal((plan.ParameterCount - 13 * 256) * 2 + 13 * 256 * 4, plan.WeightBytes);
    }

    [Theory]
    [InlineData(TensorType.F32, 256 * 6 * 2 * 2 * 64 * 4)]   // cells, layers, KV heads, keys and values, head dim, bytes
    [InlineData(TensorType.F16, 256 * 6 * 2 * 2 * 64 * 2)]
    [InlineData(TensorType.Q8_0, 256 * 6 * 2 * 2 * 64 / 32 * 34)]
    [InlineData(TensorType.Q4_0, 256 * 6 * 2 * 2 * 64 / 32 * 18)]
    public void KvBytes_256Tokens_FollowTheType(TensorType type, long bytes)
    {
        Assert.Equal(bytes, Demo().KvBytes(256, type, type));
        Assert.Equal(bytes, Demo().KvBytes(1, type, type));
        Assert.Equal(2 * bytes, Demo().KvBytes(257, type, type));
    }

    [Theory]
    [InlineData(TensorType.F16, TensorType.F16)]
    [InlineData(TensorType.Q8_0, TensorType.Q4_0)]
    [InlineData(TensorType.Q4_0, TensorType.F32)]
    public void KvBytes_ManagedBlocks_TakeAsManyBytes(TensorType keyType, TensorType valueType)
    {
        const int blocks = 256 / KvBlocks.BlockTokens;
        using var kv = new KvBlocks(blocks, layerCount: 6, kvHeadCount: 2, headDim: 64, keyType, valueType);
        Assert.Equal(blocks * kv.PackedBytes(KvBlocks.BlockTokens, layerCount: 6), Demo().KvBytes(256, keyType, valueType));
    }

    [Fact]
    public void KvBytes_HeadShorterThanBlock_IsImpossible()
    {
        using var file = GgufFile.Open(TestFiles.Shared("models", "stories260K.gguf"));
        Assert.Null(MemoryPlan.For(file).KvBytes(512, TensorType.Q8_0, TensorType.Q8_0));
        Assert.Null(MemoryPlan.For(file).TotalBytes(512, TensorType.F16, TensorType.Q8_0));
    }

    [Fact]
    public void KvBytes_Encoder_AreNone()
    {
        using var file = GgufFile.Open(TestFiles.Shared("models", "all-MiniLM-L6-v2-f16.gguf"));
        Assert.Equal(0, MemoryPlan.For(file).KvBytes(512, TensorType.F16, TensorType.F16));
    }

    [Fact]
    public void LargestContext_IsTheLastThatFits()
    {
        var plan = Demo();
        long budget = plan.TotalBytes(300, TensorType.F16, TensorType.F16)!.Value;
        int largest = plan.LargestContext(budget, TensorType.F16, TensorType.F16);
        Assert.True(plan.TotalBytes(largest, TensorType.F16, TensorType.F16) <= budget);
        Assert.True(plan.TotalBytes(largest + 1, TensorType.F16, TensorType.F16) > budget);
        Assert.Equal(0, plan.LargestContext(plan.WeightBytes, TensorType.F16, TensorType.F16));
        Assert.Equal(512, plan.LargestContext(long.MaxValue, TensorType.F16, TensorType.F16));
    }
}
