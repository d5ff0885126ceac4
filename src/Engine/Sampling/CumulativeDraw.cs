using Engine.Kernels.Selection;

namespace Engine.Sampling;

/// <summary>Draws from logits in the order in which they lie: weights are summed by blocks, and only one block is walked through.</summary>
internal static class CumulativeDraw
{
    private const int Block = 512;

    /// <summary>How many sums <see cref="At"/> needs room for.</summary>
    public static int BlockCount(int count) => (count + Block - 1) / Block;

    /// <summary>The candidate at <paramref name="random"/> of the cumulative probability, and the sum of all weights.</summary>
    public static (int Index, double Total) At(double random, ReadOnlySpan<float> logits, float best, float temperature, Span<float> weights, Span<double> sums)
    {
        double total = 0;
        for (int start = 0, block = 0; start < logits.Length; start += Block, block++)
        {
            int length = Math.Min(Block, logits.Length - start);
            sums[block] = SumExp.Forward(logits.Slice(start, length), best, temperature, weights[start..]);
            total += sums[block];
        }

        double target = random * total, sum = 0;
        int first = 0;
        for (int block = 0; first + Block < logits.Length && sum + sums[block] <= target; block++, first += Block) sum += sums[block];
        int last = -1;
        for (int i = first; i < logits.Length; i++)
        {
            if (weights[i] == 0) continue;
            sum += weights[i];
            last = i;
            if (sum > target) break;
        }
        // Rounding may lead past the last block that weighs anything.
        for (int i = first - 1; last < 0; i--)
            if (weights[i] != 0) last = i;
        return (last, total);
    }
}
