using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Engine.Kernels.Simd;

/// <summary>Half-precision numbers in vectors. .NET converts them one by one, with a call; shifting the bits and rescaling the exponent is exact for all finite ones.</summary>
internal static unsafe class HalfVector
{
    /// <summary>2^-14: the least normal half.</summary>
    private const float LeastNormal = 6.103515625e-05f;

    // The bits of a single that a shifted half's exponent and fraction fill.
    private const int ExponentFraction = 0x0FFFE000;

    /// <summary>As many halves as there are lanes, as singles.</summary>
    /// <remarks>
    /// Never through a subnormal single, which costs a hundred cycles: with the exponent's bias corrected first, a normal half is right, and a subnormal
    /// one, f instead of 2 f - 2^-14, is the greater of the two.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<S, V>(ushort* halves) where S : ISimd<V> where V : struct
    {
        var bits = S.WidenSigned16((short*)halves);
        return WithSign<S, V>(S.And(S.ShiftLeft(bits, 13), S.RepeatInt(ExponentFraction)), bits);
    }

    /// <summary>Halves in the upper parts of lanes, as singles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V FromUpper<S, V>(V lanes) where S : ISimd<V> where V : struct => WithSign<S, V>(S.And(S.ShiftRight(lanes, 3), S.RepeatInt(ExponentFraction)), lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V WithSign<S, V>(V magnitude, V sign) where S : ISimd<V> where V : struct
    {
        magnitude = S.AddInt(magnitude, S.RepeatInt(112 << 23));
        magnitude = S.Min(magnitude, S.MultiplyAdd(magnitude, S.RepeatFloat(2), S.RepeatFloat(-LeastNormal)));
        return S.Or(magnitude, S.And(sign, S.RepeatInt(int.MinValue)));
    }

    /// <summary>One half as a single.</summary>
    /// <remarks>The way of <see cref="Load"/>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Scalar(ushort half)
    {
        float magnitude = BitConverter.Int32BitsToSingle(((half & 0x7FFF) << 13) + (112 << 23));
        magnitude = float.MinNative(magnitude, magnitude + (magnitude - LeastNormal));
        return BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(magnitude) | (half & 0x8000) << 16);
    }

    /// <summary>Four halves as singles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Four(ushort a, ushort b, ushort c, ushort d) => Four(Vector128.Create(a | (uint)b << 16, c | (uint)d << 16, 0, 0).AsUInt16());

    /// <summary>The lower four of eight halves as singles, the way of <see cref="Load"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Four(Vector128<ushort> halves)
    {
        var bits = Vector128.WidenLower(halves.AsInt16());
        var magnitude = ((bits << 13 & Vector128.Create(ExponentFraction)) + Vector128.Create(112 << 23)).AsSingle();
        magnitude = Vector128.MinNative(magnitude, Vector128.MultiplyAddEstimate(magnitude, Vector128.Create(2f), Vector128.Create(-LeastNormal)));
        return magnitude | (bits & Vector128.Create(int.MinValue)).AsSingle();
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
