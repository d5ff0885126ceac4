using System.Runtime.CompilerServices;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Quantization;

/// <summary>Levels in equal steps.</summary>
internal static class Levels
{
    /// <summary>The whole numbers nearest to <paramref name="x"/>, from <paramref name="least"/> to <paramref name="greatest"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Round<S, V>(V x, int least, int greatest) where S : ISimd<V> where V : struct =>
        S.Min(S.Max(S.Round(x), S.RepeatFloat(least)), S.RepeatFloat(greatest));

    /// <summary><paramref name="count"/> numbers in equal steps, both ends included.</summary>
    public static float[] Between(float first, float last, int count) => [.. Enumerable.Range(0, count).Select(i => first + (last - first) * i / (count - 1))];
}
