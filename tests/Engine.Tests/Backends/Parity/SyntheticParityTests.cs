using Engine.Kernels.Quantization;
using Engine.Tests.Models;

namespace Engine.Tests.Backends.Parity;

/// <summary>Every architecture in every type, in files written here: managed and llama.cpp against the reference.</summary>
public sealed class SyntheticParityTests
{
    private const int Positions = 40;   // more than a block of the cache and a sliding window

    // Kernels belong to types and not to architectures: beside llama, one of every kind.
    private static readonly TensorType[] s_kinds = [TensorType.F16, TensorType.Q4_0, TensorType.Q8_0, TensorType.Q4_K, TensorType.Q6_K];

    public static TheoryData<string, TensorType> DequantizedFiles => Files([TensorType.F32]);

    public static TheoryData<string, TensorType> QuantizedFiles => Files(s_kinds);

    private static TheoryData<string, TensorType> Files(TensorType[] beyondLlama)
    {
        var files = new TheoryData<string, TensorType>();
        foreach (var row in TensorTypes.All)
            if (row.Codec is not null) files.Add("llama", row.Type);
        foreach (string architecture in SyntheticArchitecture.Names.Except(["llama"]))
            foreach (var type in beyondLlama) files.Add(architecture, type);
        return files;
    }

    [Theory]
    [MemberData(nameof(DequantizedFiles))]
    public void Forward_DequantizedToF32_EqualsTheReferenceAtEveryPosition(string architecture, TensorType type)
    {
        using var quantized = new SyntheticModel(architecture, type).Write();
        using var file = TemporaryModel.Dequantized(quantized.Path);
        using var reference = ParityModel.Load(file.Path, Backend.Reference);
        int[] ids = reference.RandomIds(Positions);
        float[] expected = reference.Read(ids);

        using (var llama = ParityModel.Load(file.Path, Backend.LlamaCpp))
            llama.Compare(llama.Read(ids), expected, $"{architecture} {type} as F32, llama.cpp").CheckLlamaCpp(architecture);
        using var managed = ParityModel.Load(file.Path, Backend.Managed);
        managed.Compare(managed.Read(ids), expected, $"{architecture} {type} as F32, managed prefill").CheckSinglePrecision();
        if (managed.HasLogits) managed.Compare(managed.Decode(ids), expected, $"{architecture} {type} as F32, managed decode").CheckSinglePrecision();
    }

    [Theory]
    [MemberData(nameof(QuantizedFiles))]
    public void Forward_Quantized_IsNoFartherFromTheReferenceThanLlamaCpp(string architecture, TensorType type)
    {
        using var file = new SyntheticModel(architecture, type).Write();
        using var reference = ParityModel.Load(file.Path, Backend.Reference);
        int[] ids = reference.RandomIds(Positions);
        float[] expected = reference.Read(ids);
        RowParity Of(float[] actual, float[] other, string who) => reference.Compare(actual, other, $"{architecture} {type}, {who}");

        float[] theirs;
        using (var llama = ParityModel.Load(file.Path, Backend.LlamaCpp)) theirs = llama.Read(ids);
        var limit = Of(theirs, expected, "llama.cpp against the reference");

        void Check(float[] actual, string who)
        {
            var parity = Of(actual, expected, $"{who} against the reference");
            Of(actual, theirs, $"{who} against llama.cpp");
            if (reference.HasLogits)
                Assert.InRange(parity.MeanKl, 0, ParityLimits.NoiseKl + ParityLimits.NoFartherThanLlamaCpp * limit.MeanKl);
            else
                Assert.InRange(parity.Nmse, 0, ParityLimits.NoiseKl + ParityLimits.NoFartherThanLlamaCpp * limit.Nmse);
        }

        using var managed = ParityModel.Load(file.Path, Backend.Managed);
        Check(managed.Read(ids), "managed prefill");
        if (managed.HasLogits) Check(managed.Decode(ids), "managed decode");
    }
}
