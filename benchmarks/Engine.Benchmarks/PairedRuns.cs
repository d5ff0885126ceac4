using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Engine.Benchmarks;

/// <summary>
/// Times two commands in turn, A B A B ..., each run a fresh process, and reports the ratio of each pair. Neighbours and clock
/// speed drift slowly, so they hit both runs of a pair alike: the ratio holds where the absolute numbers do not.
/// </summary>
/// <remarks>
/// Usage: <c>paired --a "COMMAND" --b "COMMAND" [--pairs 10] [--out FILE] [--label TEXT]</c>. A command prints JSON: either the array of
/// <c>engine bench --json</c>, or an object with <c>pp_tps</c> and <c>tg_tps</c> as the bare C yardstick does.
/// </remarks>
internal static class PairedRuns
{
    private const int Resamples = 2000;

    public static int Run(string[] args)
    {
        string a = Value(args, "--a") ?? throw new ArgumentException("paired needs --a \"COMMAND\"");
        string b = Value(args, "--b") ?? throw new ArgumentException("paired needs --b \"COMMAND\"");
        int pairs = int.Parse(Value(args, "--pairs") ?? "10", CultureInfo.InvariantCulture);
        var samples = new List<(Rates A, Rates B)>();

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
            ["label"] = Value(args, "--label"),
            ["machine"] = Machine(),
            ["a"] = a,
            ["b"] = b,
            ["prefill"] = Compare([.. samples.Select(pair => (pair.A.Prefill, pair.B.Prefill))]),
            ["decode"] = Compare([.. samples.Select(pair => (pair.A.Decode, pair.B.Decode))]),
        };
        string json = report.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
        if (Value(args, "--out") is { } path) File.WriteAllText(path, json + "\n");
        Console.WriteLine(json);
        return 0;
    }

    private static JsonObject Compare((double A, double B)[] pairs)
    {
        double[] ratios = [.. pairs.Select(pair => pair.A / pair.B)];
        var (low, high) = BootstrapInterval(ratios);
        return new JsonObject
        {
            ["a_median_ts"] = Math.Round(Median([.. pairs.Select(pair => pair.A)]), 2),
            ["b_median_ts"] = Math.Round(Median([.. pairs.Select(pair => pair.B)]), 2),
            ["ratio_median"] = Math.Round(Median(ratios), 4),
            ["ratio_95_low"] = Math.Round(low, 4),
            ["ratio_95_high"] = Math.Round(high, 4),
            ["a_samples_ts"] = Numbers(pairs.Select(pair => pair.A)),
            ["b_samples_ts"] = Numbers(pairs.Select(pair => pair.B)),
        };
    }

    /// <summary>The central 95 % of the medians of resampled ratios. Source: Efron 1979, the percentile bootstrap.</summary>
    private static (double Low, double High) BootstrapInterval(double[] ratios)
    {
        var random = new Random(1);
        double[] medians = [.. Enumerable.Range(0, Resamples).Select(_ => Median([.. ratios.Select(_ => ratios[random.Next(ratios.Length)])])).Order()];
        return (medians[Resamples * 25 / 1000], medians[Resamples * 975 / 1000 - 1]);
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static JsonArray Numbers(IEnumerable<double> values) => [.. values.Select(value => (JsonNode)Math.Round(value, 2))];

    private static Rates Measure(string command)
    {
        string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        using var process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"'{command}' exited with {process.ExitCode}");
        return Rates.Parse(JsonNode.Parse(output)!);
    }

    private static JsonObject Machine() => new()
    {
        ["cpu"] = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            : null,
        ["processors"] = Environment.ProcessorCount,
        ["os"] = RuntimeInformation.OSDescription,
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };

    private static string? Value(string[] args, string name)
    {
        int at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }

    /// <summary>Tokens per second of one run: the median of its repetitions.</summary>
    private readonly record struct Rates(double Prefill, double Decode)
    {
        public static Rates Parse(JsonNode output)
        {
            if (output is not JsonArray rows)
                return new((double)output["pp_tps"]!["median"]!, (double)output["tg_tps"]!["median"]!);
            return new(Rate(rows, row => (int)row["n_prompt"]! > 0), Rate(rows, row => (int)row["n_gen"]! > 0));
        }

        private static double Rate(JsonArray rows, Func<JsonNode, bool> wanted) =>
            Median([.. rows.First(row => wanted(row!))!["samples_ts"]!.AsArray().Select(sample => (double)sample!)]);
    }
}
