namespace Engine.Sampling;

/// <summary>
/// Divides the logits; at 0 only the best token is left, the lowest id of several. A dynamic temperature moves from temperature - range to
/// temperature + range with (entropy / ln(candidates))^exponent: where the model is sure, it is low.
/// </summary>
/// <remarks>Source of the dynamic temperature: kalomaze 2023, as llama.cpp has it (temp-ext).</remarks>
internal sealed class TemperaturePolicy(float temperature, float range, float exponent) : SamplingPolicy
{
    public static SamplingPolicyRow Row { get; } = new(
        "temperature",
        [
            new SamplingField<float>("temperature", ["--temperature", "--temp"], "Temperature",
                "Divides the logits; 0 takes the most probable token.",
                "0 or more", value => float.IsFinite(value) && value >= 0,
                options => options.Temperature, (options, value) => options with { Temperature = value }) { Off = "1" },
            new SamplingField<float>("dynatemp_range", ["--dynatemp-range"], "dynatemp_range",
                "The temperature moves this far up and down with the entropy; 0 is off.",
                "0 or more", value => float.IsFinite(value) && value >= 0,
                options => options.DynatempRange, (options, value) => options with { DynatempRange = value }) { Off = "0" },
            new SamplingField<float>("dynatemp_exponent", ["--dynatemp-exponent", "--dynatemp-exp"], "dynatemp_exponent",
                "How steeply the temperature follows the entropy.",
                "a positive number", value => float.IsFinite(value) && value > 0,
                options => options.DynatempExponent, (options, value) => options with { DynatempExponent = value }),
        ],
        options => options.Temperature != 1 || options.DynatempRange > 0,
        (options, _) => new TemperaturePolicy(options.Temperature, options.DynatempRange, options.DynatempExponent))
    { SamplerNames = ["temperature", "temp"] };

    public override void Apply(ref Candidates candidates)
    {
        float divisor = range > 0 ? Dynamic(ref candidates) : temperature;
        if (divisor > 0) candidates.Temperature = divisor;
        else candidates.KeepFirst(1);
    }

    private float Dynamic(ref Candidates candidates)
    {
        if (candidates.Count == 1) return 1;
        candidates.DrawByRank();
        float low = Math.Max(0, temperature - range), high = temperature + range;
        double share = Math.Clamp(candidates.MeanAndEntropy().Entropy / Math.Log(candidates.Count), 0, 1);
        return low + (high - low) * MathF.Pow((float)share, exponent);
    }
}
