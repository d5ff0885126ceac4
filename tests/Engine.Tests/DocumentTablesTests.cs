using Engine.Benchmarks.Tables;

namespace Engine.Tests;

/// <summary>The tables of documents are what the results say.</summary>
public sealed class DocumentTablesTests
{
    private static readonly string s_results = Path.Combine(TestFiles.Root, "benchmarks", "results");

    public static TheoryData<string> Documents => [.. DocumentTables.Documents];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Tables_InTheDocument_AreThoseOfTheResults(string document)
    {
        string text = File.ReadAllText(Path.Combine(TestFiles.Root, document)).ReplaceLineEndings("\n");
        Assert.Equal(DocumentTables.Fill(text, s_results), text);   // `tables` of benchmarks/Engine.Benchmarks writes them anew
    }

    [Fact]
    public void Fill_FigureThatSomebodyChanged_IsPutRight()
    {
        string made = DocumentTables.Fill("before\n<!-- table: pocket -->\n<!-- end -->\nafter", s_results);
        Assert.Contains("| Q8_0 |", made, StringComparison.Ordinal);
        Assert.Equal(made, DocumentTables.Fill(made.Replace("| Q8_0 |", "| Q9_9 |", StringComparison.Ordinal), s_results));
        Assert.StartsWith("before\n", made, StringComparison.Ordinal);
        Assert.EndsWith("<!-- end -->\nafter", made, StringComparison.Ordinal);
    }

    [Fact]
    public void Fill_TableThatIsNotThere_IsRefused()
    {
        Assert.Contains("'nothing'", Assert.Throws<ArgumentException>(() => DocumentTables.Fill("<!-- table: nothing -->\n<!-- end -->", s_results)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => DocumentTables.Fill("no table", s_results));
    }
}
