using System.Diagnostics;

namespace Engine;

/// <summary>A run whose time is measured: random tokens, no sampling, no text. Source: llama.cpp's llama-bench.</summary>
/// <param name="PromptTokens">Tokens run in batches, as a prompt is (pp).</param>
/// <param name="GeneratedTokens">Tokens run one by one after them, as generated ones are (tg).</param>
/// <param name="Depth">Tokens that are in the cache already, not measured.</param>
public sealed record SpeedTest(int PromptTokens, int GeneratedTokens, int Depth = 0)
{
    // Any will do, as long as every backend gets the same.
    private const int Seed = 20240817;

    /// <summary>Tokens of context it takes.</summary>
    public int Length => Depth + PromptTokens + GeneratedTokens;

    internal static void Check(SpeedTest test)
    {
        if (test.PromptTokens < 0 || test.GeneratedTokens < 0 || test.Depth < 0 || test.PromptTokens + test.GeneratedTokens == 0)
            throw new ArgumentException($"a speed test of {test.PromptTokens} prompt tokens, {test.GeneratedTokens} generated ones and depth {test.Depth}; none below 0 and some to measure were expected", nameof(test));
    }

    /// <summary>Runs it on the model's thread, nothing of it cached before or after.</summary>
    internal TimeSpan Run(Generation.ModelRunner runner, int bos, CancellationToken cancellationToken)
    {
        var random = new Random(Seed);
        int[] tokens = new int[Length];
        for (int i = 0; i < tokens.Length; i++) tokens[i] = random.Next(runner.Pass.VocabSize);
        if (bos >= 0) tokens[0] = bos;

        int sequence = runner.Cache.Take([], Length);
        try
        {
            if (Depth > 0) runner.Feed.Prefill(sequence, tokens.AsSpan(0, Depth), cancellationToken);
            long start = Stopwatch.GetTimestamp();
            int end = Depth + PromptTokens;
            if (PromptTokens > 0) runner.Feed.Prefill(sequence, tokens.AsSpan(0, end), cancellationToken);
            while (end < Length) runner.Feed.Decode(sequence, tokens[end++], cancellationToken);
            return Stopwatch.GetElapsedTime(start);
        }
        finally
        {
            runner.Cache.Free(sequence);
        }
    }
}
