using System.Globalization;
using System.Numerics;

namespace Engine.Sampling;

/// <summary>An option of sampling as a command line, a JSON request and a chat client know it.</summary>
public abstract class SamplingField
{
    private protected SamplingField(string jsonField, IReadOnlyList<string> flags, string chatOptionsKey, string description, string expected)
    {
        JsonField = jsonField;
        Flags = flags;
        ChatOptionsKey = chatOptionsKey;
        Description = description;
        Expected = expected;
    }

    /// <summary>Its name in JSON requests: "top_k".</summary>
    public string JsonField { get; }

    /// <summary>Its names on the command line, the first one ours, the others llama.cpp's: "--top-k".</summary>
    public IReadOnlyList<string> Flags { get; }

    /// <summary>The property of Microsoft.Extensions.AI's ChatOptions that sets it ("TopK"), or its key among the additional properties ("min_p").</summary>
    public string ChatOptionsKey { get; }

    /// <summary>What it does, in one sentence.</summary>
    public string Description { get; }

    /// <summary>Which values it takes: "a number from 0 to 1".</summary>
    public string Expected { get; }

    /// <summary>Its default, as text that <see cref="Apply"/> reads; empty where there is none.</summary>
    public abstract string Default { get; }

    /// <summary>The value that turns its policy off, or what it does then; empty where it does not say.</summary>
    public string Off { get; init; } = "";

    /// <summary>A copy of <paramref name="options"/> with this option set to what <paramref name="text"/> says.</summary>
    /// <exception cref="ArgumentException">The text is no value for it; the message says what was expected.</exception>
    public T Apply<T>(T options, string text) where T : SamplingOptions
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(text);
        return (T)Set(options, text);
    }

    private protected abstract SamplingOptions Set(SamplingOptions options, string text);

    /// <summary>Throws when the option's value in <paramref name="options"/> is out of its range.</summary>
    internal abstract void Check(SamplingOptions options, int vocabSize);

    /// <summary>Whether <paramref name="options"/> and <paramref name="others"/> differ in it.</summary>
    internal abstract bool IsSet(SamplingOptions options, SamplingOptions others);

    private protected ArgumentException Unreadable(string text) => new($"{JsonField} is '{text}'; {Expected} was expected");
}

/// <summary>An option that is one number.</summary>
internal sealed class SamplingField<T>(
    string jsonField, string[] flags, string chatOptionsKey, string description, string expected,
    Func<T, bool> isValid, Func<SamplingOptions, T> get, Func<SamplingOptions, T, SamplingOptions> set)
    : SamplingField(jsonField, flags, chatOptionsKey, description, expected)
    where T : struct, INumber<T>
{
    public override string Default => get(new SamplingOptions()).ToString(null, CultureInfo.InvariantCulture);

    internal override bool IsSet(SamplingOptions options, SamplingOptions others) => !get(options).Equals(get(others));

    private protected override SamplingOptions Set(SamplingOptions options, string text) =>
        InvariantNumber.TryParse(text, out T value) && isValid(value) ? set(options, value) : throw Unreadable(text);

    internal override void Check(SamplingOptions options, int vocabSize)
    {
        T value = get(options);
        if (!isValid(value))
            throw new ArgumentOutOfRangeException(nameof(options), string.Create(CultureInfo.InvariantCulture, $"{JsonField} is {value}; {Expected} was expected"));
    }
}

/// <summary>The seed, which may be left to chance.</summary>
internal sealed class SeedField() : SamplingField(
    "seed", ["--seed"], "Seed", "Seed of the random numbers; without it every run differs.", "an integer from 0 to 18446744073709551615")
{
    public override string Default => "";

    private protected override SamplingOptions Set(SamplingOptions options, string text) =>
        InvariantNumber.TryParse(text, out ulong seed) ? options with { Seed = seed } : throw Unreadable(text);

    internal override bool IsSet(SamplingOptions options, SamplingOptions others) => options.Seed != others.Seed;

    internal override void Check(SamplingOptions options, int vocabSize) { }
}
