using Keys = Engine.Gguf.GgufKeys.OfArchitecture;

namespace Engine.Gguf;

/// <summary>How positions are stretched beyond the context a model was trained on.</summary>
public enum RopeScalingType
{
    /// <summary>Not at all.</summary>
    None,
    /// <summary>Every position divided by the factor.</summary>
    Linear,
    /// <summary>YaRN: high frequencies kept, low ones divided, a ramp between.</summary>
    Yarn,
    /// <summary>LongRoPE: a factor per frequency, stored as tensors.</summary>
    LongRope,
}

/// <summary>The RoPE scaling of a file. Per-frequency divisors, where a model has them, are the tensor <c>rope_freqs.weight</c>.</summary>
/// <remarks>Source: GGUF specification, <c>[arch].rope.scaling.*</c>; Peng et al. 2023, "YaRN".</remarks>
public sealed record RopeScaling
{
    /// <summary>No scaling.</summary>
    public static RopeScaling None { get; } = new();

    /// <summary>Which kind.</summary>
    public RopeScalingType Type { get; init; }

    /// <summary>How many times longer than trained; 1 for no stretching.</summary>
    public float Factor { get; init; } = 1;

    /// <summary>Tokens of the context before stretching; 0 where the file does not say.</summary>
    public int OriginalContext { get; init; }

    /// <summary>Multiplies the magnitude of rotated vectors, beside YaRN's own correction.</summary>
    public float AttentionFactor { get; init; } = 1;

    /// <summary>YaRN: 0 divides all frequencies alike, 1 applies the ramp; null where the file does not say, which is 1.</summary>
    public float? ExtrapolationFactor { get; init; }

    /// <summary>YaRN: rotations over the original context above which a frequency is kept.</summary>
    public float BetaFast { get; init; } = 32;

    /// <summary>YaRN: rotations over the original context below which a frequency is divided.</summary>
    public float BetaSlow { get; init; } = 1;

    /// <summary>The name the format gives <paramref name="type"/>.</summary>
    public static string NameOf(RopeScalingType type) => s_names[(int)type];

    private static readonly string[] s_names = ["none", "linear", "yarn", "longrope"];

    internal static RopeScaling Read(GgufMetadata metadata)
    {
        string Key(string name) => GgufKeys.Of(metadata.Architecture, name);
        float Float(string name, float fallback) => (float)metadata.Number(Key(name), fallback)!.Value;

        float factor = Float(Keys.RopeScalingFactor, Float(Keys.RopeScaleLinear, 0));
        if (factor == 0) factor = 1;   // the format's "unset"

        // A factor without a type means linear, as in files older than the type.
        string? name = metadata.String(Key(Keys.RopeScalingType));
        int type = name is null ? (int)(factor == 1 ? RopeScalingType.None : RopeScalingType.Linear) : Array.IndexOf(s_names, name);
        if (type < 0) throw new GgufException($"{Key(Keys.RopeScalingType)} is '{name}'; {string.Join(", ", s_names)} was expected");

        return new RopeScaling
        {
            Type = (RopeScalingType)type,
            Factor = factor,
            OriginalContext = (int)Math.Clamp(metadata.Integer(Key(Keys.RopeOriginalContext), 0)!.Value, 0, int.MaxValue),
            AttentionFactor = Float(Keys.RopeAttentionFactor, Float(Keys.RopeYarnAttentionFactor, 1)),
            ExtrapolationFactor = (float?)metadata.Number(Key(Keys.RopeExtrapolationFactor)),
            BetaFast = Float(Keys.RopeYarnBetaFast, 32),
            BetaSlow = Float(Keys.RopeYarnBetaSlow, 1),
        };
    }
}
