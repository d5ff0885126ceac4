using System.Runtime.CompilerServices;
using Engine.Kernels.Simd;

namespace Engine.Kernels;

/// <summary>Half-precision numbers in vectors. .NET converts them one by one, with a call; shifting the bits and rescaling the exponent is exact for all finite ones.</summary>
internal static unsafe class HalfVector
{
    /// <summary>2^112: what a half whose bits were shifted into place must be multiplied by.</summary>
    public const float BiasDifference = 5.192296858534828e33f;

    /// <summary>2^-14: the least normal half.</summary>
    private const float LeastNormal = 6.103515625e-05f;

    /// <summary>The bits of a single that a shifted half fills.</summary>
    public const int SignExponentFraction = unchecked((int)0x8FFFE000);

    /// <summary>As many halves as there are lanes, as singles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<S, V>(ushort* halves) where S : ISimd<V> where V : struct
    {
        // Widened with its sign, a half has copies of the sign bit where the upper exponent bits of a single are; the mask takes them away.
        var bits = S.And(S.ShiftLeft(S.WidenSigned16((short*)halves), 13), S.RepeatInt(SignExponentFraction));
        return S.Multiply(bits, S.RepeatFloat(BiasDifference));
    }

    /// <summary>One half as a single; the quicker of the two where subnormal ones are rare.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MostlyNormal(ushort half) => (half & 0x7C00) == 0
        ? Scalar(half)
        : BitConverter.Int32BitsToSingle(((half << 16) >> 3) & SignExponentFraction) * BiasDifference;

    /// <summary>One half as a single.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Scalar(ushort half)
    {
        // Never through a subnormal single, which costs a hundred cycles: of a subnormal half, as scales of K-quants often are, the fraction is put
        // behind a one and the one taken away.
        int magnitude = half & 0x7FFF, isSubnormal = magnitude < 0x400 ? 1 : 0;
        float value = BitConverter.Int32BitsToSingle((magnitude << 13) + ((112 + isSubnormal) << 23)) - isSubnormal * LeastNormal;
        return BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(value) | (half & 0x8000) << 16);
    }

    /// <summary>Rounds singles to halves, to nearest, ties to even; beyond the largest half, infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<S, V>(V values, ushort* halves) where S : ISimd<V> where V : struct
    {
        var sign = S.And(S.ShiftRight(values, 16), S.RepeatInt(0x8000));
        var magnitude = S.And(values, S.RepeatInt(0x7FFF_FFFF));

        // Normal halves: add half a unit (or less, to tie to even), drop 13 bits, correct the exponent.
        var odd = S.And(S.ShiftRight(magnitude, 13), S.RepeatInt(1));
        var normal = S.SubtractInt(S.ShiftRight(S.AddInt(S.AddInt(magnitude, S.RepeatInt(0xFFF)), odd), 13), S.RepeatInt(112 << 10));
        // Subnormal ones: the unit of 0.5 is the unit of a subnormal half, so an addition rounds.
        var half = S.RepeatFloat(0.5f);
        var subnormal = S.SubtractInt(S.Add(magnitude, half), half);

        var result = S.Select(S.GreaterInt(S.RepeatInt(113 << 23), magnitude), subnormal, normal);
        var infinity = S.RepeatInt(0x7C00);
        result = S.Select(S.GreaterInt(result, infinity), infinity, result);
        S.NarrowTo16(S.Or(result, sign), halves);
    }
}
