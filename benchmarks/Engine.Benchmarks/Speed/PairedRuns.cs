using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Engine.Benchmarks.Speed;

/// <summary>
/// Times two commands in turn, A B A B ..., each run a fresh process, and reports the ratio of each pair. Neighbours and clock
/// speed drift slowly, so they hit both runs of a pair alike: the ratio holds where the absolute numbers do not.
/// </summary>
/// <remarks>
/// Usage: <c>paired --a "COMMAND" --b "COMMAND" [--pairs 10] [--out FILE] [--label TEXT]</c>. A command prints JSON that
/// <see cref="SpeedRun.Parse"/> reads.
/// </remarks>
internal static class PairedRuns
{
    public static int Run(string[] args)
    {
        string a = CommandLine.Required(args, "--a"), b = CommandLine.Required(args, "--b");
        int pairs = CommandLine.Number(args, "--pairs", 10);
        var samples = new List<(SpeedRun A, SpeedRun B)>();

        Measure(a);   // One run of each is thrown away: it brings the file into the page cache.
        Measure(b);
        for (int pair = 0; pair < pairs; pair++)
        {
            var first = pair % 2 == 0 ? Measure(a) : default;
            var second = Measure(b);
            if (pair % 2 != 0) first = Measure(a);
            samples.Add((first, second));
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"pair {pair + 1}/{pairs}: prefill {first.Prefill:F1} / {second.Prefill:F1}, decode {first.Decode:F1} / {second.Decode:F1} tok/s"));
        }

        var report = new JsonObject
        {
            ["label"] = CommandLine.Value(args, "--label"),
            ["machine"] = Machine.Describe(),
            ["a"] = a,
            ["b"] = b,
            ["prefill"] = Compare([.. samples.Select(pair => (pair.A.Prefill, pair.B.Prefill))]),
            ["decode"] = Compare([.. samples.Select(pair => (pair.A.Decode, pair.B.Decode))]),
        };
        string json = report.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
        if (CommandLine.Value(args, "--out") is { } path) File.WriteAllText(path, json + "\n");
        Console.WriteLine(json);
        return 0;
    }

    private static JsonObject Compare((double A, double B)[] pairs)
    {
        double[] ratios = [.. pairs.Select(pair => pair.A / pair.B)];
        var (low, high) = Samples.MedianInterval(ratios);
        return new JsonObject
        {
            ["a_median_ts"] = Math.Round(Samples.Median(pairs.Select(pair => pair.A)), 2),
            ["b_median_ts"] = Math.Round(Samples.Median(pairs.Select(pair => pair.B)), 2),
            ["ratio_median"] = Math.Round(Samples.Median(ratios), 4),
            ["ratio_95_low"] = Math.Round(low, 4),
            ["ratio_95_high"] = Math.Round(high, 4),
            ["a_samples_ts"] = Samples.ToJson(pairs.Select(pair => pair.A)),
            ["b_samples_ts"] = Samples.ToJson(pairs.Select(pair => pair.B)),
        };
    }

    private static SpeedRun Measure(string command) => SpeedRun.Parse(CommandLine.RunJson(command));
}
