using System.Globalization;
using System.Text.Json;
using Engine.Cli;
using Engine.Cli.Documents;

namespace Engine.Peers.Beside;

/// <summary>Rounds in which each contender starts once, serves one caller and serves several, a fresh process each, in an order that turns from round to round.</summary>
internal sealed class BesideRun(string model, BesideDocument document, IReadOnlyList<Contender> contenders, StatusLine status)
{
    private const string StartPrompt = "Once upon a time";

    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        await InTurnAsync("start", StartAsync, cancellationToken);
        await InTurnAsync("one caller", OneCallerAsync, cancellationToken);
        await InTurnAsync($"{document.Settings.Callers} callers", CallersAsync, cancellationToken);
        document.Rounds++;
    }

    private async Task InTurnAsync(string what, Func<Contender, CancellationToken, Task<IEnumerable<(string Measure, double Sample)>>> measure, CancellationToken cancellationToken)
    {
        for (int turn = 0; turn < contenders.Count; turn++)
        {
            int which = (document.Rounds + turn) % contenders.Count;
            status.Show($"{document.Settings.Model}, round {document.Rounds + 1}: {what}, {contenders[which].Name}");
            foreach (var (name, sample) in await measure(contenders[which], cancellationToken))
            {
                var measures = document.Sides[which].Measures;
                if (!measures.TryGetValue(name, out var samples)) measures[name] = samples = [];
                samples.Add(Math.Round(sample, 2));
            }
        }
    }

    private async Task<IEnumerable<(string, double)>> StartAsync(Contender contender, CancellationToken cancellationToken)
    {
        var start = await contender.Completions.StartAsync([model, document.Settings.Threads.ToString(CultureInfo.InvariantCulture), .. contender.Arguments], StartPrompt, cancellationToken);
        return [("loaded_ms", start.LoadedMs), ("first_token_ms", start.FirstMs), ("peak_bytes", start.PeakBytes)];
    }

    private async Task<IEnumerable<(string, double)>> OneCallerAsync(Contender contender, CancellationToken cancellationToken)
    {
        var settings = document.Settings;
        var row = (await BenchAsync(contender, "1", settings.PromptTokens, settings.GeneratedTokens, cancellationToken))[0];
        double first = row.FirstP50 / 1000, all = settings.GeneratedTokens / row.Tps;
        return [("prompt_tps", settings.PromptTokens / first), ("decode_tps", (settings.GeneratedTokens - 1) / (all - first))];
    }

    private async Task<IEnumerable<(string, double)>> CallersAsync(Contender contender, CancellationToken cancellationToken)
    {
        var rows = await BenchAsync(contender, document.Settings.Callers, document.Settings.CallerTokens, document.Settings.CallerTokens, cancellationToken);
        return rows.SelectMany(row => ((string, double)[])[($"callers_{row.Callers}_tps", row.Tps), ($"callers_{row.Callers}_first_ms", row.FirstP50)]);
    }

    private async Task<IReadOnlyList<CallersRow>> BenchAsync(Contender contender, string callers, int prompt, int generated, CancellationToken cancellationToken)
    {
        string[] flags = ["--callers", callers, "-p", Text(prompt), "-n", Text(generated), "-r", "1", "-t", Text(document.Settings.Threads)];
        return JsonSerializer.Deserialize(await ChildProcess.OutputAsync([.. contender.Bench, .. flags], cancellationToken), PeerJson.Default.IReadOnlyListCallersRow)!;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
