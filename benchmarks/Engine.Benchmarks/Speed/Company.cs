using System.Diagnostics;
using System.Globalization;

namespace Engine.Benchmarks.Speed;

/// <summary>
/// What callers feel of each other: how long the eighth waits for its first token while seven decode, and how long those seven wait between tokens while a
/// long prompt is read beside them.
/// </summary>
internal static class Company
{
    private const int Callers = 7, ShortPrompt = 64;

    public static int Run(string[] arguments)
    {
        string path = arguments.FirstOrDefault() ?? throw new ArgumentException("a model was expected: company MODEL.gguf");
        int longPrompt = CommandLine.Number(arguments, "--prompt", 4096), rounds = CommandLine.Number(arguments, "--rounds", 5);
        var backend = Enum.Parse<Backend>((CommandLine.Value(arguments, "--backend") ?? "managed").Replace(".", "", StringComparison.Ordinal), ignoreCase: true);
        using var model = Model.Load(path, new ModelOptions
        {
            Backend = backend,
            ContextLength = longPrompt + 64,
            CacheTokens = longPrompt + 64 + (Callers + 1) * 1024,
            MaxSequences = Callers + 2,
        });
        Measure(model, longPrompt, rounds).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task Measure(Model model, int longPrompt, int rounds)
    {
        var random = new Random(1);
        await FirstToken(model, random, ShortPrompt);   // what is compiled and prepared once
        List<double> alone = [], eighth = [], median = [], worst = [];
        for (int round = 0; round < rounds; round++)
        {
            alone.Add(await FirstToken(model, random, ShortPrompt));

            using var stop = new CancellationTokenSource();
            var gaps = new List<(long At, double Gap)>[Callers];
            Task[] streams = [.. Enumerable.Range(0, Callers).Select(i => Stream(model, Prompt(random, model, ShortPrompt), gaps[i] = [], stop.Token))];
            while (gaps.Any(list => { lock (list) return list.Count < 24; })) await Task.Delay(5);
            eighth.Add(await FirstToken(model, random, ShortPrompt));

            long before = Stopwatch.GetTimestamp();
            await FirstToken(model, random, longPrompt);
            long after = Stopwatch.GetTimestamp();
            await stop.CancelAsync();
            await Task.WhenAll(streams);
            median.Add(Samples.Median(gaps.SelectMany(list => list.Skip(8).Take(16)).Select(gap => gap.Gap)));
            worst.Add(gaps.SelectMany(list => list).Where(gap => gap.At > before && gap.At <= after).Max(gap => gap.Gap));
        }
        Console.WriteLine(FormattableString.Invariant($"{Machine.Processor}, {model.LoadReport.Device}"));
        Console.WriteLine(FormattableString.Invariant($"first token of a {ShortPrompt}-token prompt: alone {Samples.Median(alone):F0} ms, as the eighth {Samples.Median(eighth):F0} ms, {Samples.Median(eighth.Zip(alone, (a, b) => a / b)):F2} times ({Join(eighth)} / {Join(alone)})"));
        Console.WriteLine(FormattableString.Invariant($"gap between tokens of {Callers} callers: median {Samples.Median(median):F0} ms; worst while {longPrompt} tokens are read {Samples.Median(worst):F0} ms, {Samples.Median(worst.Zip(median, (a, b) => a / b)):F2} times ({Join(worst)} / {Join(median)})"));
    }

    private static async Task Stream(Model model, int[] prompt, List<(long At, double Gap)> gaps, CancellationToken stop)
    {
        long last = 0;
        try
        {
            await foreach (var piece in model.GenerateAsync(prompt, new() { IgnoreEndOfGeneration = true }, stop))
            {
                long now = Stopwatch.GetTimestamp();
                if (last != 0 && piece.Token != GeneratedPiece.NoToken)
                    lock (gaps) gaps.Add((now, Stopwatch.GetElapsedTime(last, now).TotalMilliseconds));
                last = now;
            }
        }
        catch (OperationCanceledException)
        {
            // The round is over.
        }
    }

    private static async Task<double> FirstToken(Model model, Random random, int tokens)
    {
        int[] prompt = Prompt(random, model, tokens);
        long start = Stopwatch.GetTimestamp();
        await model.CompleteAsync(prompt, new() { MaxTokens = 1, IgnoreEndOfGeneration = true });
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static int[] Prompt(Random random, Model model, int tokens) => [.. Enumerable.Range(0, tokens).Select(_ => random.Next(100, model.Info.VocabSize))];

    private static string Join(IEnumerable<double> values) => string.Join(' ', values.Select(value => value.ToString("F0", CultureInfo.InvariantCulture)));
}
