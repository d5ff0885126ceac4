using System.Diagnostics;
using System.Globalization;
using Engine.Cli.Documents;
using Spectre.Console;

namespace Engine.Cli.Bench;

/// <summary>Measures what many callers of one model get at once, through <see cref="Model.GenerateAsync(ReadOnlyMemory{int}, GenerationOptions?, CancellationToken)"/> as an application has it.</summary>
internal sealed class CallersRun(string path, IReadOnlyList<ModelOptions> settings, IReadOnlyList<int> callers, int promptTokens, int generatedTokens, int repetitions)
{
    // Any will do, as long as every setting gets the same.
    private const int Seed = 20240817;

    // No two callers share a block of their prompts, and blocks are not shared out more finely than this.
    private const int BlockTokens = 64;

    /// <summary>A row for each setting and number of callers.</summary>
    public async Task<List<CallersRow>> MeasureAsync(StatusLine status, CancellationToken cancellationToken)
    {
        var rows = new List<CallersRow>();
        foreach (var options in settings)
        {
            int most = callers.Max(), length = promptTokens + generatedTokens;
            await using var model = await Model.LoadAsync(path, options with
            {
                ContextLength = options.ContextLength > 0 ? options.ContextLength : length,
                CacheTokens = most * ((length + BlockTokens - 1) / BlockTokens * BlockTokens),
                MaxSequences = most,
            }, cancellationToken);
            ModelFlags.RequireGeneration(model);
            foreach (string warning in model.LoadReport.Warnings) Output.Complain(warning);
            double one = 0;
            foreach (int count in callers)
            {
                status.Show($"{Path.GetFileName(path)}: {count} callers, {BackendNames.Of(model.LoadReport.Backend)}");
                var runs = new List<Run>();
                // One run to warm up; every run has prompts of its own, so that nothing of them is cached.
                for (int run = 0; run <= repetitions; run++)
                {
                    var measured = await RunAsync(model, count, run, cancellationToken);
                    if (run > 0) runs.Add(measured);
                }
                double rate = Percentile(runs.Select(run => run.Rate), 50);
                if (count == 1) one = rate;
                rows.Add(new CallersRow(
                    BackendNames.Of(model.LoadReport.Backend), path, options.Threads > 0 ? Math.Min(options.Threads, Environment.ProcessorCount) : Environment.ProcessorCount,
                    count, promptTokens, generatedTokens, rate, one > 0 ? rate / one : 0,
                    Percentile(runs.SelectMany(run => run.First), 50), Percentile(runs.SelectMany(run => run.First), 99),
                    Percentile(runs.SelectMany(run => run.Gaps), 50), Percentile(runs.SelectMany(run => run.Gaps), 99), [.. runs.Select(run => run.Rate)]));
            }
        }
        return rows;
    }

    public static void Write(IReadOnlyList<CallersRow> rows, bool asJson)
    {
        if (asJson)
        {
            Output.Json(rows);
            return;
        }
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn("model").AddColumn("backend");
        foreach (string column in (string[])["callers", "tok/s", "ratio", "first token ms p50", "p99", "gap ms p50", "p99"]) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var row in rows)
        {
            table.AddRow([.. new[]
            {
                Path.GetFileName(row.Model), row.Backend, Invariant($"{row.Callers}"), Invariant($"{row.Tps:F1}"), row.Ratio > 0 ? Invariant($"{row.Ratio:F2}") : "",
                Invariant($"{row.FirstP50:F0}"), Invariant($"{row.FirstP99:F0}"), Invariant($"{row.GapP50:F1}"), Invariant($"{row.GapP99:F1}"),
            }.Select(Markup.Escape)]);
        }
        Output.Console.Write(table);
    }

    private async Task<Run> RunAsync(Model model, int count, int run, CancellationToken cancellationToken)
    {
        var options = new GenerationOptions { Temperature = 0, MaxTokens = generatedTokens, IgnoreEndOfGeneration = true };
        int[][] prompts = [.. Enumerable.Range(0, count).Select(caller => Prompt(model, (run * 1000) + caller))];
        long start = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(prompts.Select(prompt => Task.Run(async () =>
        {
            var stamps = new List<long>(generatedTokens);
            await foreach (var piece in model.GenerateAsync(prompt, options, cancellationToken))
                if (piece.Token != GeneratedPiece.NoToken) stamps.Add(Stopwatch.GetTimestamp());
            return stamps;
        }, cancellationToken)));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new Run(
            times.Sum(stamps => stamps.Count) / seconds,
            [.. times.Select(stamps => Milliseconds(stamps[0] - start))],
            [.. times.SelectMany(stamps => stamps.Zip(stamps.Skip(1), (earlier, later) => Milliseconds(later - earlier)))]);
    }

    private int[] Prompt(Model model, int seed)
    {
        var random = new Random(Seed + seed);
        int[] prompt = [.. Enumerable.Range(0, promptTokens).Select(_ => random.Next(model.Info.VocabSize))];
        // Different from the first token on: nothing is shared.
        prompt[0] = seed % model.Info.VocabSize;
        return prompt;
    }

    private static double Percentile(IEnumerable<double> values, double percent)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : sorted[(int)Math.Min(sorted.Length - 1, Math.Ceiling(percent / 100 * sorted.Length) - 1)];
    }

    private static double Milliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Run(double Rate, double[] First, double[] Gaps);
}
