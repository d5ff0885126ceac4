using System.Text.RegularExpressions;
using Engine.Benchmarks.Tables;

namespace Engine.Tests;

/// <summary>What the README tells a stranger to type is what works.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string s_readme = Read("README.md");

    public static TheoryData<string> Examples => [.. AllExamples().Where(code => !ProgramLines.IsLlamaSharp(code))];

    /// <summary>The other side of comparisons.</summary>
    public static TheoryData<string> LlamaSharpExamples => [.. AllExamples().Where(ProgramLines.IsLlamaSharp)];

    public static TheoryData<string> Samples => [.. Directory.GetFiles(Path.Combine(TestFiles.Root, "samples"), "Program.cs", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(TestFiles.Root, path))];

    /// <summary>The README, those of the packages, and the documentation.</summary>
    public static TheoryData<string> Pages =>
    [
        "README.md",
        .. Directory.GetDirectories(Path.Combine(TestFiles.Root, "src")).Select(folder => Path.Combine(folder, "README.md")).Where(File.Exists)
            .Concat(Directory.GetFiles(Path.Combine(TestFiles.Root, "docs"), "*.md", SearchOption.AllDirectories)).Select(path => Path.GetRelativePath(TestFiles.Root, path)),
    ];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Sample_Compiles(string path) => Assert.Empty(CSharpExample.Errors(Read(path), CSharpExample.IsWeb(path)));

    [Theory]
    [MemberData(nameof(Samples))]
    public void Sample_InASolutionWithANamespaceOfThatName_Compiles(string path) => Assert.Empty(CSharpExample.ErrorsInShop(Read(path), CSharpExample.IsWeb(path)));

    [Theory]
    [MemberData(nameof(Examples))]
    public void Readme_CSharpExampleBesideMicrosoftExtensionsAIAndANamespaceOfThatName_Compiles(string code) => Assert.Empty(CSharpExample.ErrorsInShop(code));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_EveryLinkIntoTheRepository_LeadsSomewhere(string page)
    {
        string folder = Path.GetDirectoryName(Path.Combine(TestFiles.Root, page))!;
        var broken = Links().Matches(Read(page)).Select(match => match.Groups[1].Value).Where(link => !link.Contains("://", StringComparison.Ordinal))
            .Where(link => !Path.Exists(Path.Combine(folder, link)));
        Assert.Empty(broken);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Readme_CSharpExample_Compiles(string code) => Assert.Empty(CSharpExample.Errors(code));

    [Theory]
    [MemberData(nameof(LlamaSharpExamples))]
    public void Page_ExampleOfLlamaSharp_Compiles(string code) => Assert.Empty(CSharpExample.ErrorsOnLlamaSharp(code));

    [Fact]
    public void Check_ExampleOfLlamaSharpThatIsNotThere_Fails() => Assert.NotEmpty(CSharpExample.ErrorsOnLlamaSharp("using LLama; var weights = LLamaWeights.LoadFromTheMoon(\"x.gguf\");"));

    [Fact]
    public void Readme_HasExamples() => Assert.True(CodeBlocks().Count(s_readme) >= 2, "the README shows no C#");

    [Fact]
    public void Check_ExampleOfAnApiThatIsNotThere_Fails() => Assert.NotEmpty(CSharpExample.Errors("using Engine; var model = Model.LoadFromTheMoon(\"x.gguf\");"));

    [Fact]
    public void Check_ExampleInANamespaceThatNamesEngineWrongly_Fails() => Assert.NotEmpty(CSharpExample.ErrorsInShop("var model = Engine.Model.Load(\"x.gguf\");"));

    [Fact]
    public void Readme_TestCommand_IsTheOneCiRuns()
    {
        string command = TestCommand().Match(Read(".ci/run")).Groups[1].Value;
        Assert.StartsWith("dotnet test", command, StringComparison.Ordinal);
        Assert.Contains($"\n{command}\n", s_readme, StringComparison.Ordinal);
    }

    [Fact]
    public void Readme_EveryBuildVerb_IsShownAsThePlainLineItRuns()
    {
        var lines = BuildVerbs().Matches(Read("build.ps1")).Select(match => match.Groups[1].Value).ToArray();
        Assert.Equal(5, lines.Length);
        Assert.DoesNotContain(lines, line => !s_readme.Contains($"`{line}`", StringComparison.Ordinal));
    }

    private static IEnumerable<string> AllExamples() => Pages.SelectMany(page => CodeBlocks().Matches(Read(page.Data)).Select(match => match.Groups[1].Value));

    private static string Read(string path) => File.ReadAllText(Path.Combine(TestFiles.Root, path)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"\]\(([^)#\s]+)[^)]*\)")]
    private static partial Regex Links();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlocks();

    [GeneratedRegex(@"^(dotnet test[^|]*?) 2>&1", RegexOptions.Multiline)]
    private static partial Regex TestCommand();

    [GeneratedRegex(@"^ +'\w+' +\{ (.+) \}$", RegexOptions.Multiline)]
    private static partial Regex BuildVerbs();
}
