using Engine.Native;

namespace Engine.Tests.Oracles;

/// <summary>Perplexity as a program that calls llama.cpp and nothing of ours computes it: each chunk as one batch, all its logits at once, single precision.</summary>
internal static class LlamaPerplexity
{
    /// <summary>The perplexity of <paramref name="ids"/> in chunks of <paramref name="length"/>, the first token of each being <paramref name="bos"/>, and its error.</summary>
    public static (double Value, double Error) Measure(string path, int[] ids, int bos, int length, int chunks)
    {
        using var model = NativeModel.Load(LlamaLibrary.Load(null), path, new NativeModelOptions(), null, TestContext.Current.CancellationToken);
        using var context = NativeContext.Create(model, new NativeContextOptions { ContextLength = length, BatchSize = length, Threads = 1, PoolingType = 0, UseGpu = false });
        double sum = 0, squares = 0;
        int count = 0, first = length / 2;
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            context.Remove(0, -1, -1);
            var batch = context.NewBatch();
            for (int i = 0; i < length; i++) batch.Add(i == 0 ? bos : ids[chunk * length + i], i, 0, i >= first);
            Assert.Equal(DecodeStatus.Done, context.Decode(TestContext.Current.CancellationToken));
            for (int i = first; i < length - 1; i++, count++)
            {
                double loss = Loss(context.Logits(i), ids[chunk * length + i + 1]);
                sum += loss;
                squares += loss * loss;
            }
        }
        double mean = sum / count, value = Math.Exp(mean);
        return (value, value * Math.Sqrt((squares / count - mean * mean) / (count - 1)));
    }

    private static double Loss(ReadOnlySpan<float> logits, int token)
    {
        float largest = float.NegativeInfinity;
        foreach (float logit in logits) largest = MathF.Max(largest, logit);
        double sum = 0;
        foreach (float logit in logits) sum += MathF.Exp(logit - largest);
        return Math.Log(sum) + largest - logits[token];
    }
}
