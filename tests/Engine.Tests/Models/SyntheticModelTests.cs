using Engine.Gguf;
using Engine.Kernels.Quantization;
using Engine.Tests.Backends.LlamaCpp;

namespace Engine.Tests.Models;

/// <summary>The files that other tests build on: valid, and models to llama.cpp too.</summary>
public sealed class SyntheticModelTests
{
    public static TheoryData<string> Architectures => [.. SyntheticArchitecture.Names];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Write_EveryArchitecture_IsAValidModelWithoutWarnings(string architecture)
    {
        using var model = new SyntheticModel(architecture).Write();
        using var file = GgufFile.Open(model.Path);
        var content = GgufValidator.Validate(file);
        Assert.Equal(GgufKind.Model, content.Kind);
        Assert.Empty(content.Warnings);
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Write_EveryArchitecture_LoadsInLlamaCpp(string architecture)
    {
        using var model = new SyntheticModel(architecture).Write();
        using var loaded = LlamaModels.Load(model.Path);
        if (loaded.Backend.ForwardPass is null)
        {
            float[] vectors = loaded.Backend.Encoder!.Encode([[2, 40, 50, 3]], Engine.Pooling.Mean, TestContext.Current.CancellationToken)[0];
            Assert.All(vectors, value => Assert.True(float.IsFinite(value)));
            return;
        }
        float[] logits = loaded.Run([1, 300, 301, 302]);
        double mean = logits.Average(), deviation = Math.Sqrt(logits.Average(logit => (logit - mean) * (logit - mean)));
        Assert.InRange(deviation, 1, 4);
    }

    [Fact]
    public void Dequantized_OfQ8_0_HoldsWhatTheCodecReads()
    {
        using var model = new SyntheticModel(Type: TensorType.Q8_0) { LayerCount = 1 }.Write();
        using var dequantized = TemporaryModel.Dequantized(model.Path);
        using var before = GgufFile.Open(model.Path);
        using var after = GgufFile.Open(dequantized.Path);
        Assert.All(after.Tensors, tensor => Assert.Equal(TensorType.F32, tensor.Type));
        var source = before.Tensor("blk.0.ffn_up.weight");
        Assert.Equal(TensorType.Q8_0, source.Type);
        float[] expected = new float[source.RowLength];
        TensorTypes.Get(TensorType.Q8_0).Codec!.Dequantize(before.Row(source, 7), expected);
        Assert.Equal(expected, System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(after.Row(after.Tensor(source.Name), 7)).ToArray());
    }
}
