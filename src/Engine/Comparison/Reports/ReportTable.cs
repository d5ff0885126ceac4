using System.Globalization;

namespace Engine.Comparison.Reports;

/// <summary>A table of a report: Markdown, the page and the terminal show the same ones.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">Headings; the first column holds names.</param>
/// <param name="Rows">Cells.</param>
public sealed record ReportTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The tables that <paramref name="report"/> has something for, the one to choose by first.</summary>
    public static IReadOnlyList<ReportTable> Of(ComparisonReport report)
    {
        var files = report.Candidates.Where(candidate => candidate.Axis == "weights").ToArray();
        var tables = new List<ReportTable>();
        if (files.Length > 0) tables.Add(Choice(report, files));
        CandidateReport[] all = [report.BaseModel, .. files];
        if (all.Any(candidate => candidate.Speed.Count > 0)) tables.Add(Speed(all));
        if (files.Length > 0) tables.Add(Details(files));
        AddIfAny(tables, "Types of the KV cache", report, "kv");
        AddIfAny(tables, "Backends, and each against itself in other batches", report, "backend", "noise");
        tables.Add(Memory(all));
        tables.Add(Contexts(all, report.ModelContext));
        if (files.Any(file => file.Attribution is not null)) tables.Add(Attribution([.. files.Where(file => file.Attribution is not null)]));
        return tables;
    }

    private static void AddIfAny(List<ReportTable> tables, string title, ComparisonReport report, params string[] axes)
    {
        var candidates = report.Candidates.Where(candidate => axes.Contains(candidate.Axis)).ToArray();
        if (candidates.Length > 0) tables.Add(Divergence(title, candidates));
    }

    private static ReportTable Choice(ComparisonReport report, CandidateReport[] files) => new(
        "Quantizations",
        ["", "MiB", "KL mean", "top-1", "perplexity, ratio", "bits/weight"],
        [
            [$"{report.BaseModel.Name} (base)", Mebibytes(report.BaseModel.Bytes), "0", "100 %", "1", Fixed(report.BaseModel.BitsPerWeight, 2)],
            .. files.Select(file => (string[])[
                file.Name, Mebibytes(file.Bytes), Digits(file.Kl.Mean), Percent(file.Top1), PlusMinus(file.Perplexity.Ratio, file.Perplexity.RatioError, 4), Fixed(file.BitsPerWeight, 2)]),
        ]);

    private static ReportTable Details(CandidateReport[] files) => new(
        "Divergence in detail",
        ["", "KL median", "90 %", "99 %", "99.9 %", "max", "top-5", "Δp RMS", "perplexity"],
        [.. files.Select(file => (string[])[
            file.Name, Digits(file.Kl.Median), Digits(file.Kl.P90), Digits(file.Kl.P99), Digits(file.Kl.P999), Digits(file.Kl.Max), Percent(file.Top5), Percent(file.DeltaPRms, 2),
            PlusMinus(file.Perplexity.Value, file.Perplexity.Error, 3)])]);

    private static ReportTable Divergence(string title, CandidateReport[] candidates) => new(
        title,
        ["", "KL mean", "99 %", "max", "top-1", "top-5", "Δp RMS", "ratio to base"],
        [.. candidates.Select(candidate => (string[])[
            candidate.Name, Digits(candidate.Kl.Mean), Digits(candidate.Kl.P99), Digits(candidate.Kl.Max), Percent(candidate.Top1), Percent(candidate.Top5), Percent(candidate.DeltaPRms, 2),
            PlusMinus(candidate.Perplexity.Ratio, candidate.Perplexity.RatioError, 4)])]);

    private static ReportTable Speed(CandidateReport[] files)
    {
        var tests = files.SelectMany(file => file.Speed).Select(speed => (speed.Backend, speed.NPrompt, speed.NGen, speed.NDepth)).Distinct().ToArray();
        return new ReportTable(
            "Speed, tokens per second",
            ["", "load, ms", .. tests.Select(test => $"{(test.NPrompt > 0 ? $"prompt {test.NPrompt}" : $"decode {test.NGen}")}{(test.NDepth > 0 ? $" after {test.NDepth}" : "")}, {test.Backend}")],
            [.. files.Select(file => (string[])[
                file.Name, file.LoadMs is { } load ? Fixed(load, 0) : "-",
                .. tests.Select(test => file.Speed.FirstOrDefault(speed => (speed.Backend, speed.NPrompt, speed.NGen, speed.NDepth) == test) is { } speed ? Fixed(speed.AvgTs, 1) : "-")])]);
    }

    private static ReportTable Memory(CandidateReport[] files)
    {
        var contexts = files[0].Contexts.Where(context => context.KvType == "F16").Select(context => context.Context).ToArray();
        return new ReportTable(
            "Memory, MiB",
            ["", "weights", .. contexts.Select(context => $"all, {Count(context)} tokens"), $"predicted, {Count(files[0].Memory.Context)} tokens", "measured"],
            [.. files.Select(file => (string[])[
                file.Name, Mebibytes(file.Memory.WeightsBytes),
                .. contexts.Select(length => file.Contexts.FirstOrDefault(context => context.KvType == "F16" && context.Context == length) is { } at ? Mebibytes(at.WeightsBytes + at.KvBytes + at.ComputeBytes) : "-"),
                Mebibytes(file.Memory.PredictedBytes),
                file.Memory is { PeakRssBytes: { } peak, ProcessBytes: { } process } ? $"{Mebibytes(peak - process)} + {Mebibytes(process)} of the process" : "-"])]);
    }

    private static ReportTable Contexts(CandidateReport[] files, int modelContext) => new(
        $"Largest context that fits, tokens (the model was made for {Count(modelContext)})",
        ["", .. files[0].LargestContexts.Select(at => $"{at.Gigabytes} GB, KV {at.KvType}")],
        [.. files.Select(file => (string[])[file.Name, .. file.LargestContexts.Select(at => at.Tokens == 0 ? "-" : Count(at.Tokens))])]);

    private static ReportTable Attribution(CandidateReport[] files) => new(
        "Where the divergence comes from, nats",
        ["", "weights", "8-bit activations", "KV cache", "order of summation", "tokens"],
        [.. files.Select(file => (string[])[
            file.Name, Digits(file.Attribution!.Weights), Digits(file.Attribution.Activations), Digits(file.Attribution.Kv), Digits(file.Attribution.Order), Count(file.Attribution.Tokens)])]);

    internal static string Mebibytes(long bytes) => (bytes / 1048576.0).ToString(bytes < 100L << 20 ? "F1" : "F0", CultureInfo.InvariantCulture);

    internal static string Percent(double share, int digits = 1) => (100 * share).ToString($"F{digits}", CultureInfo.InvariantCulture) + " %";

    /// <summary>Three digits, without an exponent where that is readable.</summary>
    internal static string Digits(double value) => value == 0 ? "0"
        : Math.Abs(value) >= 1e-4 ? value.ToString(Math.Abs(value) >= 1 ? "F2" : Math.Abs(value) >= 0.1 ? "F3" : Math.Abs(value) >= 0.01 ? "F4" : Math.Abs(value) >= 0.001 ? "F5" : "F6", CultureInfo.InvariantCulture)
        : value.ToString("0.0e+0", CultureInfo.InvariantCulture);

    private static string PlusMinus(double value, double error, int digits) => $"{Fixed(value, digits)} ± {Fixed(error, digits)}";

    private static string Fixed(double value, int digits) => value.ToString($"F{digits}", CultureInfo.InvariantCulture);

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture).Replace(',', ' ');
}
