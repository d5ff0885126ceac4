using System.Runtime.CompilerServices;

namespace Engine.Kernels.Simd;

/// <summary>Elementary functions on vectors.</summary>
internal static class VectorMath
{
    private const float Log2E = 1.44269504f;
    private const float Ln2Upper = 0.693145752f;      // ln 2 in two parts: the first has so few bits that its products are exact
    private const float Ln2Lower = 1.42860677e-6f;
    private const float Largest = 88.3f;
    private const float RoundingShift = 12582912 + 127;   // 1.5 * 2^23, and the bias of an exponent

    /// <summary>e^x within two units in the last place, up to e^88.3; 0 below about -87.7.</summary>
    /// <remarks>x = n ln 2 + r with |r| at most ln 2 / 2; e^r is its Taylor polynomial of degree 6, 2^n an exponent.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<S, V>(V x) where S : ISimd<V> where V : struct
    {
        // At -88 n is -127: the exponent of 0.
        x = S.Min(S.Max(x, S.RepeatFloat(-88f)), S.RepeatFloat(Largest));
        // Added to a number whose unit is 1, x log2 e is rounded to n; the lowest bits of the sum are then n plus the bias of an exponent.
        var shifted = S.MultiplyAdd(x, S.RepeatFloat(Log2E), S.RepeatFloat(RoundingShift));
        var n = S.Subtract(shifted, S.RepeatFloat(RoundingShift));
        var r = S.MultiplyAdd(n, S.RepeatFloat(-Ln2Upper), x);
        r = S.MultiplyAdd(n, S.RepeatFloat(-Ln2Lower), r);
        var p = S.MultiplyAdd(r, S.RepeatFloat(1f / 720), S.RepeatFloat(1f / 120));
        p = S.MultiplyAdd(p, r, S.RepeatFloat(1f / 24));
        p = S.MultiplyAdd(p, r, S.RepeatFloat(1f / 6));
        p = S.MultiplyAdd(p, r, S.RepeatFloat(0.5f));
        p = S.MultiplyAdd(p, r, S.RepeatFloat(1));
        p = S.MultiplyAdd(p, r, S.RepeatFloat(1));
        return S.Multiply(p, S.ShiftLeft(shifted, 23));
    }
}
