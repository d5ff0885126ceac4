using System.Diagnostics;
using System.Numerics;
using System.Text;
using Engine.Sampling;

namespace Engine.Comparison;

/// <summary>What surrounds the forward pass, timed apart from it, and what memory allows.</summary>
/// <param name="SamplingMicroseconds">Microseconds of one draw by the default chain over a whole vocabulary; 0 for a model that does not generate.</param>
/// <param name="TokenizedBytesPerSecond">Bytes of English text turned into ids per second, by one thread.</param>
public sealed record PartSpeeds(double SamplingMicroseconds, double TokenizedBytesPerSecond)
{
    private const int Draws = 200, Sentences = 2000, Rounds = 3;

    /// <summary>Measures the parts of <paramref name="model"/>; the best of a few short rounds.</summary>
    public static PartSpeeds Measure(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, Sentences).Select(i => $"The {i}th sentence says that attention is what a model pays to its past. ")));
        double sampling = 0, bytes = 0;
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            model.Tokenizer.Encode(text);
            bytes = Math.Max(bytes, text.Length / Stopwatch.GetElapsedTime(start).TotalSeconds);
            if (!model.Info.CanGenerate) continue;
            double drawing = Draw(model.Info.VocabSize);
            sampling = sampling == 0 ? drawing : Math.Min(sampling, drawing);
        }
        return new PartSpeeds(sampling, bytes);
    }

    private static double Draw(int vocabSize)
    {
        var random = new Random(1);
        float[] logits = [.. Enumerable.Range(0, vocabSize).Select(_ => (float)(random.NextDouble() * 16 - 8))], row = new float[vocabSize];
        var chain = new SamplerChain(new SamplingOptions { Seed = 1 }, vocabSize);
        long spent = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            logits.CopyTo(row, 0);
            long start = Stopwatch.GetTimestamp();
            chain.Accept(chain.Sample(row));
            spent += Stopwatch.GetTimestamp() - start;
        }
        return 1e6 * spent / Stopwatch.Frequency / Draws;
    }
}

/// <summary>How fast memory is read: the roof of a decode, which reads every weight once per token.</summary>
public static class MemoryRate
{
    private const int Bytes = 256 << 20;   // beyond any cache
    private const int Rounds = 3;

    /// <summary>Bytes per second that <paramref name="threads"/> threads read together; the best of a few rounds.</summary>
    public static double Measure(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        long[][] parts = [.. Enumerable.Range(0, threads).Select(_ => new long[Bytes / threads / sizeof(long)])];
        foreach (long[] part in parts) Array.Fill(part, 1);   // memory nobody has written to is one page of zeros
        double best = 0;
        long sum = 0;
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            var readers = Array.ConvertAll(parts, part => new Thread(() => Interlocked.Add(ref sum, Sum(part))));
            foreach (var reader in readers) reader.Start();
            foreach (var reader in readers) reader.Join();
            best = Math.Max(best, Bytes / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        Debug.Assert(sum > 0, "what is read must be used");
        return best;
    }

    private static long Sum(long[] values)
    {
        Vector<long> a = default, b = default, c = default, d = default;
        int width = Vector<long>.Count, i = 0;
        // Four chains, so that reading is what one waits for.
        for (; i + 4 * width <= values.Length; i += 4 * width)
        {
            a += new Vector<long>(values, i);
            b += new Vector<long>(values, i + width);
            c += new Vector<long>(values, i + 2 * width);
            d += new Vector<long>(values, i + 3 * width);
        }
        return Vector.Sum(a + b + c + d);
    }
}
