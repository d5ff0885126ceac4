using System.Text.Json;
using System.Text.Json.Serialization;

namespace Engine.Mutation;

/// <summary>Prints verdicts: the rate, by file, and every survivor.</summary>
internal static class Report
{
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Print(TextWriter output, IReadOnlyList<Verdict> verdicts, bool json)
    {
        int killed = Count(verdicts, Fate.Killed), survived = Count(verdicts, Fate.Survived);
        double rate = killed + survived == 0 ? 0 : (double)killed / (killed + survived);
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(new { killed, survived, same = Count(verdicts, Fate.Same), invalid = Count(verdicts, Fate.Invalid), kill_rate = rate, verdicts }, Json));
            return;
        }
        output.WriteLine($"{killed} killed, {survived} survived ({rate:P1}); {Count(verdicts, Fate.Same)} compile to the same program, {Count(verdicts, Fate.Invalid)} do not compile");
        output.WriteLine();
        output.WriteLine("| file | killed | survived |");
        output.WriteLine("|--|--|--|");
        foreach (var file in verdicts.GroupBy(verdict => verdict.Mutant.File).OrderBy(group => group.Key, StringComparer.Ordinal))
            output.WriteLine($"| {file.Key} | {file.Count(verdict => verdict.Fate == Fate.Killed)} | {file.Count(verdict => verdict.Fate == Fate.Survived)} |");
        output.WriteLine();
        output.WriteLine("| survivor | change | line |");
        output.WriteLine("|--|--|--|");
        foreach (var verdict in verdicts.Where(verdict => verdict.Fate == Fate.Survived))
            output.WriteLine($"| {verdict.Mutant.File}:{verdict.Mutant.Line} | `{verdict.Mutant.Original}` to `{verdict.Mutant.Replacement}` | `{verdict.Mutant.Context.Replace("|", "\\|", StringComparison.Ordinal)}` |");
    }

    private static int Count(IEnumerable<Verdict> verdicts, Fate fate) => verdicts.Count(verdict => verdict.Fate == fate);
}
