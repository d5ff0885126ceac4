using System.Globalization;
using Engine.Comparison.Plots;

namespace Engine.Comparison.Reports;

/// <summary>The plots of a report, by the names of their files.</summary>
internal static class ReportPlots
{
    private static readonly string[] s_colours = ["c1", "c2", "c3", "c4"];

    private static readonly (string Style, string Name)[] s_memory = [("c1", "weights"), ("c2", "KV cache"), ("c3", "buffers")];

    private static readonly (string Style, string Name)[] s_causes = [("c1", "weights"), ("c2", "activations"), ("c3", "KV cache"), ("c4", "order")];

    public static IReadOnlyList<(string Name, SvgCanvas Canvas)> Of(ComparisonReport report)
    {
        var files = report.Candidates.Where(candidate => candidate.Axis == "weights").ToArray();
        var plots = new List<(string, SvgCanvas)>();
        if (files.Length > 0) plots.Add(("size-divergence", Size(files)));
        if (files.Any(file => file.Speed.Any(IsDecoding))) plots.Add(("speed-divergence", Speed(files)));
        foreach (int context in report.BaseModel.Contexts.Select(context => context.Context).Distinct())
            plots.Add(($"memory-{context}", Memory([report.BaseModel, .. files], context)));
        var explained = files.Where(file => file.Attribution is not null).ToArray();
        if (explained.Length > 0) plots.Add(("causes", Causes(explained)));
        foreach (var file in files.Where(file => file.Groups.Count > 0))
            plots.Add(($"groups-{file.Name}", HeatMap.Draw($"{file.Name}: what each group costs alone", file.Groups)));
        return plots;
    }

    private static SvgCanvas Size(CandidateReport[] files) => ScatterPlot.Draw(
        "Size against divergence", "MiB", [.. files.Select(file => new PlotPoint(file.Name, file.Bytes / 1048576.0, file.Kl.Mean, "c1", $"{file.Name}: {ReportTable.Mebibytes(file.Bytes)} MiB, {ReportTable.Digits(file.Kl.Mean)} nats"))],
        smallerIsBetter: true, []);

    private static SvgCanvas Speed(CandidateReport[] files)
    {
        string[] backends = [.. files.SelectMany(file => file.Speed).Select(speed => speed.Backend).Distinct()];
        var points = from file in files
                     from speed in file.Speed
                     where IsDecoding(speed)
                     select new PlotPoint(file.Name, speed.AvgTs, file.Kl.Mean, s_colours[Array.IndexOf(backends, speed.Backend) % s_colours.Length], $"{file.Name} on {speed.Backend}: {speed.AvgTs.ToString("F1", CultureInfo.InvariantCulture)} tokens/s");
        return ScatterPlot.Draw("Speed against divergence", "tokens/s, decoding", [.. points], smallerIsBetter: false, [.. backends.Select((backend, i) => (s_colours[i % s_colours.Length], backend))]);
    }

    private static bool IsDecoding(SpeedReport speed) => speed is { NGen: > 0, NDepth: 0 };

    private static SvgCanvas Memory(CandidateReport[] files, int context) => BarPlot.Draw(
        string.Create(CultureInfo.InvariantCulture, $"Memory with {context} tokens, KV F16"), s_memory,
        [
            .. from file in files
               let at = file.Contexts.FirstOrDefault(at => at.Context == context && at.KvType == "F16")
               where at is not null
               select new Bar(file.Name, [at.WeightsBytes, at.KvBytes, at.ComputeBytes], Size(at.WeightsBytes + at.KvBytes + at.ComputeBytes)),
        ]);

    private static SvgCanvas Causes(CandidateReport[] files) => BarPlot.Draw(
        "Where the divergence comes from", s_causes,
        [.. files.Select(file => new Bar(
            file.Name, [.. new[] { file.Attribution!.Weights, file.Attribution.Activations, file.Attribution.Kv, file.Attribution.Order }.Select(part => Math.Max(part, 0))],
            ReportTable.Digits(file.Attribution.Weights + file.Attribution.Activations + file.Attribution.Kv + file.Attribution.Order)))]);

    private static string Size(long bytes) => bytes < 1L << 30
        ? (bytes / 1048576.0).ToString("F0", CultureInfo.InvariantCulture) + " MiB"
        : (bytes / 1073741824.0).ToString("F1", CultureInfo.InvariantCulture) + " GiB";
}
