namespace Engine.Sampling;

/// <summary>Divides the logits; at 0 only the best token is left, the lowest id of several.</summary>
internal sealed class TemperaturePolicy(float temperature) : SamplingPolicy
{
    public static SamplingPolicyRow Row { get; } = new(
        "temperature",
        [
            new SamplingField<float>("temperature", ["--temperature", "--temp"], "Temperature",
                "Divides the logits; 0 takes the most probable token.",
                "0 or more", value => float.IsFinite(value) && value >= 0,
                options => options.Temperature, (options, value) => options with { Temperature = value }),
        ],
        options => new TemperaturePolicy(options.Temperature));

    public override void Apply(ref Candidates candidates)
    {
        if (temperature > 0) candidates.Temperature = temperature;
        else candidates.KeepFirst(1);
    }
}
