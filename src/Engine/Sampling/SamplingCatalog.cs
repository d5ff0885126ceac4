namespace Engine.Sampling;

/// <summary>Every sampling policy, in the order of the chain, and every option they bring. A new policy is one file and one row here.</summary>
/// <remarks>The order is that of llama.cpp's default chain.</remarks>
public static class SamplingCatalog
{
    /// <summary>The chain.</summary>
    internal static IReadOnlyList<SamplingPolicyRow> Policies { get; } =
    [
        LogitBiasPolicy.Row,
        BannedTokensPolicy.Row,
        NoRepeatNgramPolicy.Row,
        ForcedTokensPolicy.Row,
        PenaltiesPolicy.Row,
        DryPolicy.Row,
        TopNSigmaPolicy.Row,
        TopKPolicy.Row,
        TypicalPolicy.Row,
        TopPPolicy.Row,
        MinPPolicy.Row,
        XtcPolicy.Row,
        TemperaturePolicy.Row,
        MirostatPolicy.Row,
        AdaptivePPolicy.Row,
    ];

    /// <summary>Every option: what a command line, a JSON request or a chat client can set.</summary>
    public static IReadOnlyList<SamplingField> All { get; } =
    [
        .. Policies.SelectMany(policy => policy.Fields),
        new SamplersField(),
        new SeedField(),
    ];

    /// <summary>Checks every option of <paramref name="options"/> for a vocabulary of <paramref name="vocabSize"/> tokens.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message says which, its value, and what was expected.</exception>
    public static void Validate(SamplingOptions options, int vocabSize)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.LogitBias);
        ArgumentNullException.ThrowIfNull(options.BannedTokens);
        ArgumentNullException.ThrowIfNull(options.ForcedTokens);
        ArgumentNullException.ThrowIfNull(options.DrySequenceBreakers);
        foreach (var field in All) field.Check(options, vocabSize);
        SamplerOrder.Check(options);
    }
}

/// <summary>A row of the chain.</summary>
/// <param name="Name">The policy's name.</param>
/// <param name="Fields">Its options.</param>
/// <param name="IsOn">Whether they turn it on.</param>
/// <param name="Create">The policy, where they do.</param>
internal sealed record SamplingPolicyRow(
    string Name, IReadOnlyList<SamplingField> Fields, Func<SamplingOptions, bool> IsOn, Func<SamplingOptions, SamplingContext, SamplingPolicy> Create)
{
    /// <summary>Where it stands in the chain.</summary>
    public SamplingPlace Place { get; init; } = SamplingPlace.Ordered;

    /// <summary>How <c>--samplers</c> calls it: llama.cpp's name first.</summary>
    public IReadOnlyList<string> SamplerNames { get; init; } = [];

    /// <summary>Whether it decides how many candidates stay, which <see cref="MirostatPolicy"/> does alone.</summary>
    public bool Truncates { get; init; }
}

/// <summary>Where a policy stands in the chain.</summary>
internal enum SamplingPlace
{
    /// <summary>Before all others.</summary>
    First,

    /// <summary>Where <see cref="SamplingOptions.Samplers"/> names it.</summary>
    Ordered,

    /// <summary>After all others.</summary>
    Last,
}
