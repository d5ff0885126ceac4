namespace Engine.Tests;

public sealed class MissingFilesTests
{
    [Fact]
    public void Report_SeveralFilesOfOneKind_AreOneLineWithWhatTheyProve()
    {
        var missing = new Dictionary<string, int> { ["tokenizers/b.gguf"] = 2, ["models/SmolLM2-x.gguf"] = 3, ["tokenizers/a.gguf"] = 40 };
        string[] lines = MissingFiles.Report(missing).TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Equal("    42 tests of tokenizers over the vocabularies of real models, against llama.cpp: no tokenizers/a.gguf, tokenizers/b.gguf", lines[1]);
        Assert.Contains("   3 tests of ids, logits", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Locate_FileOfTheRepository_IsThere()
    {
        foreach (string name in new[] { "pocket-f16.gguf", "pocket-pirate-lora.gguf", "pocket-t5-f16.gguf", "stories260K.gguf", "pocket-golden.json" })
        {
            string file = TestFiles.Locate("models", name);
            Assert.StartsWith(TestFiles.Root, file, StringComparison.Ordinal);
            Assert.True(File.Exists(file), $"no {file}");
        }
    }
}
