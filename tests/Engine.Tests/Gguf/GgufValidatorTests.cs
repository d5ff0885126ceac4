using Engine.Gguf;

namespace Engine.Tests.Gguf;

/// <summary>One malformed file per cause of an abort, a crash or quiet nonsense in llama.cpp; each is refused in a sentence that names it.</summary>
public sealed class GgufValidatorTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gguf-validator");

    public void Dispose() => _directory.Delete(recursive: true);

    public static TheoryData<string> SharedFiles() =>
    [
        "models/pocket-f16.gguf", "models/pocket-pirate-lora.gguf", "models/stories260K.gguf", "models/SmolLM2-135M-Instruct.Q4_1.gguf",
        "models/all-MiniLM-L6-v2-f16.gguf", "models/minilm-sentiment-q8_0.gguf", "models/pocket-t5-f16.gguf",
        "tokenizers/ggml-vocab-deepseek-coder.gguf", "tokenizers/ggml-vocab-gpt-2.gguf", "tokenizers/ggml-vocab-llama-spm.gguf",
    ];

    [Theory]
    [MemberData(nameof(SharedFiles))]
    public void Validate_RealFile_Passes(string name)
    {
        using var file = GgufFile.Open(TestFiles.Shared(name.Split('/')));
        var report = GgufValidator.Validate(file, scanWeights: true);
        var expected = name.StartsWith("tokenizers", StringComparison.Ordinal) ? GgufKind.Vocabulary
            : name.Contains("lora", StringComparison.Ordinal) ? GgufKind.Adapter : GgufKind.Model;
        Assert.Equal(expected, report.Kind);
        if (name.Contains("stories", StringComparison.Ordinal)) Assert.Equal(2, report.Warnings.Count(warning => warning.Contains("4294967295", StringComparison.Ordinal)));
        else Assert.Empty(report.Warnings);
    }

    /// <summary>What is changed in a good file, and what the refusal must say.</summary>
    public static TheoryData<Malformation> Malformations() => [.. GgufMalformations.Refused];

    [Theory]
    [MemberData(nameof(Malformations))]
    public void Validate_Malformed_IsRefusedByName(Malformation malformation)
    {
        var error = Assert.Throws<GgufException>(() => Validate(malformation));
        foreach (string part in malformation.Message) Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.InRange(error.Message.Length, 1, 1000);
    }

    public static TheoryData<Malformation> Oddities() => [.. GgufMalformations.Warned];

    [Theory]
    [MemberData(nameof(Oddities))]
    public void Validate_Odd_IsWarnedOf(Malformation malformation)
    {
        var report = Validate(malformation);
        foreach (string part in malformation.Message) Assert.Contains(report.Warnings, warning => warning.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_UnmodifiedCopies_Pass()
    {
        foreach (var source in Enum.GetValues<MalformationSource>())
            Validate(new Malformation("nothing changed", source, _ => { }));
    }

    [Fact]
    public void Validate_NotANumberAmongWeights_IsFoundByTheScanOnly()
    {
        string path = Path.Combine(_directory.FullName, "nan.gguf");
        using (var source = GgufFile.Open(TestFiles.Demo))
        {
            var weights = new float[256];
            weights[7] = float.NaN;
            GgufWriter.Copy(source)
                .SetTensor("blk.3.ffn_norm.weight", TensorType.F32, [256], stream => stream.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights.AsSpan())))
                .Write(path);
        }
        using var file = GgufFile.Open(path);
        GgufValidator.Validate(file);
        var error = Assert.Throws<GgufException>(() => GgufValidator.Validate(file, scanWeights: true));
        Assert.Contains("blk.3.ffn_norm.weight", error.Message, StringComparison.Ordinal);
        Assert.Contains("column 7", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_Names_AreUnique() =>
        Assert.Equal(GgufValidator.Rules.Count, GgufValidator.Rules.Select(rule => rule.Name).Distinct().Count());

    private GgufReport Validate(Malformation malformation)
    {
        string path = malformation.Write(_directory.FullName);
        using var file = GgufFile.Open(path);
        return GgufValidator.Validate(file);
    }
}
