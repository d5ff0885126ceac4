using System.Runtime.CompilerServices;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Quantization;

/// <summary>The number whose multiples are to stand for the numbers that the sub-blocks of a block want.</summary>
internal static unsafe class BlockScale
{
    private const int Tried = 32;
    private const float Step = 0.25f;   // of an integer, from one that is tried to the next

    /// <summary>Of scales that put the largest of <paramref name="numbers"/> at about the integer <paramref name="end"/> the one whose multiples cost least.</summary>
    /// <param name="numbers">What is wanted, (count).</param>
    /// <param name="costs">What the square of a deviation costs, (count).</param>
    /// <param name="count">Sub-blocks.</param>
    /// <param name="least">The least integer that a scale can be multiplied by.</param>
    /// <param name="greatest">The greatest.</param>
    /// <param name="end">One of these.</param>
    /// <remarks>Lanes are scales that are tried.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Find<S, V>(float* numbers, float* costs, int count, int least, int greatest, int end) where S : ISimd<V> where V : struct
    {
        float extreme = 0;
        for (int j = 0; j < count; j++)
            if (MathF.Abs(numbers[j]) > MathF.Abs(extreme)) extreme = numbers[j];

        // The integer itself comes first, since it is exact where all want the same; half of one beyond it comes next.
        float* tried = stackalloc float[Tried], errors = stackalloc float[Tried];
        tried[0] = extreme / end;
        float beyond = end + MathF.Sign(end) * 0.5f;
        for (int i = 1; i < Tried; i++) tried[i] = extreme / (beyond - MathF.Sign(end) * Step * (i - 1));
        for (int at = 0; at < Tried; at += S.Bytes / sizeof(float))
        {
            V scale = S.Load(tried + at), inverse = SideBySide.Inverse<S, V>(scale), error = S.Zero;
            for (int j = 0; j < count; j++)
            {
                var number = S.RepeatFloat(numbers[j]);
                var deviation = S.Subtract(number, S.Multiply(scale, Levels.Round<S, V>(S.Multiply(number, inverse), least, greatest)));
                error = S.Add(error, S.Multiply(S.RepeatFloat(costs[j]), S.Multiply(deviation, deviation)));
            }
            S.Store(error, errors + at);
        }
        int best = 0;
        for (int i = 1; i < Tried; i++)
            if (errors[i] < errors[best]) best = i;
        return tried[best];
    }
}
