using System.CommandLine;
using System.Globalization;
using System.Text;
using Engine.Cli.Documents;
using Engine.Verification;
using Spectre.Console;

namespace Engine.Cli.Verbs;

/// <summary><c>engine verify</c>: backends against the reference; exit code 1 when one of them is wrong.</summary>
internal static class VerifyVerb
{
    private const string DefaultPrompt =
        "Once upon a time there was a little girl who loved to read. Every day she went to the library, and the old man at the desk gave her a new book.";

    public static Command Create()
    {
        var prompt = new Option<string>("--prompt", "-p") { Description = "The text that is run.", DefaultValueFactory = _ => DefaultPrompt };
        var model = new ModelFlags(takesPath: true, watches: true, backends: "Who is checked, separated by commas: llama.cpp, managed, reference; all that can run the file without it.");
        var json = CommonOptions.Json();
        var command = new Command("verify", "Checks attention head by head and logits position by position against the reference.") { prompt, json };
        model.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            var report = Verifier.Verify(
                model.Path(result), Encoding.UTF8.GetBytes(result.GetRequiredValue(prompt)), Checked(model.Backends(result)), model.Options(result), cancellationToken);
            if (result.GetValue(json)) Output.Json(VerificationDocument.Of(report));
            else WriteTable(report);
            return Task.FromResult(report.Passed ? CommandLine.Success : CommandLine.VerdictFailed);
        });
        return command;
    }

    private static IReadOnlyList<Backend> Checked(IReadOnlyList<Backend> backends) => backends.Contains(Backend.Auto)
        ? throw new UsageException($"--backend names auto; {string.Join(", ", BackendNames.All.Skip(1))} were expected")
        : backends;

    /// <summary>A row per layer (its worst head), a row per comparison of logits, and the verdict.</summary>
    private static void WriteTable(VerificationReport report)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (string column in new[] { "check", "backend", "measured", "limit", "top-1", "" }) table.AddColumn(column);
        foreach (var group in report.Checks.GroupBy(check => (check.Backend, Name: WithoutHead(check.Name))))
        {
            var worst = group.MaxBy(check => check.Passed ? check.MaxAbs : double.PositiveInfinity)!;
            table.AddRow(
                group.Key.Name, worst.Backend, $"{worst.Metric} {Number(worst.Value)}", Number(worst.Limit),
                worst.TopAgreement?.ToString("P0", CultureInfo.InvariantCulture) ?? "", worst.Passed ? "[green]pass[/]" : "[red]FAIL[/]");
        }
        Output.Console.Write(table);
        foreach (string line in report.Skipped) Output.Console.MarkupLineInterpolated($"[yellow]skipped[/]: {UntrustedText.Show(line, limit: 1000)}");
        int failed = report.Checks.Count(check => !check.Passed);
        Output.Console.MarkupLine(report.Passed
            ? $"[green]pass[/]: {report.Checks.Count} checks"
            : $"[red]fail[/]: {failed} of {report.Checks.Count} checks");
    }

    private static string WithoutHead(string name) => name.IndexOf(", head", StringComparison.Ordinal) is var at and >= 0 ? name[..at] : name;

    private static string Number(double? value) => value?.ToString("0.0e+0", CultureInfo.InvariantCulture) ?? "";
}
