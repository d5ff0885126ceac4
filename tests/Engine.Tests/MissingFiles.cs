using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Engine.Tests;

[assembly: AssemblyFixture(typeof(MissingFiles))]

namespace Engine.Tests;

/// <summary>Collects what tests were skipped for, and leaves a report of it beside the tests when all have run; <c>dotnet test</c> shows it at its end.</summary>
/// <remarks>xunit creates it before the first test and disposes of it after the last.</remarks>
public sealed class MissingFiles : IDisposable
{
    /// <summary>What is proved with the files whose names begin so.</summary>
    private static readonly (string Name, string Proves)[] s_claims =
    [
        ("models/SmolLM2", "ids, logits, greedy texts and perplexity of a real chat model, against transformers"),
        ("models/all-MiniLM", "tokens, vectors and attention of a real text encoder, against transformers"),
        ("models/minilm-sentiment", "labels and logits of a classifier with quantized weights, against PyTorch"),
        ("models/", "models"),
        ("tokenizers/", "tokenizers over the vocabularies of real models, against llama.cpp"),
        ("templates/", "304 renderings of the chat templates of sixteen models, against jinja2"),
        ("text/", "tokens of a long novel, and perplexity over it"),
        ("", "what that file holds"),
    ];

    // Whoever skips a test knows no fixture.
    private static readonly ConcurrentDictionary<string, ConcurrentDictionary<string, bool>> s_missing = new();

    private static string ReportPath => Path.Combine(AppContext.BaseDirectory, "missing-files.txt");

    /// <summary>The test that runs at present will be skipped, for want of <paramref name="file"/>.</summary>
    internal static void Note(string file) => s_missing.GetOrAdd(file, _ => new())[TestContext.Current.Test?.UniqueID ?? ""] = true;

    /// <summary>Writes the report, or removes that of an earlier run.</summary>
    public void Dispose()
    {
        File.Delete(ReportPath);
        if (!s_missing.IsEmpty) File.WriteAllText(ReportPath, Report(s_missing.ToDictionary(file => file.Key, file => file.Value.Count)));
    }

    /// <summary>What <paramref name="missing"/>, the number of tests by file, leaves unproved.</summary>
    internal static string Report(IReadOnlyDictionary<string, int> missing)
    {
        var report = new StringBuilder("Not proved, because files of test data are not there (tests/Engine.Tests/Data/README.md says where they would be):\n");
        foreach (var claim in missing.GroupBy(file => s_claims.First(claim => file.Key.StartsWith(claim.Name, StringComparison.Ordinal))))
            report.Append(CultureInfo.InvariantCulture, $"  {Tests(claim.Sum(file => file.Value))} of {claim.Key.Proves}: no {string.Join(", ", claim.Select(file => file.Key).Order())}\n");
        return report.ToString();
    }

    private static string Tests(int count) => string.Create(CultureInfo.InvariantCulture, $"{count,4} test{(count == 1 ? "" : "s")}");
}
