using Engine.Gguf;

namespace Engine.Comparison;

/// <summary>Proposes a mix for a size, makes it, and holds it against the standard mix of that size on text it was not chosen by.</summary>
internal static class MixSuggestion
{
    /// <summary>The proposal.</summary>
    /// <param name="exact">The base, its weights plain numbers.</param>
    /// <param name="bytes">The size of the weights, in bytes.</param>
    /// <param name="groups">What the base's tensors cost.</param>
    /// <param name="heldOut">Text that <paramref name="groups"/> were not measured by.</param>
    /// <param name="options">How models are run.</param>
    /// <param name="modelPath">Where the file called so is kept.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ArgumentException">No mix is that small.</exception>
    public static SuggestionReport Make(
        string exact, long bytes, IReadOnlyList<GroupDivergence> groups, ChunkedText heldOut, ModelOptions options, Func<string, string> modelPath,
        IProgress<ComparisonProgress>? progress, CancellationToken cancellationToken)
    {
        // Q2_K_S is made with an importance matrix only.
        var plans = Quantizer.Types.Where(type => type != ModelFileType.Q2_K_S).Select(type => Quantizer.Plan(exact, new QuantizeOptions { Type = type })).ToArray();
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
        string suggested = modelPath("suggested"), usual = modelPath(standard.Type.ToString());
        progress?.Report(new ComparisonProgress("quantizing", 0, 1, "the suggested mix"));
        var made = Quantizer.QuantizeAsync(exact, suggested, new QuantizeOptions { Type = standard.Type, TensorOverrides = patterns, Threads = options.Threads }, null, cancellationToken).GetAwaiter().GetResult();
        if (!File.Exists(usual)) Quantizer.QuantizeAsync(exact, usual, new QuantizeOptions { Type = standard.Type, Threads = options.Threads }, null, cancellationToken).GetAwaiter().GetResult();

        CandidateRun[] runs = [Run("the suggested mix", suggested), Run(standard.Type.ToString(), usual)];
        SideBySide.Run(new ComparedModel("the base", exact, options), runs, heldOut, progress, cancellationToken);
        double[] divergences = Array.ConvertAll(runs, run => SampleSummary.Of(run.Log.Samples).Kl.Mean);
        return new SuggestionReport(bytes, made.Plan.Bytes, standard.Type.ToString(), standard.Bytes, divergences[0], divergences[1], [.. patterns.Select(pattern => $"{pattern.Pattern}={pattern.Type}")]);

        CandidateRun Run(string name, string path) => new(new ComparedModel(name, path, options), new SampleLog(heldOut.ScoredPerWindow));
    }
}
