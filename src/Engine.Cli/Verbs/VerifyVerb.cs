using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
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
        var path = new Argument<string>("model") { Description = "Path of a GGUF file.", DefaultValueFactory = _ => CommonOptions.DemoModel };
        var prompt = new Option<string>("--prompt", "-p") { Description = "The text that is run.", DefaultValueFactory = _ => DefaultPrompt };
        var backends = new Option<string?>("--backend") { Description = "Who is checked, separated by commas: llama.cpp, managed, reference; all that can run the file without it." };
        var json = CommonOptions.Json();
        var command = new Command("verify", "Checks attention head by head and logits position by position against the reference.") { path, prompt, backends, json };
        command.SetAction((result, cancellationToken) =>
        {
            var report = Verifier.Verify(
                result.GetRequiredValue(path), Encoding.UTF8.GetBytes(result.GetRequiredValue(prompt)), Parse(result.GetValue(backends)), cancellationToken);
            if (result.GetValue(json)) WriteJson(report);
            else WriteTable(report);
            return Task.FromResult(report.Passed ? CommandLine.Success : CommandLine.VerdictFailed);
        });
        return command;
    }

    private static Backend[] Parse(string? names) => names is null
        ? []
        : names.Split(',').Select(name => CommonOptions.ParseBackend(name) is { } backend and not Backend.Auto
            ? backend
            : throw new UsageException($"--backend names '{name}'; llama.cpp, managed or reference was expected")).ToArray();

    private static void WriteJson(VerificationReport report) => Output.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("verdict", report.Passed ? "pass" : "fail");
        writer.WriteStartArray("checks");
        foreach (var check in report.Checks)
        {
            writer.WriteStartObject();
            writer.WriteString("name", check.Name);
            writer.WriteString("backend", check.Backend);
            writer.WriteString("against", check.Against);
            WriteNumber(writer, "max_abs", check.MaxAbs);
            WriteNumber(writer, "nmse", check.Nmse);
            WriteNumber(writer, "cosine", check.Cosine);
            WriteNumber(writer, "kl", check.Kl);
            WriteNumber(writer, "top1_agreement", check.TopAgreement);
            writer.WriteString("metric", check.Metric);
            writer.WriteNumber("limit", check.Limit);
            writer.WriteBoolean("pass", check.Passed);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("skipped");
        foreach (string line in report.Skipped) writer.WriteStringValue(line);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void WriteNumber(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number)) writer.WriteNumber(name, number);
        else writer.WriteNull(name);
    }

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
        foreach (string line in report.Skipped) Output.Console.MarkupLineInterpolated($"[yellow]skipped[/]: {line}");
        int failed = report.Checks.Count(check => !check.Passed);
        Output.Console.MarkupLine(report.Passed
            ? $"[green]pass[/]: {report.Checks.Count} checks"
            : $"[red]fail[/]: {failed} of {report.Checks.Count} checks");
    }

    private static string WithoutHead(string name) => name.IndexOf(", head", StringComparison.Ordinal) is var at and >= 0 ? name[..at] : name;

    private static string Number(double? value) => value?.ToString("0.0e+0", CultureInfo.InvariantCulture) ?? "";
}
