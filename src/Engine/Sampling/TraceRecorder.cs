namespace Engine.Sampling;

/// <summary>Keeps what every policy leaves of a row, until the token is known whose way through them is told. It copies rows: for looking, not for speed.</summary>
internal sealed class TraceRecorder(int vocabSize)
{
    private const int Shown = 8;

    private readonly List<(string Policy, float[] Probabilities)> _stages = [];
    private readonly Stack<float[]> _unused = new();

    /// <summary>Starts a row.</summary>
    public void Begin(ref Candidates candidates)
    {
        foreach (var (_, probabilities) in _stages) _unused.Push(probabilities);
        _stages.Clear();
        Applied("", ref candidates);
    }

    /// <summary>Keeps what <paramref name="policy"/> left.</summary>
    public void Applied(string policy, ref Candidates candidates)
    {
        if (!_unused.TryPop(out float[]? probabilities)) probabilities = new float[vocabSize];
        Array.Clear(probabilities);
        double best = candidates.Best, temperature = candidates.Temperature, sum = 0;
        for (int i = 0; i < candidates.Count; i++) sum += Math.Exp((candidates.Logits[i] - best) / temperature);
        for (int i = 0; i < candidates.Count; i++)
            probabilities[candidates.Id(i)] = (float)(Math.Exp((candidates.Logits[i] - best) / temperature) / sum);
        _stages.Add((policy, probabilities));
    }

    /// <summary>The way of <paramref name="token"/> through the policies.</summary>
    public SamplerTrace Finish(int token)
    {
        float[] first = _stages[0].Probabilities;
        return new()
        {
            Token = token,
            Probability = first[token],
            Candidates = first.Count(probability => probability > 0),
            Top = Best(first),
            Steps = [.. _stages.Skip(1).Select((stage, i) => Step(stage.Policy, _stages[i].Probabilities, stage.Probabilities, token))],
        };
    }

    private static SamplerTraceStep Step(string policy, float[] before, float[] after, int token)
    {
        int[] removed = [.. Enumerable.Range(0, before.Length).Where(id => before[id] > 0 && after[id] == 0)];
        return new()
        {
            Policy = policy,
            Candidates = after.Count(probability => probability > 0),
            Probability = after[token],
            RemovedCount = removed.Length,
            RemovedProbability = removed.Sum(id => (double)before[id]),
            Removed = [.. removed.OrderByDescending(id => before[id]).ThenBy(id => id).Take(Shown).Select(id => new TokenProbability(id, before[id]))],
            Top = Best(after),
        };
    }

    private static TokenProbability[] Best(float[] probabilities) =>
        [.. Enumerable.Range(0, probabilities.Length).Where(id => probabilities[id] > 0).OrderByDescending(id => probabilities[id]).ThenBy(id => id).Take(Shown).Select(id => new TokenProbability(id, probabilities[id]))];
}
