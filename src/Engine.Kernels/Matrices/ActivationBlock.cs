using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Engine.Kernels.Matrices;

/// <summary>Rounds 32 activations to 8 bits with one scale, as Q8_0 does, except that the scale stays single precision.</summary>
internal static unsafe class ActivationBlock
{
    public const int Length = 32;

    /// <summary>Writes quants in [-127, 127] and returns the scale: x = scale * q within half a step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Quantize(float* x, sbyte* quants)
    {
        var (a, b) = (Vector512.Load(x), Vector512.Load(x + 16));
        float largest = VectorMath.Max(Vector512.Max(Vector512.Abs(a), Vector512.Abs(b)));
        var inverse = Vector512.Create(largest > 0 ? 127 / largest : 0);
        Narrow(Vector512.ConvertToInt32(Vector512.Round(a * inverse))).Store(quants);
        Narrow(Vector512.ConvertToInt32(Vector512.Round(b * inverse))).Store(quants + 16);
        return largest / 127;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> Narrow(Vector512<int> v)
    {
        var shorts = Vector256.Narrow(v.GetLower(), v.GetUpper());
        return Vector128.Narrow(shorts.GetLower(), shorts.GetUpper());
    }
}
