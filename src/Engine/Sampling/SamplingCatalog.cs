namespace Engine.Sampling;

/// <summary>Every sampling policy, in the order of the chain, and every option they bring. A new policy is one file and one row here.</summary>
/// <remarks>The order is that of llama.cpp's default chain.</remarks>
public static class SamplingCatalog
{
    /// <summary>The chain.</summary>
    internal static IReadOnlyList<SamplingPolicyRow> Policies { get; } =
    [
        LogitBiasPolicy.Row,
        PenaltiesPolicy.Row,
        TopKPolicy.Row,
        TopPPolicy.Row,
        MinPPolicy.Row,
        TemperaturePolicy.Row,
    ];

    /// <summary>Every option: what a command line, a JSON request or a chat client can set.</summary>
    public static IReadOnlyList<SamplingField> All { get; } =
    [
        .. Policies.SelectMany(policy => policy.Fields),
        new SeedField(),
    ];

    /// <summary>Checks every option of <paramref name="options"/> for a vocabulary of <paramref name="vocabSize"/> tokens.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message says which, its value, and what was expected.</exception>
    public static void Validate(SamplingOptions options, int vocabSize)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (var field in All) field.Check(options, vocabSize);
    }
}

/// <summary>A row of the chain: the policy's name, its options, and the policy itself where the options turn it on, else null.</summary>
internal sealed record SamplingPolicyRow(string Name, IReadOnlyList<SamplingField> Fields, Func<SamplingOptions, SamplingPolicy?> Create);
