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
    public IReadOnlyDictionary<int, float> LogitBias { get; init; } = new Dictionary<int, float>();

    /// <summary>Seed of the random numbers; null takes one from the system.</summary>
    public ulong? Seed { get; init; }
}
