using System.Diagnostics;
using System.Reflection;
using Engine.Cli.Documents;
using Engine.Comparison;
using Engine.Gguf;

namespace Engine.Cli.Bench;

/// <summary>Measures one file in all its settings, side by side.</summary>
internal sealed class BenchRun(string path, IReadOnlyList<ModelOptions> settings, IReadOnlyList<SpeedTest> tests, bool encodes, int repetitions)
{
    private sealed record Loaded(Model Model, ModelOptions Options, double LoadMs, int Threads);

    /// <summary>The rows of all tests.</summary>
    /// <param name="isAlone">Whether this file is the only one of the process, whose memory is then its own.</param>
    /// <param name="status">Says how far it is.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<List<BenchRow>> MeasureAsync(bool isAlone, StatusLine status, CancellationToken cancellationToken)
    {
        long processBytes = PeakBytes();
        var models = new List<Loaded>();
        try
        {
            foreach (var options in settings)
            {
                long start = Stopwatch.GetTimestamp();
                var model = await Model.LoadAsync(path, Fitted(options), cancellationToken);
                models.Add(new Loaded(model, options, Stopwatch.GetElapsedTime(start).TotalMilliseconds, options.Threads > 0 ? Math.Min(options.Threads, Environment.ProcessorCount) : Environment.ProcessorCount));
                foreach (string warning in model.LoadReport.Warnings) Output.Complain(warning);
                Check(model);
            }
            var rows = new List<(Loaded Model, SpeedTest Test, List<double> Samples)>();
            foreach (var (i, test) in tests.Index())
            {
                status.Show($"{Path.GetFileName(path)}: test {i + 1} of {tests.Count}");
                rows.AddRange(await MeasureAsync(models, test, cancellationToken));
            }
            long? peak = isAlone && models.Count == 1 ? PeakBytes() : null;
            status.Show($"{Path.GetFileName(path)}: memory, sampling, tokenizing");
            var rates = models.Select(model => model.Threads).Distinct().ToDictionary(threads => threads, MemoryRate.Measure);
            var parts = PartSpeeds.Measure(models[0].Model);
            using var file = GgufFile.Open(path);
            var plan = MemoryPlan.For(file);
            return rows.ConvertAll(row => Describe(row.Model, row.Test, row.Samples, plan, file, rates[row.Model.Threads], parts) with
            {
                ProcessBytes = peak is null ? null : processBytes,
                PeakRssBytes = peak,
            });
        }
        finally
        {
            foreach (var loaded in models) await loaded.Model.DisposeAsync();
        }
    }

    private ModelOptions Fitted(ModelOptions options) => options with
    {
        ContextLength = options.ContextLength > 0 ? options.ContextLength : tests.Max(test => test.Depth + test.PromptTokens + test.GeneratedTokens),
        CacheTokens = encodes ? 0 : tests.Max(test => test.Length),   // an encoder's texts share nothing
        MaxSequences = tests.Max(test => test.Sequences),
    };

    private void Check(Model model)
    {
        if (!Encodes(model))
        {
            ModelFlags.RequireGeneration(model);
            return;
        }
        int longest = tests.Max(test => test.PromptTokens);
        if (longest > model.Info.ContextLength) throw new UsageException($"-p is {longest}; {model.Info.Name} takes {model.Info.ContextLength} tokens at most");
    }

    private static bool Encodes(Model model) => !model.Info.CanGenerate && model.Info.EmbeddingDimensions > 0;

    /// <summary>One warm-up each, then the settings in turns, so that whatever disturbs the machine disturbs all alike.</summary>
    private async Task<List<(Loaded Model, SpeedTest Test, List<double> Samples)>> MeasureAsync(List<Loaded> models, SpeedTest test, CancellationToken cancellationToken)
    {
        var rows = models.ConvertAll(model => (Model: model, Test: test, Samples: new List<double>()));
        foreach (var loaded in models) await loaded.Model.MeasureAsync(test, cancellationToken);
        for (int run = 0; run < repetitions; run++)
            foreach (var row in rows)
                row.Samples.Add(test.MeasuredTokens / (await row.Model.Model.MeasureAsync(test, cancellationToken)).TotalSeconds);
        return rows;
    }

    private static BenchRow Describe(Loaded loaded, SpeedTest test, List<double> samples, MemoryPlan plan, GgufFile file, double rate, PartSpeeds parts)
    {
        double average = samples.Average();
        var (keys, values) = (loaded.Options.KeyType, loaded.Options.ValueType);
        // Of an embedding that is not the output as well only a row is read; what several sequences generate together reads the weights once.
        long weights = file.TryGetTensor("output.weight", out _) && file.TryGetTensor("token_embd.weight", out var embedding) ? plan.WeightBytes - embedding.ByteLength : plan.WeightBytes;
        long cache = plan.KvBytes(test.Depth + test.GeneratedTokens / 2, keys ?? TensorType.F16, values ?? TensorType.F16) ?? 0;
        long? perToken = test.GeneratedTokens > 0 ? weights / test.Sequences + cache : null;
        return new BenchRow(
            BackendNames.Of(loaded.Model.LoadReport.Backend), loaded.Model.Info.Path, loaded.Threads, test.PromptTokens, test.GeneratedTokens, test.Depth, test.Sequences,
            average, Deviation(samples, average), samples)
        {
            BatchSize = loaded.Options.BatchSize,
            TypeK = keys?.ToString() ?? "auto",
            TypeV = values?.ToString() ?? "auto",
            ModelType = plan.Weights[0].Type.ToString(),
            ModelSize = file.Length,
            Context = loaded.Model.Info.ContextLength,
            Build = typeof(Model).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
            Cpu = Processor.Name,
            LoadMs = loaded.LoadMs,
            BytesPerToken = perToken,
            MemoryRate = rate,
            Roofline = perToken * average / rate,
            SamplingUs = parts.SamplingMicroseconds > 0 ? parts.SamplingMicroseconds : null,
            TokenizeMbS = parts.TokenizedBytesPerSecond / 1e6,
        };
    }

    /// <summary>The sample's standard deviation; 0 for one sample.</summary>
    private static double Deviation(List<double> samples, double average) =>
        samples.Count < 2 ? 0 : Math.Sqrt(samples.Sum(sample => (sample - average) * (sample - average)) / (samples.Count - 1));

    /// <summary>The most memory this process has held.</summary>
    private static long PeakBytes()
    {
        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }
}
