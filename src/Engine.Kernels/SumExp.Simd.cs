using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Engine.Kernels;

internal static partial class SumExp
{
    private static double ComputeSimd(ReadOnlySpan<float> logits, float max, float temperature, Span<float> weights)
    {
        ref float source = ref MemoryMarshal.GetReference(logits);
        ref float destination = ref MemoryMarshal.GetReference(weights);
        int lanes = Vector512<float>.Count;
        var maxes = Vector512.Create(max);
        var temperatures = Vector512.Create(temperature);
        // Floats are widened before they are added: 262144 float additions would lose four digits.
        var sums = Vector512<double>.Zero;
        int at = 0;
        for (; at <= logits.Length - lanes; at += lanes)
        {
            var weight = Vector512.Exp((Vector512.LoadUnsafe(ref source, (nuint)at) - maxes) / temperatures);
            weight.StoreUnsafe(ref destination, (nuint)at);
            sums += Vector512.WidenLower(weight) + Vector512.WidenUpper(weight);
        }
        double sum = Vector512.Sum(sums);
        for (; at < logits.Length; at++)
        {
            weights[at] = MathF.Exp((logits[at] - max) / temperature);
            sum += weights[at];
        }
        return sum;
    }
}
