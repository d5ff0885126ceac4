using System.Globalization;
using System.IO.Hashing;
using Engine.Backends;
using Engine.Gguf;
using Engine.Models;
using Engine.Verification;

namespace Engine.Comparison;

/// <summary>Says what smaller versions of a model cost and save: divergence from the base, size, memory, speed.</summary>
public static class ModelComparison
{
    /// <summary>Tokens of a batch that is as unlike the others as matters, and still quick.</summary>
    private const int NoiseBatch = 8;

    /// <summary>Compares candidates with <paramref name="basePath"/> on <paramref name="text"/>.</summary>
    /// <param name="basePath">The best file there is. Where it is quantized itself, what it means by the reference rules is the base.</param>
    /// <param name="text">UTF-8 text; special tokens in it are text.</param>
    /// <param name="directory">Where files that have to be made and what was measured so far are kept; a run that was killed goes on from there.</param>
    /// <param name="options">What is compared.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellationToken">Stops it; nothing half-written stays.</param>
    /// <exception cref="GgufException">A file is malformed or no causal language model.</exception>
    /// <exception cref="ArgumentException">The text is too short, or vocabularies differ.</exception>
    /// <exception cref="InvalidOperationException">The backend cannot run a file.</exception>
    public static async Task<ComparisonReport> RunAsync(
        string basePath, ReadOnlyMemory<byte> text, string directory, ComparisonOptions options, IProgress<ComparisonProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        Directory.CreateDirectory(Path.Combine(directory, "samples"));
        var backend = Choose(basePath, options.Model);
        var model = options.Model with { Backend = backend.Kind };
        var plan = new ComparisonPlan(basePath, directory, model, options);
        plan.CheckVocabularies();
        var chunks = ChunkedText.Cut(plan.Tokenizer, text.Span, options.ContextLength, stride: 0, options.MaxChunks);

        string exact = await Task.Run(() => plan.ExactBase(progress, cancellationToken), cancellationToken).ConfigureAwait(false);
        var @base = new ComparedModel("the base", exact, model);
        string origin = Origin(basePath, text.Span, options);
        var runs = new List<(PlannedCandidate Planned, CandidateRun Run)>();
        try
        {
            foreach (var planned in await plan.CandidatesAsync(exact, progress, cancellationToken).ConfigureAwait(false))
            {
                string log = Path.Combine(directory, "samples", $"{FileName(planned.Name)}.samples");
                var compared = new ComparedModel(planned.Name, planned.RunPath, planned.Options, planned.Axis == "noise" ? NoiseBatch : 0);
                runs.Add((planned, new CandidateRun(compared, new SampleLog(log, $"{origin}; {Identity(planned.RunPath)}; {planned.Options.Backend}; {planned.Kv}", chunks.ScoredPerWindow))));
            }
            await Task.Run(() => Guarded.Run(() => Compare(@base, [.. runs], chunks, progress, cancellationToken)), cancellationToken).ConfigureAwait(false);

            var reports = new List<CandidateReport>();
            foreach (var (planned, run) in runs)
                reports.Add(await DescribeAsync(planned, SampleSummary.Of(run.Log.Samples.Take(chunks.Count * chunks.ScoredPerWindow).ToArray()), options, progress, cancellationToken).ConfigureAwait(false));
            SuggestionReport? suggestion = null;
            if (options.ExplainTokens > 0)
                (reports, suggestion) = await Task.Run(() => Guarded.Run(() => Explain(plan, exact, text, directory, origin, model, options, reports, progress, cancellationToken)), cancellationToken).ConfigureAwait(false);
            var basePlanned = new PlannedCandidate(Path.GetFileNameWithoutExtension(basePath), basePath, basePath, "base", model, null);
            return new ComparisonReport
            {
                Base = basePath,
                Text = options.TextName,
                Tokens = chunks.Count * chunks.ScoredPerWindow,
                Chunks = chunks.Count,
                Context = chunks.Length,
                ModelContext = plan.ModelContext,
                Backend = backend.Name,
                Machine = Processor.Name,
                BaseModel = await DescribeAsync(basePlanned, BaseSummary(runs[0].Run.Log, chunks), options, progress, cancellationToken).ConfigureAwait(false),
                Candidates = reports,
                Suggestion = suggestion,
            };
        }
        finally
        {
            foreach (var (_, run) in runs) run.Log.Dispose();
        }
    }

    private static bool Compare(
        ComparedModel @base, IReadOnlyList<(PlannedCandidate Planned, CandidateRun Run)> runs, ChunkedText chunks, IProgress<ComparisonProgress>? progress,
        CancellationToken cancellationToken)
    {
        CompareInTurns(@base, [.. runs.Where(run => run.Planned.Axis != "noise").Select(run => run.Run)], chunks, progress, cancellationToken);
        // Noise is how far a backend is from itself.
        foreach (var (_, run) in runs.Where(run => run.Planned.Axis == "noise"))
            SideBySide.Run(@base with { Options = run.Model.Options }, [run], chunks, progress, cancellationToken);
        return true;
    }

    /// <summary>As many side by side as lie in half the memory with the base.</summary>
    private static void CompareInTurns(
        ComparedModel @base, CandidateRun[] runs, ChunkedText chunks, IProgress<ComparisonProgress>? progress, CancellationToken cancellationToken)
    {
        long room = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2 - new FileInfo(@base.Path).Length;
        for (int first = 0; first < runs.Length;)
        {
            int count = 1;
            long bytes = new FileInfo(runs[first].Model.Path).Length;
            while (first + count < runs.Length && (bytes += new FileInfo(runs[first + count].Model.Path).Length) <= room) count++;
            SideBySide.Run(@base, runs[first..(first + count)], chunks, progress, cancellationToken);
            first += count;
        }
    }

    private static async Task<CandidateReport> DescribeAsync(
        PlannedCandidate planned, SampleSummary summary, ComparisonOptions options, IProgress<ComparisonProgress>? progress, CancellationToken cancellationToken)
    {
        var measured = new List<RunMeasurement>();
        if (options.Measure is { } measure && planned.IsFile)
        {
            foreach (var backend in options.Backends.Prepend(planned.Options.Backend).Distinct())
            {
                progress?.Report(new ComparisonProgress("measuring", 0, 1, $"{planned.Name} on {Name(backend)}"));
                measured.Add(await measure(planned.Path, backend, cancellationToken).ConfigureAwait(false));
            }
        }
        using var file = GgufFile.Open(planned.Path);
        return CandidateDescription.Of(planned, file, summary, measured);
    }

    private static (List<CandidateReport> Reports, SuggestionReport? Suggestion) Explain(
        ComparisonPlan plan, string exact, ReadOnlyMemory<byte> text, string directory, string origin, ModelOptions model, ComparisonOptions options, List<CandidateReport> reports,
        IProgress<ComparisonProgress>? progress, CancellationToken cancellationToken)
    {
        // Nearly all tokens of the only window are scored.
        int length = options.ExplainTokens;
        var chunks = ChunkedText.Cut(plan.Tokenizer, text.Span, length, length - length / 8 - 1, most: 1);
        using var kept = new KeptNumbers(Path.Combine(directory, "samples", "explained.txt"), $"{origin}; {length} explained; {model.KeyType} {model.ValueType}");
        using var attribution = new Attribution(exact, chunks, model, directory, kept, progress, cancellationToken);
        var explained = reports.ConvertAll(report => report.Axis != "weights" ? report : report with
        {
            Attribution = attribution.Explain(report.Name, report.File, cancellationToken),
            Groups = options.ExplainGroups.Contains(report.Name) ? Groups(report.File) : [],
        });
        if (options.SuggestBytes == 0) return (explained, null);

        var groups = explained.FirstOrDefault(report => report.Groups.Count > 0)?.Groups
            ?? Groups(plan.QuantizeAsync(exact, ModelFileType.Q4_0, cancellationToken).GetAwaiter().GetResult());
        var heldOut = ChunkedText.Cut(plan.Tokenizer, text.Span, options.ContextLength, stride: 0, options.MaxChunks, skipped: length);
        return (explained, MixSuggestion.Make(exact, options, groups, heldOut, model, origin, directory, plan.ModelFile, progress, cancellationToken));

        IReadOnlyList<GroupDivergence> Groups(string path) => GroupAttribution.Measure(() => attribution.BasePath, path, chunks, attribution.Exact, kept, progress, cancellationToken);
    }

    private static SampleSummary BaseSummary(SampleLog log, ChunkedText chunks) =>
        SampleSummary.Of([.. log.Samples.Take(chunks.Count * chunks.ScoredPerWindow).Select(sample => new TokenSample(0, sample.BaseLoss, sample.BaseLoss, true, TokenSample.Best))]);

    private static IBackend Choose(string path, ModelOptions options)
    {
        using var file = GgufFile.Open(path);
        GgufValidator.Validate(file);
        return BackendChoice.Make(BackendCatalog.All, file, options).Backend;
    }

    internal static string Name(Backend backend) => BackendCatalog.Get(backend).Name;

    /// <summary>What all samples depend on: whatever of it changes, they are measured again.</summary>
    private static string Origin(string basePath, ReadOnlySpan<byte> text, ComparisonOptions options) => string.Create(CultureInfo.InvariantCulture,
        $"engine samples 1; {Identity(basePath)}; text {Convert.ToHexStringLower(XxHash128.Hash(text))}; chunks of {options.ContextLength}; {options.Model.Backend}; threads {options.Model.Threads}");

    internal static string Identity(string path) => string.Create(CultureInfo.InvariantCulture, $"{Path.GetFullPath(path)} {new FileInfo(path).Length} {File.GetLastWriteTimeUtc(path).Ticks}");

    internal static string FileName(string name) => string.Concat(name.Select(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-' ? character : '-'));
}
