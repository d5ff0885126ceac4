using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Engine.Kernels;

/// <summary>Half-precision numbers in vectors. .NET converts them one by one, with a call; shifting the bits and rescaling the exponent is exact for all finite ones.</summary>
internal static unsafe class HalfVector
{
    /// <summary>2^112: what a half whose bits were shifted into place must be multiplied by.</summary>
    public const float BiasDifference = 5.192296858534828e33f;

    /// <summary>The bits of a single that a shifted half fills.</summary>
    public const int SignExponentFraction = unchecked((int)0x8FFFE000);

    /// <summary>16 halves as singles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(ushort* halves) =>
        (((Widen(halves) << 16) >> 3) & Vector512.Create(SignExponentFraction)).AsSingle() * Vector512.Create(BiasDifference);

    /// <summary>One half as a single.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Scalar(ushort half) =>
        BitConverter.Int32BitsToSingle(((half << 16) >> 3) & SignExponentFraction) * BiasDifference;

    /// <summary>16 unsigned shorts as integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Widen(ushort* values)
    {
        if (Avx512F.IsSupported) return Avx512F.ConvertToVector512Int32(Vector256.Load(values));
        var (lower, upper) = Vector256.Widen(Vector256.Load(values));
        return Vector512.Create(lower, upper).AsInt32();
    }

    /// <summary>Rounds 16 singles to halves, to nearest, ties to even; beyond the largest half, infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> values, ushort* halves)
    {
        var bits = values.AsUInt32();
        var sign = (bits >> 16) & Vector512.Create(0x8000u);
        var magnitude = bits & Vector512.Create(0x7FFF_FFFFu);

        // Normal halves: add half a unit (or less, to tie to even), drop 13 bits, correct the exponent.
        var odd = (magnitude >> 13) & Vector512<uint>.One;
        var normal = ((magnitude + Vector512.Create(0xFFFu) + odd) >> 13) - Vector512.Create(112u << 10);
        // Subnormal ones: the unit of 0.5 is the unit of a subnormal half, so an addition rounds.
        var half = Vector512.Create(0.5f);
        var subnormal = (magnitude.AsSingle() + half).AsUInt32() - half.AsUInt32();

        var result = Vector512.ConditionalSelect(Vector512.LessThan(magnitude, Vector512.Create(113u << 23)), subnormal, normal);
        result = Vector512.Min(result, Vector512.Create(0x7C00u)) | sign;
        if (Avx512F.IsSupported) Avx512F.ConvertToVector256UInt16(result).Store(halves);
        else Vector256.Narrow(result.GetLower(), result.GetUpper()).Store(halves);
    }
}
