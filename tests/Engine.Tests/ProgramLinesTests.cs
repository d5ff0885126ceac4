using Engine.Benchmarks.Tables;

namespace Engine.Tests;

/// <summary>Programs that are compared by their length.</summary>
public sealed class ProgramLinesTests
{
    [Fact]
    public void Lines_BlankOnesAndComments_AreNotCounted() => Assert.Equal(3, ProgramLines.Lines("// says what\nusing LLama;\n\n{\n    // says why\n}\n"));

    [Fact]
    public void Pairs_SectionsWithAProgramOfEach_AreCountedInEitherOrder()
    {
        const string theirs = "```csharp\nusing LLama;\nGo();\n```\n", ours = "```csharp\nusing Engine;\n```\n";
        var pairs = ProgramLines.Pairs($"# Page\n{ours}\n## One\ntext\n{theirs}{ours}\n## Alone\n{ours}\n## Two\n{ours}{theirs}");
        Assert.Equal([("One", 2, 1), ("Two", 2, 1)], pairs);
    }

    [Fact]
    public void Count_Checkout_HasProgramsForAChatAndForCallers()
    {
        var pairs = ProgramLines.Count(TestFiles.Root);
        Assert.Equal(["Completions", "A chat", "An answer under a grammar", "Several callers"], pairs.Select(pair => pair.Program));
        Assert.All(pairs, pair => Assert.True(pair is { LlamaSharp: > 3, Engine: > 3 }, $"{pair}"));
    }
}
