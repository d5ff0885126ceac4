using Engine.Backends;
using Engine.Gguf;
using Engine.Tokenization;

namespace Engine.Verification;

/// <summary>Checks backends against the reference: attention head by head, the residual stream layer by layer, and logits position by position.</summary>
/// <remarks>
/// What options leave open is set so that implementations can be compared: keys and values in F32, one thread (the reference takes all), the CPU, weights as they
/// lie in the file, and attention with its weights at hand.
/// </remarks>
public static class Verifier
{
    private static readonly ProbePoint[] s_points = [.. AttentionVerification.Points, ProbePoint.LayerOutput];

    /// <summary>Runs <paramref name="text"/> through every backend and compares.</summary>
    /// <param name="path">A GGUF file.</param>
    /// <param name="text">UTF-8 text; special tokens in it are parsed.</param>
    /// <param name="backends">Who is checked; empty for all that can run the file. The reference checks itself for determinism.</param>
    /// <param name="options">How the backends are loaded, except for <see cref="ModelOptions.Backend"/>; the reference heeds the adapters, RoPE, context and threads.</param>
    /// <param name="cancellationToken">Stops the verification.</param>
    /// <exception cref="GgufException">The file is malformed, or the reference cannot run it.</exception>
    /// <exception cref="ArgumentException">A backend asked for cannot run the file; or the text is empty or too long.</exception>
    public static VerificationReport Verify(
        string path, ReadOnlySpan<byte> text, IReadOnlyList<Backend> backends, ModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        byte[] utf8 = text.ToArray();
        return Guarded.Run(() => Compare(path, utf8, backends, options ?? new ModelOptions(), cancellationToken));
    }

    private static VerificationReport Compare(string path, byte[] text, IReadOnlyList<Backend> backends, ModelOptions options, CancellationToken cancellationToken)
    {
        using var file = GgufFile.Open(path);
        GgufValidator.Validate(file);
        var referenceBackend = BackendCatalog.Get(Backend.Reference);
        if (ProbedModel.WhyNot(file, referenceBackend, ForReference(options)) is { } reason) throw new GgufException($"{path} cannot be verified: {reason}");
        int[] ids = ProbedModel.Tokenize(file, Tokenizer.Load(file, options.NativeDirectory, options.Trial), text, new PromptEncoding());

        var checks = new List<VerificationCheck>();
        var skipped = new List<string>();
        using var reference = ProbedModel.Load(file, referenceBackend, ids.Length, ForReference(options), cancellationToken);
        var expectedTensors = new TensorCapture(s_points);
        float[] expected = CheckAttention(reference, ids, expectedTensors, checks, cancellationToken);
        if (reference.CanSplit)
            checks.Add(Compare("logits in batches of 1", reference.Run(ids, 1, cancellationToken), expected, reference, "reference", "max_abs", VerificationLimits.Determinism));

        foreach (var backend in Chosen(file, backends, options, skipped).Where(backend => backend.Kind != Backend.Reference))
        {
            using var model = ProbedModel.Load(file, backend, ids.Length, options, cancellationToken);
            var tensors = new TensorCapture(s_points);
            float[] actual = CheckAttention(model, ids, tensors, checks, cancellationToken);
            checks.AddRange(CompareLayers(tensors, expectedTensors, model, VerificationLimits.Vectors(file, backend.Kind)));
            var (metric, limit) = model.Meaning == RowMeaning.Values ? ("nmse", VerificationLimits.Vectors(file, backend.Kind)) : ("kl", VerificationLimits.Logits(file, backend.Kind));
            string rows = model.Meaning == RowMeaning.Values ? "token vectors" : "logits";
            checks.Add(Compare(rows, actual, expected, model, "reference", metric, limit));
            if (model.Probe is null) skipped.Add($"{model.Name} shows no intermediate tensors; its attention is checked by what comes of it, not head by head");
            if (!model.CanSplit) continue;
            checks.Add(Compare("logits in batches of 1 (noise)", model.Run(ids, 1, cancellationToken), actual, model, model.Name, metric, limit));
            checks.Add(Compare("logits of decoding", model.Run(ids, 1, cancellationToken, isDecoded: true), expected, model, "reference", metric, limit));
        }
        return new VerificationReport(checks, skipped);
    }

    private static ModelOptions ForReference(ModelOptions options) => new()
    {
        Adapters = options.Adapters,
        ContextLength = options.ContextLength,
        Threads = options.Threads,
        RopeFrequencyBase = options.RopeFrequencyBase,
        RopeFrequencyScale = options.RopeFrequencyScale,
    };

    /// <summary>The rows of a run watched by <paramref name="capture"/>, its attention checked, where the backend shows it.</summary>
    private static float[] CheckAttention(ProbedModel model, int[] ids, TensorCapture capture, List<VerificationCheck> checks, CancellationToken cancellationToken)
    {
        if (model.Probe is null) return model.Run(ids, 0, cancellationToken);
        float[] rows = model.Watch(ids, capture, cancellationToken);
        checks.AddRange(AttentionVerification.Check(capture, model.Shape, model.Name));
        return rows;
    }

    /// <summary>The residual stream after each layer that the backend shows, against the reference's: the first that is off names the layer at fault.</summary>
    private static IEnumerable<VerificationCheck> CompareLayers(TensorCapture actual, TensorCapture expected, ProbedModel model, double limit)
    {
        for (int layer = 0; layer < model.Shape.LayerCount; layer++)
        {
            if (actual.Find(ProbePoint.LayerOutput, layer) is not { } rows) continue;
            var difference = Difference.Of(rows.Values, expected.Get(ProbePoint.LayerOutput, layer).Values, model.Shape.ModelDim, RowMeaning.Values);
            yield return new VerificationCheck(
                $"layer output, layer {layer}", model.Name, "reference", difference.MaxAbs, difference.Nmse, difference.Cosine, null, null, "nmse", limit);
        }
    }

    private static VerificationCheck Compare(string name, float[] actual, float[] expected, ProbedModel model, string against, string metric, double limit)
    {
        var difference = Difference.Of(actual, expected, model.RowLength, model.Meaning);
        return new VerificationCheck(
            name, model.Name, against, difference.MaxAbs, difference.Nmse, difference.Cosine, difference.Kl, difference.TopAgreement, metric, limit);
    }

    /// <summary>The backends asked for, which must be able to run <paramref name="file"/>, or all that can; why the others cannot goes to <paramref name="skipped"/>.</summary>
    private static List<IBackend> Chosen(GgufFile file, IReadOnlyList<Backend> backends, ModelOptions options, List<string> skipped)
    {
        var chosen = new List<IBackend>();
        foreach (var backend in backends.Count == 0 ? BackendCatalog.All : backends.Select(BackendCatalog.Get))
        {
            if (ProbedModel.WhyNot(file, backend, options) is not { } reason) chosen.Add(backend);
            else if (backends.Count == 0) skipped.Add($"{backend.Name} is not checked: {reason}");
            else throw new ArgumentException($"{backend.Name} cannot be verified: {reason}", nameof(backends));
        }
        return chosen;
    }
}
