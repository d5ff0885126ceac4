using Engine.Tests.Models;

namespace Engine.Tests.Backends.Parity;

/// <summary>Small real files, dequantized to F32: managed and llama.cpp against the reference and against PyTorch.</summary>
public sealed class FileParityTests
{
    private const int Positions = 70;   // into a second block of the cache

    [Theory]
    [InlineData("stories260K.gguf")]
    [InlineData("pocket-f16.gguf")]
    [InlineData("all-MiniLM-L6-v2-f16.gguf")]
    public void Forward_DequantizedToF32_EqualsTheReferenceAtEveryPosition(string name)
    {
        using var file = TemporaryModel.Dequantized(TestFiles.Shared("models", name));
        using var reference = ParityModel.Load(file.Path, Backend.Reference);
        int[] ids = reference.RandomIds(Positions);
        float[] expected = reference.Read(ids);

        using (var llama = ParityModel.Load(file.Path, Backend.LlamaCpp))
            llama.Compare(llama.Read(ids), expected, $"{name} as F32, llama.cpp").CheckLlamaCpp(llama.Architecture);
        using var managed = ParityModel.Load(file.Path, Backend.Managed);
        managed.Compare(managed.Read(ids), expected, $"{name} as F32, managed prefill").CheckSinglePrecision();
        if (managed.HasLogits) managed.Compare(managed.Decode(ids), expected, $"{name} as F32, managed decode").CheckSinglePrecision();
    }

    [Theory]
    [InlineData("stories260K.gguf", "stories260K-golden.json", Backend.LlamaCpp)]
    [InlineData("stories260K.gguf", "stories260K-golden.json", Backend.Managed)]
    [InlineData("pocket-f16.gguf", "pocket-golden.json", Backend.LlamaCpp)]
    [InlineData("pocket-f16.gguf", "pocket-golden.json", Backend.Managed)]
    public void Forward_DequantizedToF32_LogitsArePyTorchs(string name, string golden, Backend backend)
    {
        using var file = TemporaryModel.Dequantized(TestFiles.Shared("models", name));
        using var model = ParityModel.Load(file.Path, backend);
        GoldenPrompts.CheckLogits(model, golden, int.MaxValue, $"{name} as F32, {backend}");
    }
}
