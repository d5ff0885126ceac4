using System.Globalization;
using System.Text.Json.Nodes;

namespace Engine.Benchmarks.Speed;

/// <summary>The raw samples of a row and what they come to.</summary>
/// <param name="Row">What was measured.</param>
/// <param name="Contenders">Of whom, ours first.</param>
/// <param name="Runs">Per contender, a run per round.</param>
/// <param name="Reads">Bytes per second read from memory: many short runs per round.</param>
/// <param name="BytesPerToken">Bytes of weights that a decoded token needs.</param>
internal sealed record MeasuredRow(SpeedRow Row, IReadOnlyList<Contender> Contenders, IReadOnlyList<SpeedRun>[] Runs, IReadOnlyList<double[]> Reads, long BytesPerToken)
{
    private Comparison Prefill => Compare(run => run.Prefill);

    private Comparison Decode => Compare(run => run.Decode);

    // What a machine reads at best, nobody disturbing it, and what it reads for as long as decoding lasts, disturbed as that is.
    private double[] BestReads => [.. Reads.Select(round => round.Max())];

    private double[] MedianReads => [.. Reads.Select(round => Samples.Median(round))];

    /// <summary>The weights read per second of decoding over <paramref name="reads"/> of the same rounds; a batch of sequences reads them once.</summary>
    private double DramShare(double[] reads) => Decode.Ours / Row.Sequences * BytesPerToken / Samples.Median(reads);

    public JsonObject ToJson() => new()
    {
        ["row"] = Row.ToString(),
        ["model"] = Row.Model,
        ["n_prompt"] = Row.Prompt,
        ["n_gen"] = Row.Generated,
        ["n_depth"] = Row.Depth,
        ["n_seq"] = Row.Sequences,
        ["prefill"] = Row.Prompt > 0 ? Prefill.ToJson() : null,
        ["decode"] = Row.Generated > 0 ? Decode.ToJson() : null,
        ["weight_bytes_per_token"] = BytesPerToken,
        ["dram_share"] = Row.Generated > 0 ? Math.Round(DramShare(MedianReads), 4) : null,
        ["dram_share_of_best"] = Row.Generated > 0 ? Math.Round(DramShare(BestReads), 4) : null,
        ["dram_read_gbs"] = Samples.ToJson(MedianReads.Select(rate => rate / 1e9)),
        ["dram_best_read_gbs"] = Samples.ToJson(BestReads.Select(rate => rate / 1e9)),
        ["contenders"] = new JsonArray([.. Contenders.Select((contender, i) => new JsonObject
        {
            ["name"] = contender.Name,
            ["command"] = contender.Command,
            ["environment"] = new JsonObject(contender.Environment.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
            ["prefill_ts"] = Samples.ToJson(Runs[i].Select(run => run.Prefill)),
            ["decode_ts"] = Samples.ToJson(Runs[i].Select(run => run.Decode)),
        })]),
    };

    public string ToMarkdown()
    {
        string prefill = Row.Prompt > 0 ? Prefill.ToMarkdown() : "- | -", decode = Row.Generated > 0 ? Decode.ToMarkdown() : "- | -";
        string share = Row.Generated > 0 ? string.Create(CultureInfo.InvariantCulture, $"{DramShare(MedianReads):P0}, {DramShare(BestReads):P0}") : "-";
        return $"| {Row} | {prefill} | {decode} | {share} |";
    }

    private Comparison Compare(Func<SpeedRun, double> rate)
    {
        double[] ours = [.. Runs[0].Select(rate)];
        double[] best = Runs.Skip(1).Select(runs => runs.Select(rate).ToArray()).MaxBy(Samples.Median)!;
        return new Comparison(Samples.Median(ours), Samples.Median(best), [.. ours.Zip(best, (a, b) => a / b)]);
    }

    /// <summary>Medians of both sides, and the ratio of each round.</summary>
    private sealed record Comparison(double Ours, double Others, double[] Ratios)
    {
        private double Ratio => Samples.Median(Ratios);

        public JsonObject ToJson()
        {
            var (low, high) = Samples.MedianInterval(Ratios);
            return new JsonObject
            {
                ["managed_median_ts"] = Math.Round(Ours, 2),
                ["other_median_ts"] = Math.Round(Others, 2),
                ["ratio_median"] = Math.Round(Ratio, 4),
                ["ratio_95_low"] = Math.Round(low, 4),
                ["ratio_95_high"] = Math.Round(high, 4),
            };
        }

        public string ToMarkdown() => string.Create(CultureInfo.InvariantCulture, $"{Ours:F1} / {Others:F1} | {(Ratio < 1 ? $"**{Ratio:F2}**" : $"{Ratio:F2}")}");
    }
}
