using System.IO.Hashing;
using System.Text;
using Engine.Gguf;

namespace Engine.Comparison;

/// <summary>Proposes a mix for a size, makes it, and holds it against the standard mix of that size on text it was not chosen by.</summary>
internal static class MixSuggestion
{
    /// <summary>The proposal.</summary>
    /// <param name="exact">The base, its weights plain numbers.</param>
    /// <param name="asked">What was asked for: the size of the weights, and an importance matrix.</param>
    /// <param name="groups">What the base's tensors cost.</param>
    /// <param name="heldOut">Text that <paramref name="groups"/> were not measured by.</param>
    /// <param name="options">How models are run.</param>
    /// <param name="origin">All that the divergences depend on beside the files.</param>
    /// <param name="directory">Where what was measured is kept.</param>
    /// <param name="modelPath">Where the file called so is kept.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ArgumentException">No mix is that small.</exception>
    public static SuggestionReport Make(
        string exact, ComparisonOptions asked, IReadOnlyList<GroupDivergence> groups, ChunkedText heldOut, ModelOptions options, string origin, string directory,
        Func<string, string> modelPath, IProgress<ComparisonProgress>? progress, CancellationToken cancellationToken)
    {
        long bytes = asked.SuggestBytes;
        var common = new QuantizeOptions { Threads = options.Threads, ImportanceMatrix = asked.ImportanceMatrix };
        // Q2_K_S is made with an importance matrix only.
        var plans = Quantizer.Types.Where(type => type != ModelFileType.Q2_K_S || common.ImportanceMatrix is not null).Select(type => Quantizer.Plan(exact, common with { Type = type })).ToArray();
        var standard = plans.Where(plan => plan.Bytes <= bytes).MaxBy(plan => plan.Bytes)
            ?? throw new ArgumentException($"a mix of {bytes} bytes was asked for; the smallest standard one, {plans.MinBy(plan => plan.Bytes)!.Type}, has {plans.Min(plan => plan.Bytes)}");
        IReadOnlyList<TensorOverride> patterns;
        using (var file = GgufFile.Open(exact))
        {
            progress?.Report(new ComparisonProgress("choosing", 0, 1, "the types of the tensors"));
            var search = new MixSearch(file, groups, cancellationToken);
            // What the standard mix keeps as it is, vectors above all, is kept.
            var names = groups.Select(group => group.Layer is { } layer ? $"blk.{layer}.{group.Group}.weight" : $"{group.Group}.weight").ToHashSet();
            long fixedBytes = standard.Tensors.Where(tensor => !names.Contains(tensor.Name)).Sum(tensor => tensor.Bytes);
            patterns = MixSearch.Patterns(search.Choose(bytes - fixedBytes));
        }
        string flags = string.Join(' ', patterns.Select(pattern => $"{pattern.Pattern}={pattern.Type}"));
        // The name tells mixes apart, so that one that an earlier run has made is known again.
        string suggested = modelPath($"suggested-{Convert.ToHexStringLower(XxHash32.Hash(Encoding.UTF8.GetBytes($"{standard.Type} {flags}")))}"), usual = modelPath(standard.Type.ToString());
        var mix = common with { Type = standard.Type, TensorOverrides = patterns };
        progress?.Report(new ComparisonProgress("quantizing", 0, 1, "the suggested mix"));
        Make(suggested, mix);
        Make(usual, common with { Type = standard.Type });

        CandidateRun[] runs = [Run("the suggested mix", suggested), Run(standard.Type.ToString(), usual)];
        try
        {
            SideBySide.Run(new ComparedModel("the base", exact, options), runs, heldOut, progress, cancellationToken);
        }
        finally
        {
            foreach (var run in runs) run.Log.Dispose();
        }
        double[] divergences = Array.ConvertAll(runs, run => SampleSummary.Of(run.Log.Samples.Take(heldOut.Count * heldOut.ScoredPerWindow).ToArray()).Kl.Mean);
        return new SuggestionReport(bytes, Quantizer.Plan(exact, mix).Bytes, standard.Type.ToString(), standard.Bytes, divergences[0], divergences[1], [.. patterns.Select(pattern => $"{pattern.Pattern}={pattern.Type}")]);

        void Make(string path, QuantizeOptions how)
        {
            if (!ComparisonPlan.IsNewer(path, exact, how.ImportanceMatrix)) Quantizer.QuantizeAsync(exact, path, how, null, cancellationToken).GetAwaiter().GetResult();
        }

        CandidateRun Run(string name, string path) => new(
            new ComparedModel(name, path, options),
            new SampleLog(Path.Combine(directory, "samples", $"held-out-{ModelComparison.FileName(name)}.samples"), $"{origin}; held out after {asked.ExplainTokens}; {ModelComparison.Identity(path)}", heldOut.ScoredPerWindow));
    }
}
