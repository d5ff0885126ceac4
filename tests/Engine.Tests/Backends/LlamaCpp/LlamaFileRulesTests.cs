using Engine.Backends.LlamaCpp;
using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Tests.Gguf.Attacks;
using Engine.Tests.Models;

namespace Engine.Tests.Backends.LlamaCpp;

/// <summary>Files that other backends run and that end llama.cpp.</summary>
public sealed class LlamaFileRulesTests
{
    private const int Tokens = 384;

    [Theory]
    [InlineData("a\0b", "a\0c", true)]
    [InlineData("a\0b", "a", true)]
    [InlineData("\0b", "[EMPTY_300]", true)]   // what llama.cpp calls token 300 if it has no text
    [InlineData("a\0b", "b", false)]
    public async Task Load_TokensAlikeUpToANul_AreRefusedForLlamaCppOnly(string first, string second, bool isRefused)
    {
        using var file = new TemporaryModel(Writer(first, second));
        using (var opened = GgufFile.Open(file.Path))
        {
            GgufValidator.Validate(opened);
            if (!isRefused) LlamaFileRules.Check(opened);
            else Assert.Contains("tokens 300 and 301 are both", Assert.Throws<GgufException>(() => LlamaFileRules.Check(opened)).Message, StringComparison.Ordinal);
        }
        using var model = Model.Load(file.Path, new ModelOptions { Backend = Backend.Managed });
        Assert.Single((await model.CompleteAsync(new[] { 1, 2 }, new GenerationOptions { MaxTokens = 1, Temperature = 0 }, TestContext.Current.CancellationToken)).Ids);
        if (!isRefused) return;
        LlamaModels.SkipWithoutLibrary();
        Assert.Throws<GgufException>(() => Model.Load(file.Path, new ModelOptions { Backend = Backend.LlamaCpp }));
    }

    [Theory]
    [InlineData(1u, true)]
    [InlineData(2u, false)]
    [InlineData(0u, false)]   // all layers
    public void Check_PeriodOfTheSlidingWindow_LeavesOneLayer(uint period, bool isRefused)
    {
        using var file = new TemporaryModel(Gemma().Set("gemma3.attention.sliding_window_pattern", period));
        AssertRefused(file, isRefused);
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(1, 0, false)]
    public void Check_ListOfSlidingLayers_NamesOne(int first, int second, bool isRefused)
    {
        using var file = new TemporaryModel(Gemma().SetArray<int>("gemma3.attention.sliding_window_pattern", [first, second]));
        AssertRefused(file, isRefused);
    }

    private static GgufWriter Gemma() => new RoleModel(ArchitectureCatalog.Find("gemma3")!, HasOptional: false).Writer();

    private static void AssertRefused(TemporaryModel model, bool isRefused)
    {
        using var file = GgufFile.Open(model.Path);
        GgufValidator.Validate(file);
        if (isRefused) Assert.Contains("gives no layer the window of 16", Assert.Throws<GgufException>(() => LlamaFileRules.Check(file)).Message, StringComparison.Ordinal);
        else LlamaModels.Load(model.Path, new ModelOptions { MaxSequences = 1 }).Dispose();
    }

    private static GgufWriter Writer(string first, string second)
    {
        var writer = new RoleModel(ArchitectureCatalog.Find("llama")!, HasOptional: false).Writer();
        string[] texts = [.. Enumerable.Range(0, Tokens).Select(id => id < 256 ? $"<0x{id:X2}>" : $"t{id}")];
        (texts[300], texts[301]) = (first, second);
        return writer.SetArray(GgufKeys.Tokens, texts).SetArray<int>(GgufKeys.TokenTypes, [.. Enumerable.Range(0, Tokens).Select(id => id < 256 ? 6 : 1)]);
    }
}
