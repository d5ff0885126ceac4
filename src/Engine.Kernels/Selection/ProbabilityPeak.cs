using System.Runtime.CompilerServices;
using Engine.Kernels.Layers;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Selection;

/// <summary>logit = 5 - 10 d^2 / (1 + d) with d = |p - target| / 0.3: highest where a probability is the target. Negative infinity stays.</summary>
/// <remarks>Source: llama.cpp's sampler adaptive-p, whose author describes it in "Adaptive-P" (MrJackSpade/adaptive-p-docs).</remarks>
internal static class ProbabilityPeak
{
    private const float Width = 0.3f, Peak = 5, Sharpness = 10;

    /// <summary>Replaces <paramref name="logits"/> by those of the peak around <paramref name="target"/>.</summary>
    /// <param name="probabilities">The probabilities of the logits.</param>
    /// <param name="target">The probability that becomes the most probable.</param>
    /// <param name="logits">As many as there are probabilities.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Apply(ReadOnlySpan<float> probabilities, float target, Span<float> logits) =>
        Elementwise.Map<Formula>(new(probabilities, logits) { S = target }, logits);

    /// <summary>The peak of the probabilities a around s; b where that is negative infinity.</summary>
    private readonly struct Formula : IFormula
    {
        public static int Rows => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V a, V b, V c, V d, V s, V t) where S : ISimd<V> where V : struct
        {
            V distance = S.And(S.Multiply(S.Subtract(a, s), S.RepeatFloat(1 / Width)), S.RepeatInt(int.MaxValue));
            V fall = S.Divide(S.Multiply(S.Multiply(distance, distance), S.RepeatFloat(Sharpness)), S.Add(distance, S.RepeatFloat(1)));
            return S.Select(S.Greater(b, S.RepeatFloat(float.NegativeInfinity)), S.Subtract(S.RepeatFloat(Peak), fall), b);
        }
    }
}
