namespace Engine;

/// <summary>How the next token is chosen. The defaults are llama.cpp's.</summary>
public record SamplingOptions
{
    /// <summary>Divides the logits; 0 takes the most probable token.</summary>
    public float Temperature { get; init; } = 0.8f;

    /// <summary>Keeps the k most probable tokens; 0 keeps all.</summary>
    public int TopK { get; init; } = 40;

    /// <summary>Keeps the most probable tokens whose probabilities reach this sum; 1 keeps all. Source: Holtzman et al. 2020.</summary>
    public float TopP { get; init; } = 0.95f;

    /// <summary>Keeps tokens at least this fraction as probable as the best; 0 keeps all. Source: Nguyen et al. 2024.</summary>
    public float MinP { get; init; } = 0.05f;

    /// <summary>Divides positive and multiplies negative logits of recent tokens; 1 is off. Source: Keskar et al. 2019.</summary>
    public float RepetitionPenalty { get; init; } = 1;

    /// <summary>Subtracted once from the logit of each recent token; 0 is off.</summary>
    public float PresencePenalty { get; init; }

    /// <summary>Subtracted from the logit of each recent token for every occurrence; 0 is off.</summary>
    public float FrequencyPenalty { get; init; }

    /// <summary>How many past tokens the penalties look at; 0 is off, -1 for all.</summary>
    public int PenaltyWindow { get; init; } = 64;

    /// <summary>Added to the logits of these token ids; negative infinity bans one.</summary>
    public IReadOnlyDictionary<int, float> LogitBias { get; init => field = Items.Of(value); } = Items.Of<int, float>(new Dictionary<int, float>());

    /// <summary>These token ids never come.</summary>
    public IReadOnlyList<int> BannedTokens { get; init => field = Items.Of(value); } = Items.Of<int>([]);

    /// <summary>The generated text begins with these token ids, one after the other.</summary>
    public IReadOnlyList<int> ForcedTokens { get; init => field = Items.Of(value); } = Items.Of<int>([]);

    /// <summary>No sequence of this many tokens comes twice, the prompt's counted; 0 is off. Source: Paulus et al. 2018.</summary>
    public int NoRepeatNgramSize { get; init; }

    /// <summary>What DRY subtracts from a token that continues a repetition of <see cref="DryAllowedLength"/> tokens; 0 is off. Source: p-e-w 2024.</summary>
    public float DryMultiplier { get; init; }

    /// <summary>By how much DRY's penalty grows with every further token of the repetition.</summary>
    public float DryBase { get; init; } = 1.75f;

    /// <summary>The longest repetition that DRY does not mind.</summary>
    public int DryAllowedLength { get; init; } = 2;

    /// <summary>How many past tokens DRY looks at; 0 is off, -1 for all.</summary>
    public int DryPenaltyLastN { get; init; } = -1;

    /// <summary>Texts that a repetition does not reach across.</summary>
    public IReadOnlyList<string> DrySequenceBreakers { get; init => field = Items.Of(value); } = Items.Of<string>(["\n", ":", "\"", "*"]);

    /// <summary>Keeps tokens whose logit is at most this many standard deviations below the best; 0 or less keeps all. Source: Tang et al. 2024.</summary>
    public float TopNSigma { get; init; } = -1;

    /// <summary>Keeps the tokens whose surprise is nearest to what is expected, until their probabilities reach this sum; 1 keeps all. Source: Meister et al. 2023.</summary>
    public float TypicalP { get; init; } = 1;

    /// <summary>How often XTC drops the most probable tokens; 0 is off. Source: p-e-w 2024.</summary>
    public float XtcProbability { get; init; }

    /// <summary>Of the tokens at least this probable XTC keeps the least probable only; more than 0.5 is off.</summary>
    public float XtcThreshold { get; init; } = 0.1f;

    /// <summary>The temperature moves this far up and down with the entropy; 0 is off.</summary>
    public float DynatempRange { get; init; }

    /// <summary>How steeply the temperature follows the entropy: its share of the largest possible, to this power.</summary>
    public float DynatempExponent { get; init; } = 1;

    /// <summary>Keeps the surprise of the text near <see cref="MirostatTau"/>: 0 is off, 1 and 2 are the algorithm's versions. Source: Basu et al. 2021.</summary>
    public int Mirostat { get; init; }

    /// <summary>The surprise that mirostat aims at, in bits.</summary>
    public float MirostatTau { get; init; } = 5;

    /// <summary>How fast mirostat corrects itself.</summary>
    public float MirostatEta { get; init; } = 0.1f;

    /// <summary>Prefers tokens near this probability, so that those drawn have it on average; negative is off. Source: llama.cpp's sampler adaptive-p.</summary>
    public float AdaptiveTarget { get; init; } = -1;

    /// <summary>What share of the past adaptive-p remembers from token to token.</summary>
    public float AdaptiveDecay { get; init; } = 0.9f;

    /// <summary>
    /// The policies and their order, by llama.cpp's names; those not named are off. Null for llama.cpp's default:
    /// penalties, dry, top_n_sigma, top_k, typ_p, top_p, min_p, xtc, temperature.
    /// </summary>
    public IReadOnlyList<string>? Samplers { get; init => field = Items.Of(value); }

    /// <summary>Seed of the random numbers; null takes one from the system.</summary>
    public ulong? Seed { get; init; }
}
