
namespace Engine.Tests.Backends.Parity;

/// <summary>Keys and values that are not stored in F32: what that costs managed and llama.cpp, both held to the reference.</summary>
public sealed class KvTypeParityTests
{
    private const int Positions = 150;   // into a third block of the cache

    [Theory]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.Q8_0)]
    [InlineData(TensorType.Q4_0)]
    public void Forward_Pocket_IsNoFartherFromTheReferenceThanLlamaCpp(TensorType type)
    {
        string path = TestFiles.Shared("models", "pocket-f16.gguf");
        using var reference = ParityModel.Load(path, Backend.Reference);
        using var managed = ParityModel.Load(path, Backend.Managed, type);
        using var llama = ParityModel.Load(path, Backend.LlamaCpp, type);
        int[] ids = reference.RandomIds(Positions);
        float[] expected = reference.Read(ids), theirs = llama.Read(ids), prefilled = managed.Read(ids), decoded = managed.Decode(ids);
        // Mean squares, because of four bits a few positions make most of the mean divergence.
        double limit = ParityLimits.NoFartherThanLlamaCpp * llama.Compare(theirs, expected, $"KV {type}, llama.cpp").Nmse;
        Assert.InRange(managed.Compare(prefilled, expected, $"KV {type}, managed prefill").Nmse, 0, limit);
        Assert.InRange(managed.Compare(decoded, expected, $"KV {type}, managed decode").Nmse, 0, limit);
        managed.Compare(prefilled, theirs, $"KV {type}, managed against llama.cpp");
    }
}
