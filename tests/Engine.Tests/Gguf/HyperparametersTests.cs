using Engine.Gguf;

namespace Engine.Tests.Gguf;

public sealed class HyperparametersTests
{
    [Fact]
    public void Read_DemoModel_HasItsShape()
    {
        using var file = GgufFile.Open(TestFiles.Demo);
        var shape = Hyperparameters.Read(file.Metadata);
        Assert.Equal(
            ("llama", 6, 256, 768, 4, 2, 64, 64, 4096, 512),
            (shape.Architecture, shape.LayerCount, shape.ModelDim, shape.FeedForwardDim, shape.HeadCount, shape.KvHeadCount,
             shape.HeadDim, shape.RopeDimension, shape.VocabSize, shape.ContextLength));
        Assert.Equal(1e-5f, shape.NormEpsilon);
        Assert.Equal(10000, shape.RopeBase);
        Assert.Equal(RopeScaling.None, shape.RopeScaling);
        Assert.Equal(2, shape.GroupSize);
        Assert.True(shape.IsCausal);
        Assert.Equal(PoolingType.Unspecified, shape.Pooling);
    }

    [Fact]
    public void Read_Stories_DerivesHeadDim()
    {
        using var file = GgufFile.Open(TestFiles.Shared("models", "stories260K.gguf"));
        var shape = Hyperparameters.Read(file.Metadata);
        Assert.Equal((8, 8, 4, 512), (shape.HeadDim, shape.ValueHeadDim, shape.KvHeadCount, shape.VocabSize));
        Assert.Equal([4, 4, 4, 4, 4], shape.KvHeadCounts);
    }

    [Fact]
    public void Read_Classifier_HasPoolingAndLabels()
    {
        using var file = GgufFile.Open(TestFiles.Shared("models", "minilm-sentiment-q8_0.gguf"));
        var shape = Hyperparameters.Read(file.Metadata);
        Assert.Equal((PoolingType.Rank, false, 2), (shape.Pooling, shape.IsCausal, shape.TokenTypeCount));
        Assert.Equal(["negative", "neutral", "positive"], shape.ClassLabels);
        Assert.Equal(1e-12f, shape.NormEpsilon);
    }

    [Fact]
    public void Read_EncoderDecoder_HasStartTokenAndBuckets()
    {
        using var file = GgufFile.Open(TestFiles.Shared("models", "pocket-t5-f16.gguf"));
        var shape = Hyperparameters.Read(file.Metadata);
        Assert.Equal((3, 3, 0, 32), (shape.LayerCount, shape.DecoderLayerCount, shape.DecoderStartToken, shape.RelativeBucketCount));
    }

    [Fact]
    public void Read_ScaledVocabulary_HasLinearFactor()
    {
        using var file = GgufFile.Open(TestFiles.Shared("tokenizers", "ggml-vocab-deepseek-coder.gguf"));
        var scaling = Hyperparameters.Read(file.Metadata).RopeScaling;
        Assert.Equal((RopeScalingType.Linear, 4f), (scaling.Type, scaling.Factor));
    }
}
