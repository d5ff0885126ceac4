namespace Engine.Gguf;

/// <summary>Decides whether a file's content makes a usable model, before any native code sees it.</summary>
/// <remarks>
/// llama.cpp checks the container well and the content poorly: many a wrong value ends in an assertion that takes the process
/// with it, during the load or at the first token. Each rule of <see cref="Rules"/> refuses one such cause in one sentence
/// that names the key or tensor, its value and what was expected. Time and memory are proportional to the header, except for
/// the scan of the weights, which reads the whole file and is done on request.
/// </remarks>
public static class GgufValidator
{
    /// <summary>The rules in the order they run; a rule may rely on those before it.</summary>
    internal static IReadOnlyList<GgufRule> Rules { get; } =
    [
        .. MetadataRules.All,
        .. VocabularyRules.All,
        .. TensorRules.All,
    ];

    /// <summary>Checks <paramref name="file"/>; with <paramref name="scanWeights"/> also that every weight is a finite number.</summary>
    /// <exception cref="GgufException">It would not work, or would end the process.</exception>
    public static GgufReport Validate(GgufFile file, bool scanWeights = false)
    {
        var subject = new GgufSubject(file);
        foreach (var rule in Rules)
        {
            if (rule.AppliesTo.HasFlag(subject.Scope)) rule.Check(subject);
        }
        if (scanWeights) WeightScan.Run(file);
        return new GgufReport(subject.Kind, subject.Shape, subject.Warnings);
    }
}

/// <summary>The kinds of file a rule applies to.</summary>
[Flags]
internal enum RuleScope
{
    Model = 1,
    Vocabulary = 2,
    Adapter = 4,
    Tokens = Model | Vocabulary,
    Weights = Model | Adapter,
    All = Model | Vocabulary | Adapter,
}

/// <summary>One reason to refuse a file or to warn about it.</summary>
/// <param name="Name">What it is about, in a few words; tests and the documentation of rules name it.</param>
/// <param name="AppliesTo">The kinds of file it is asked of.</param>
/// <param name="Check">Throws <see cref="GgufException"/>, or adds a warning.</param>
internal sealed record GgufRule(string Name, RuleScope AppliesTo, Action<GgufSubject> Check);

/// <summary>The file under examination, and what was learned about it.</summary>
internal sealed class GgufSubject
{
    private readonly List<string> _warnings = [];
    private Hyperparameters? _shape;

    public GgufSubject(GgufFile file)
    {
        File = file;
        Kind = KindOf(file);
        Scope = Kind switch
        {
            GgufKind.Model => RuleScope.Model,
            GgufKind.Vocabulary => RuleScope.Vocabulary,
            _ => RuleScope.Adapter,
        };
    }

    public GgufFile File { get; }

    public GgufMetadata Metadata => File.Metadata;

    public GgufKind Kind { get; }

    public RuleScope Scope { get; }

    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Reading it refuses counts out of their range and unknown RoPE scalings.</summary>
    public Hyperparameters Shape => _shape ??= Hyperparameters.Read(Metadata);

    /// <summary>The architecture's own key called <paramref name="name"/>.</summary>
    public string Key(string name) => GgufKeys.Of(Metadata.Architecture, name);

    public void Warn(UntrustedSentence sentence) => _warnings.Add(sentence.ToString());

    private static GgufKind KindOf(GgufFile file)
    {
        if (file.Metadata.String(GgufKeys.Type) == "adapter" || file.Metadata.ContainsKey(GgufKeys.AdapterType)) return GgufKind.Adapter;
        return file.Tensors.Count == 0 && file.Metadata.ContainsKey(GgufKeys.Tokens) ? GgufKind.Vocabulary : GgufKind.Model;
    }
}
