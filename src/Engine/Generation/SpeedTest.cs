using System.Diagnostics;
using Engine.Kernels.Attention;

namespace Engine;

/// <summary>A run whose time is measured: random tokens, no sampling, no text. Source: llama.cpp's llama-bench.</summary>
/// <remarks>A text encoder turns texts into vectors instead, as many as there are sequences, each of that many prompt tokens; it has nothing to generate, and no cache.</remarks>
/// <param name="PromptTokens">Tokens run in batches, as a prompt is (pp).</param>
/// <param name="GeneratedTokens">Tokens run one by one after them, as generated ones are (tg).</param>
/// <param name="Depth">Tokens that are in the cache already, not measured.</param>
/// <param name="Sequences">Sequences that do all that; their generated tokens run together, one of each at a time.</param>
public sealed record SpeedTest(int PromptTokens, int GeneratedTokens, int Depth = 0, int Sequences = 1)
{
    // Any will do, as long as every backend gets the same.
    private const int Seed = 20240817;

    /// <summary>Tokens of context it takes; a cache may give a sequence whole blocks only.</summary>
    public int Length => Sequences * ((SequenceLength + KvBlocks.BlockTokens - 1) / KvBlocks.BlockTokens * KvBlocks.BlockTokens);

    /// <summary>Tokens that are measured.</summary>
    public int MeasuredTokens => Sequences * (PromptTokens + GeneratedTokens);

    private int SequenceLength => Depth + PromptTokens + GeneratedTokens;

    internal static void Check(SpeedTest test, bool encodes)
    {
        if (encodes && (test.GeneratedTokens != 0 || test.Depth != 0))
            throw new ArgumentException($"a speed test of {test.GeneratedTokens} generated tokens at depth {test.Depth}; a text encoder has neither", nameof(test));
        if (test.Sequences < 1) throw new ArgumentException($"a speed test of {test.Sequences} sequences; at least one was expected", nameof(test));
        if (test.PromptTokens < 0 || test.GeneratedTokens < 0 || test.Depth < 0 || test.PromptTokens + test.GeneratedTokens == 0)
            throw new ArgumentException($"a speed test of {test.PromptTokens} prompt tokens, {test.GeneratedTokens} generated ones and depth {test.Depth}; none below 0 and some to measure were expected", nameof(test));
    }

    /// <summary>Runs it with an encoder, on the model's thread.</summary>
    internal TimeSpan Run(Backends.TextEncoder encoder, int vocabSize, CancellationToken cancellationToken)
    {
        var random = new Random(Seed);
        int[][] texts = [.. Enumerable.Range(0, Sequences).Select(_ => Text(random, vocabSize, bos: -1))];
        long start = Stopwatch.GetTimestamp();
        encoder.Encode(texts, Pooling.Model, cancellationToken);
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Runs it on the model's thread, nothing of it cached before or after.</summary>
    internal TimeSpan Run(Generation.ModelRunner runner, int bos, CancellationToken cancellationToken)
    {
        var random = new Random(Seed);
        int[][] texts = [.. Enumerable.Range(0, Sequences).Select(_ => Text(random, runner.Pass.VocabSize, bos))];
        int[] sequences = new int[Sequences], tokens = new int[Sequences];
        int taken = 0;
        try
        {
            for (; taken < Sequences; taken++) sequences[taken] = runner.Cache.Take([], reuseDecoded: false, SequenceLength);
            if (Depth > 0)
                for (int i = 0; i < Sequences; i++) runner.Prefill(sequences[i], texts[i].AsSpan(0, Depth), cancellationToken);
            long start = Stopwatch.GetTimestamp();
            int end = Depth + PromptTokens;
            if (PromptTokens > 0)
                for (int i = 0; i < Sequences; i++) runner.Prefill(sequences[i], texts[i].AsSpan(0, end), cancellationToken);
            for (; end < SequenceLength; end++)
            {
                for (int i = 0; i < Sequences; i++) tokens[i] = texts[i][end];
                runner.Decode(sequences, tokens, cancellationToken);
            }
            return Stopwatch.GetElapsedTime(start);
        }
        finally
        {
            foreach (int sequence in sequences.AsSpan(0, taken)) runner.Cache.Free(sequence);
        }
    }

    private int[] Text(Random random, int vocabSize, int bos)
    {
        int[] tokens = new int[SequenceLength];
        for (int i = 0; i < tokens.Length; i++) tokens[i] = random.Next(vocabSize);
        if (bos >= 0) tokens[0] = bos;
        return tokens;
    }
}
