using System.Globalization;
using System.Text.Json.Nodes;

namespace Engine.Benchmarks.Tables;

/// <summary>Managed against llama.cpp's C API, on the machine with the most rows.</summary>
internal static class SpeedRatios
{
    /// <summary>The rows of the table: what they are called, and their files.</summary>
    private static readonly (string Name, string File)[] s_rows =
    [
        ("TinyLlama Q4_0", "speed-tinyllama-Q4_0"), ("TinyLlama Q8_0", "speed-tinyllama-Q8_0"), ("TinyLlama Q4_K", "speed-tinyllama-Q4_K"), ("TinyLlama Q6_K", "speed-tinyllama-Q6_K"),
        ("TinyLlama F16", "speed-tinyllama-F16"), ("135M Q4_0", "speed-135m-Q4_0"), ("135M Q8_0", "speed-135m-Q8_0"), ("135M Q4_0, AVX2 only on both sides", "speed-avx2-135m-Q4_0"),
        ("135M Q8_0, AVX2 only on both sides", "speed-avx2-135m-Q8_0"), ("135M Q4_0 beside a foreign busy process", "speed-busy"), ("7B Q4_0", "speed-7b-Q4_0"),
    ];

    public static string Write(string results) => DocumentTables.Markdown(
        ["model", "prompt of 512, tok/s: managed / C", "ratio", "decode 128, tok/s: managed / C", "ratio"],
        s_rows.Select(row =>
        {
            var measured = JsonNode.Parse(File.ReadAllText(Path.Combine(results, "emerald-rapids", row.File + ".json")))!["rows"]![0]!;
            return (IReadOnlyList<string>)[row.Name, .. Side(measured["prefill"]!), .. Side(measured["decode"]!)];
        }));

    private static string[] Side(JsonNode side) =>
    [
        Text($"{(double)side["managed_median_ts"]!:F1} / {(double)side["other_median_ts"]!:F1}"),
        (double)side["ratio_median"]! is var ratio && ratio < 1 ? Text($"**{ratio:F2}**") : Text($"{ratio:F2}"),
    ];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The candidates of a comparison: size, divergence, speed.</summary>
internal static class QuantizationTable
{
    public static string Write(string path)
    {
        var report = JsonNode.Parse(File.ReadAllText(path))!;
        return DocumentTables.Markdown(
            ["", "MiB", "bits/weight", "KL mean", "KL 99 %", "top-1", "perplexity, ratio"],
            Weights(report).Select(row => (IReadOnlyList<string>)
            [
                (string)row["name"]!, Text($"{(long)row["bytes"]! / 1048576.0:F1}"), Text($"{(double)row["bits_per_weight"]!:F2}"),
                Small((double)row["kl"]!["mean"]!), Small((double)row["kl"]!["p99"]!), Text($"{100 * (double)row["top1"]!:F1} %"),
                Text($"{(double)row["perplexity"]!["ratio"]!:F4} ± {(double)row["perplexity"]!["ratio_error"]!:F4}"),
            ]));
    }

    /// <summary>Speed of each candidate relative to the base on the backend that ran the comparison.</summary>
    public static string WriteSpeed(string path)
    {
        var report = JsonNode.Parse(File.ReadAllText(path))!;
        var @base = report["base_model"]!;
        string main = (string)report["backend"]!;
        string[] backends = [.. @base["speed"]!.AsArray().Select(speed => (string)speed!["backend"]!).Distinct()];
        var (prompt, generated) = (Rate(@base, main, isPrompt: true), Rate(@base, main, isPrompt: false));
        return DocumentTables.Markdown(
            ["", .. backends.Select(name => $"prompt: {name}"), .. backends.Select(name => $"decode: {name}")],
            Weights(report).Prepend(@base).Select(row => (IReadOnlyList<string>)
            [
                row == @base ? "the base" : (string)row["name"]!,
                .. backends.Select(name => Text($"{Rate(row, name, isPrompt: true) / prompt:F2}")), .. backends.Select(name => Text($"{Rate(row, name, isPrompt: false) / generated:F2}")),
            ]));
    }

    private static IEnumerable<JsonNode> Weights(JsonNode report) => report["candidates"]!.AsArray().Where(row => (string)row!["axis"]! == "weights")!;

    private static double Rate(JsonNode candidate, string backend, bool isPrompt) => (double)candidate["speed"]!.AsArray()
        .First(speed => (string)speed!["backend"]! == backend && (int)speed["n_prompt"]! > 0 == isPrompt)!["avg_ts"]!;

    /// <summary>Three digits, as many as a divergence has.</summary>
    private static string Small(double value) => value < 0.1 ? Text($"{value:F4}") : Text($"{value:F3}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A model of seven billion parameters at 16, 8 and 4 bits: the rule of thumb, the prediction, the measurement.</summary>
internal static class FootprintRows
{
    private const double Giga = 1e9;

    public static string Write(string path)
    {
        var rows = JsonNode.Parse(File.ReadAllText(path))!["rows"]!.AsArray();
        string[] backends = [.. rows[0]!["runs"]!.AsArray().Select(run => (string)run!["backend"]!)];
        return DocumentTables.Markdown(
            ["", "bits/weight", "rule of thumb, GB", "predicted: weights + KV + compute, GB", .. backends.Select(name => $"held at most, {name}, GB"), .. backends.Select(name => $"decode, {name}, tok/s")],
            rows.Select(row => (IReadOnlyList<string>)
            [
                (string)row!["type"]!, Text($"{(double)row["bits_per_weight"]!:F2}"), Text($"{7.0 * Bits((string)row["type"]!) / 8:0.#}"),
                Text($"{Gigabytes(row["predicted"]!["weights_bytes"]!):F2} + {Gigabytes(row["predicted"]!["kv_bytes"]!):F2} + {Gigabytes(row["predicted"]!["compute_bytes"]!):F2} = {Gigabytes(row["predicted"]!["total_bytes"]!):F2}"),
                .. backends.Select(name => Text($"{Gigabytes(Run(row, name)["peak_rss_bytes"]!):F2}")), .. backends.Select(name => Text($"{(double)Run(row, name)["decode_ts"]!:F2}")),
            ]));
    }

    /// <summary>The bits that give a type its name: the rule counts no scales.</summary>
    private static int Bits(string type) => int.Parse(string.Concat(type.SkipWhile(char.IsAsciiLetter).TakeWhile(char.IsAsciiDigit)), CultureInfo.InvariantCulture);

    private static JsonNode Run(JsonNode row, string backend) => row["runs"]!.AsArray().First(run => (string)run!["backend"]! == backend)!;

    private static double Gigabytes(JsonNode bytes) => (long)bytes / Giga;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
