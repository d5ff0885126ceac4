using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Engine.Sampling;

/// <summary>The logit bias, a list of token ids and numbers.</summary>
internal sealed class LogitBiasField() : SamplingField(
    "logit_bias", ["--logit-bias"], "logit_bias",
    "Added to the logits of tokens: ID=BIAS,ID=BIAS; -inf bans one.", "ID=BIAS,ID=BIAS with finite numbers or -inf")
{
    public override string Default => "";

    private protected override SamplingOptions Set(SamplingOptions options, string text)
    {
        var bias = new Dictionary<int, float>();
        foreach (string entry in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0
                || !InvariantNumber.TryParse(entry.AsSpan(0, equals), out int id) || id < 0
                || !TryParseBias(entry[(equals + 1)..], out float value))
                throw Unreadable(text);
            bias[id] = value;
        }
        return options with { LogitBias = bias };
    }

    internal override void Check(SamplingOptions options, int vocabSize)
    {
        foreach (var (id, bias) in options.LogitBias)
        {
            if ((uint)id >= (uint)vocabSize)
                throw new ArgumentOutOfRangeException(nameof(options), $"{JsonField} names token {id}; an id from 0 to {vocabSize - 1} was expected");
            if (!IsValid(bias))
                throw new ArgumentOutOfRangeException(nameof(options), string.Create(CultureInfo.InvariantCulture, $"{JsonField} of token {id} is {bias}; a finite number or -inf was expected"));
        }
    }

    internal override bool IsSet(SamplingOptions options, SamplingOptions others) => options.LogitBias.Count != others.LogitBias.Count;

    private static bool TryParseBias(string text, out float bias)
    {
        bias = float.NegativeInfinity;
        return text == "-inf" || InvariantNumber.TryParse(text, out bias);
    }

    private static bool IsValid(float bias) => float.IsFinite(bias) || float.IsNegativeInfinity(bias);
}

/// <summary>An option that is a list of token ids.</summary>
internal sealed class TokenListField(
    string jsonField, string[] flags, string description,
    Func<SamplingOptions, IReadOnlyList<int>> get, Func<SamplingOptions, IReadOnlyList<int>, SamplingOptions> set)
    : SamplingField(jsonField, flags, jsonField, description, "token ids apart by commas")
{
    public override string Default => "";

    private protected override SamplingOptions Set(SamplingOptions options, string text)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        int[] ids = new int[text.Length == 0 ? 0 : parts.Length];
        for (int i = 0; i < ids.Length; i++)
            if (!InvariantNumber.TryParse(parts[i], out ids[i]) || ids[i] < 0) throw Unreadable(text);
        return set(options, ids);
    }

    internal override void Check(SamplingOptions options, int vocabSize)
    {
        foreach (int id in get(options))
            if ((uint)id >= (uint)vocabSize)
                throw new ArgumentOutOfRangeException(nameof(options), $"{JsonField} names token {id}; an id from 0 to {vocabSize - 1} was expected");
    }

    internal override bool IsSet(SamplingOptions options, SamplingOptions others) => get(options).Count != get(others).Count;
}

/// <summary>The sequence breakers of DRY, a JSON array of texts.</summary>
internal sealed class SequenceBreakersField() : SamplingField(
    "dry_sequence_breakers", ["--dry-sequence-breakers"], "dry_sequence_breakers",
    "Texts that a repetition does not reach across.", "a JSON array of texts that are not empty, or none")
{
    public override string Default => "[" + string.Join(",", new SamplingOptions().DrySequenceBreakers.Select(text => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"")) + "]";

    private protected override SamplingOptions Set(SamplingOptions options, string text)
    {
        if (text == "none") return options with { DrySequenceBreakers = [] };
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind != JsonValueKind.Array || json.RootElement.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String)) throw Unreadable(text);
            string[] breakers = [.. json.RootElement.EnumerateArray().Select(item => item.GetString()!)];
            return breakers.Contains("") ? throw Unreadable(text) : options with { DrySequenceBreakers = breakers };
        }
        catch (JsonException)
        {
            throw Unreadable(text);
        }
    }

    internal override void Check(SamplingOptions options, int vocabSize)
    {
        if (options.DrySequenceBreakers.Any(string.IsNullOrEmpty))
            throw new ArgumentOutOfRangeException(nameof(options), $"{JsonField} has an empty text; {Expected} was expected");
    }

    internal override bool IsSet(SamplingOptions options, SamplingOptions others) => !options.DrySequenceBreakers.SequenceEqual(others.DrySequenceBreakers);
}

/// <summary>The order of the policies, by name.</summary>
internal sealed class SamplersField() : SamplingField(
    "samplers", ["--samplers"], "samplers",
    "The policies and their order, apart by ; or commas; those not named are off.", $"names out of {SamplerOrder.Names}")
{
    public override string Default => "";

    private protected override SamplingOptions Set(SamplingOptions options, string text)
    {
        string[] names = text.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Unknown(names) is null ? options with { Samplers = names } : throw Unreadable(text);
    }

    internal override void Check(SamplingOptions options, int vocabSize)
    {
        if (options.Samplers is { } names && Unknown(names) is { } unknown)
            throw new ArgumentOutOfRangeException(nameof(options), $"{JsonField} names '{unknown}' wrongly or twice; {Expected} was expected");
    }

    internal override bool IsSet(SamplingOptions options, SamplingOptions others) => options.Samplers is not null;

    /// <summary>The first name that no policy has, or that an earlier one has said.</summary>
    private static string? Unknown(IReadOnlyList<string> names)
    {
        var seen = new HashSet<SamplingPolicyRow>();
        return names.FirstOrDefault(name => SamplerOrder.Find(name) is not { } row || !seen.Add(row));
    }
}
