namespace Engine.Tests.Sampling;

/// <summary>Rows of logits that samplers must get right: like a model's, tied, and hostile.</summary>
internal static class LogitRows
{
    public static IReadOnlyDictionary<string, Func<int, float[]>> All { get; } = new Dictionary<string, Func<int, float[]>>
    {
        ["model"] = length => Model(length, 1),
        ["all equal"] = length => Fill(length, _ => 1),
        ["two values"] = length => Fill(length, i => i % 3 == 0 ? 2 : -2),
        ["few values"] = length => Roll(length, random => random.Next(5)),
        ["rising"] = length => Fill(length, i => i * 0.001f),
        ["falling"] = length => Fill(length, i => -i * 0.001f),
        ["one spike"] = length => Fill(length, i => i == length / 2 ? 50 : 0),
        ["flat"] = length => Roll(length, random => random.NextSingle() * 0.01f),
        ["wide"] = length => Roll(length, random => (random.NextSingle() - 0.5f) * 2e6f),
        ["mostly impossible"] = length => Fill(length, i => i % 7 == 3 || i == length - 1 ? i % 11 : float.NegativeInfinity),
        ["zeros of both signs"] = length => Fill(length, i => i % 2 == 0 ? 0f : -0f),
        ["tiny"] = length => Roll(length, random => random.Next(-100, 100) * float.Epsilon),
    };

    /// <summary>Normal logits with 60 peaks: the shape of a language model's row.</summary>
    public static float[] Model(int length, int seed)
    {
        var random = new Random(seed);
        float[] row = Fill(length, _ => (float)(2.2 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())));
        for (int peak = 0; peak < 60; peak++) row[random.Next(length)] += 6 + 4 * random.NextSingle();
        return row;
    }

    private static float[] Fill(int length, Func<int, float> value) => [.. Enumerable.Range(0, length).Select(value)];

    private static float[] Roll(int length, Func<Random, float> value)
    {
        var random = new Random(length);
        return Fill(length, _ => value(random));
    }
}
