using System.Diagnostics;
using System.Numerics.Tensors;
using Engine.Cli.Documents;
using LLama;
using LLama.Batched;
using LLama.Common;
using LLama.Native;
using LLama.Sampling;

namespace Engine.Peers;

/// <summary>Measures many callers of LLamaSharp's <see cref="BatchedExecutor"/>: the same prompts, counts and statistics as <c>engine bench --callers</c>.</summary>
internal sealed class BatchedRun(string path)
{
    // The seed and the rounding of the cache that 'engine bench --callers' has.
    private const int Seed = 20240817;
    private const int BlockTokens = 64;

    public required IReadOnlyList<int> Callers { get; init; }

    public required int PromptTokens { get; init; }

    public required int GeneratedTokens { get; init; }

    public required int Repetitions { get; init; }

    public required int Threads { get; init; }

    public required int BatchSize { get; init; }

    /// <summary>Whether all sequences share one cache; the library decides when null.</summary>
    public required bool? Unified { get; init; }

    public required GreedyChoice Choice { get; init; }

    /// <summary>A row for each number of callers; one model and one context serve them all.</summary>
    /// <exception cref="InvalidOperationException">A batch does not hold a token of each caller, or a step fails.</exception>
    public async Task<IReadOnlyList<CallersRow>> MeasureAsync(CancellationToken cancellationToken)
    {
        int most = Callers.Max(), room = (PromptTokens + GeneratedTokens + BlockTokens - 1) / BlockTokens * BlockTokens;
        // llama.cpp ends the process otherwise.
        if (BatchSize < most) throw new InvalidOperationException($"--batch-size is {BatchSize}; a batch that holds a token of each of {most} callers was expected");
        NativeLibraryConfig.All.WithLogCallback((level, text) =>
        {
            if (level >= LLamaLogLevel.Error) Console.Error.Write(text);
        });
        var settings = new ModelParams(path)
        {
            ContextSize = (uint)(most * room),
            SeqMax = (uint)most,
            BatchSize = (uint)BatchSize,
            UBatchSize = (uint)BatchSize,
            Threads = Threads,
            BatchThreads = Threads,
            GpuLayerCount = 0,
        };
        if (Unified is { } unified) settings.KVUnified = unified;
        using var weights = await LLamaWeights.LoadFromFileAsync(settings, cancellationToken);
        using var executor = new BatchedExecutor(weights, settings);
        await Console.Error.WriteLineAsync($"LLamaSharp computes with {LoadedLibrary.Path ?? "no library of its own for the CPU"}");
        var rows = new List<CallersRow>();
        double one = 0;
        foreach (int count in Callers)
        {
            var runs = new List<Run>();
            for (int run = 0; run <= Repetitions; run++)
            {
                var measured = await RunAsync(executor, count, run, cancellationToken);
                if (run > 0) runs.Add(measured);
            }
            double rate = Percentile(runs.Select(run => run.Rate), 50);
            if (count == 1) one = rate;
            rows.Add(new CallersRow(
                "LLamaSharp", path, Threads, count, PromptTokens, GeneratedTokens, rate, one > 0 ? rate / one : 0,
                Percentile(runs.SelectMany(run => run.First), 50), Percentile(runs.SelectMany(run => run.First), 99),
                Percentile(runs.SelectMany(run => run.Gaps), 50), Percentile(runs.SelectMany(run => run.Gaps), 99), [.. runs.Select(run => run.Rate)]));
        }
        return rows;
    }

    private async Task<Run> RunAsync(BatchedExecutor executor, int count, int run, CancellationToken cancellationToken)
    {
        int vocabulary = executor.Model.Vocab.Count;
        LLamaToken[][] prompts = [.. Enumerable.Range(0, count).Select(caller => Prompt(vocabulary, (run * 1000) + caller))];
        long start = Stopwatch.GetTimestamp();
        Caller[] callers = [.. prompts.Select(prompt => new Caller(executor.Create(), new GreedySamplingPipeline(), []))];
        try
        {
            foreach (var (caller, prompt) in callers.Zip(prompts)) caller.Conversation.Prompt(prompt);
            while (Array.Exists(callers, caller => caller.Stamps.Count < GeneratedTokens))
            {
                var outcome = await executor.Infer(cancellationToken);
                if (outcome != DecodeResult.Ok) throw new InvalidOperationException($"the executor's step ended with {outcome}");
                foreach (var caller in callers)
                    if (caller.Conversation.RequiresSampling) Take(executor, caller);
            }
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            return new Run(
                callers.Sum(caller => caller.Stamps.Count) / seconds,
                [.. callers.Select(caller => Milliseconds(caller.Stamps[0] - start))],
                [.. callers.SelectMany(caller => caller.Stamps.Zip(caller.Stamps.Skip(1), (earlier, later) => Milliseconds(later - earlier)))]);
        }
        finally
        {
            foreach (var caller in callers)
            {
                caller.Conversation.Dispose();
                caller.Pipeline.Dispose();
            }
        }
    }

    // Whoever has its last token asks for no more, and the end of text ends nobody.
    private void Take(BatchedExecutor executor, Caller caller)
    {
        if (caller.Stamps.Count == GeneratedTokens) return;
        var token = Choice == GreedyChoice.Pipeline
            ? caller.Pipeline.Sample(executor.Context.NativeHandle, caller.Conversation.GetSampleIndex())
            : TensorPrimitives.IndexOfMax<float>(caller.Conversation.Sample());
        caller.Stamps.Add(Stopwatch.GetTimestamp());
        if (caller.Stamps.Count < GeneratedTokens) caller.Conversation.Prompt(token);
    }

    private LLamaToken[] Prompt(int vocabulary, int seed)
    {
        var random = new Random(Seed + seed);
        LLamaToken[] prompt = [.. Enumerable.Range(0, PromptTokens).Select(_ => (LLamaToken)random.Next(vocabulary))];
        // Different from the first token on: nothing is shared.
        prompt[0] = seed % vocabulary;
        return prompt;
    }

    private static double Percentile(IEnumerable<double> values, double percent)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : sorted[(int)Math.Min(sorted.Length - 1, Math.Ceiling(percent / 100 * sorted.Length) - 1)];
    }

    private static double Milliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;

    private sealed record Caller(Conversation Conversation, GreedySamplingPipeline Pipeline, List<long> Stamps);

    private sealed record Run(double Rate, double[] First, double[] Gaps);
}
