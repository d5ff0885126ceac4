using System.Runtime.CompilerServices;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Quantization;

/// <summary>
/// Sixteen sub-blocks, one per lane: row i holds element i of each. What is searched for a sub-block is then searched for sixteen at once, without a sum
/// across lanes, so that the result is the same on registers of every width.
/// </summary>
internal readonly unsafe struct SideBySide
{
    public const int Lanes = 16;

    /// <summary>Elements of the longest sub-block.</summary>
    public const int MaxLength = 32;

    /// <summary>Floats it takes.</summary>
    public const int Floats = 2 * MaxLength * Lanes;

    /// <summary>What a sum must grow by to be larger in earnest. Where many scales fit alike, sub-blocks then agree on the first that is tried, instead of each following its roundings.</summary>
    public const float Notable = 1 + 1.5e-6f;

    // Where others count a million times as much, errors count this much: nothing is left to chance.
    private const float LeastWeight = 1e-6f;

    /// <summary>The values, (Length, Lanes).</summary>
    public readonly float* X;

    /// <summary>What a squared error costs, (Length, Lanes), 1 on average.</summary>
    public readonly float* W;

    /// <summary>Elements of a sub-block.</summary>
    public readonly int Length;

    public SideBySide(float* memory, int length)
    {
        X = memory;
        W = memory + MaxLength * Lanes;
        Length = length;
    }

    /// <summary>Puts <paramref name="count"/> sub-blocks side by side; the other lanes hold 0.</summary>
    /// <param name="values">(count, Length).</param>
    /// <param name="importance">(count, Length); null where all errors cost alike.</param>
    /// <param name="count">Sub-blocks, at most <see cref="Lanes"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill<S, V>(float* values, float* importance, int count) where S : ISimd<V> where V : struct
    {
        int elements = Length * Lanes;
        if (count < Lanes) new Span<float>(X, elements).Clear();
        Transposition<S, V>.Transpose(values, Length, count, Length, X, Lanes);
        double total = importance == null ? 0 : Total(importance, count * Length);
        if (!(total > 0 && double.IsFinite(total)))
        {
            new Span<float>(W, elements).Fill(1);
            return;
        }
        if (count < Lanes) new Span<float>(W, elements).Clear();
        Transposition<S, V>.Transpose(importance, Length, count, Length, W, Lanes);
        V factor = S.RepeatFloat((float)(count * Length / total)), least = S.RepeatFloat(LeastWeight);
        for (int i = 0; i < elements; i += S.Bytes / sizeof(float)) S.Store(S.Max(S.Multiply(S.Load(W + i), factor), least), W + i);
    }

    private static double Total(float* importance, int count)
    {
        double total = 0;
        for (int i = 0; i < count; i++) total += importance[i];
        return total;
    }

    /// <summary>The nearest number that half precision has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ToHalf(float value) => (float)(Half)value;

    /// <summary>1 / x, and 0 where |x| is so small that half precision has 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Inverse<S, V>(V x) where S : ISimd<V> where V : struct
    {
        const float nothing = 1e-30f;
        var isSome = S.Greater(S.And(x, S.RepeatInt(int.MaxValue)), S.RepeatFloat(nothing));
        return S.And(S.Divide(S.RepeatFloat(1), x), isSome);
    }
}
