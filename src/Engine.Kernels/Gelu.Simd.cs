using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Engine.Kernels;

internal static partial class Gelu
{
    // The tail P(Z > y) = e^(-y^2/2) R(y) for y >= 0. R falls from 1/2 like 1 / (y sqrt(2 pi)), and is nearly a polynomial in
    // t = (y - 3) / (y + 3): this one, a minimax fit up to y = 13.4, is within 7e-9 of it, relatively.
    private const float Center = 3;
    private const float Farthest = 13.4f;   // e^(-y^2/2) is 0 in single precision from 13.2 on

    /// <summary>The fast variant of <see cref="Exact(ReadOnlySpan{float}, Span{float})"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void SimdExact(ReadOnlySpan<float> x, Span<float> destination)
    {
        Shapes.RequireEqual(x.Length, destination.Length, nameof(destination));
        fixed (float* source = x, target = destination)
        {
            int i = 0;
            for (; i + 16 <= x.Length; i += 16) Exact(Vector512.Load(source + i)).Store(target + i);
            if (i < x.Length) VectorMath.StoreFirst(Exact(VectorMath.LoadFirst(source + i, x.Length - i)), target + i, x.Length - i);
        }
    }

    /// <summary>The fast variant of <see cref="Tanh(ReadOnlySpan{float}, Span{float})"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void SimdTanh(ReadOnlySpan<float> x, Span<float> destination)
    {
        Shapes.RequireEqual(x.Length, destination.Length, nameof(destination));
        fixed (float* source = x, target = destination)
        {
            int i = 0;
            for (; i + 16 <= x.Length; i += 16) Tanh(Vector512.Load(source + i)).Store(target + i);
            if (i < x.Length) VectorMath.StoreFirst(Tanh(VectorMath.LoadFirst(source + i, x.Length - i)), target + i, x.Length - i);
        }
    }

    /// <summary>x P(Z &lt;= x) = max(x, 0) - |x| P(Z > |x|): the second term is small where the first is not, so its error hardly counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Exact(Vector512<float> x)
    {
        var y = Vector512.Min(Vector512.Abs(x), Vector512.Create(Farthest));
        var t = (y - Vector512.Create(Center)) / (y + Vector512.Create(Center));
        var r = Vector512.FusedMultiplyAdd(t, Vector512.Create(5.4157586e-05f), Vector512.Create(1.1604936e-04f));
        r = Vector512.FusedMultiplyAdd(r, t, Vector512.Create(-3.3991117e-04f));
        r = Vector512.FusedMultiplyAdd(r, t, Vector512.Create(-9.841912e-04f));
        r = Vector512.FusedMultiplyAdd(r, t, Vector512.Create(2.9047006e-03f));
        r = Vector512.FusedMultiplyAdd(r, t, Vector512.Create(6.132185e-03f));
        r = Vector512.FusedMultiplyAdd(r, t, Vector512.Create(-4.6213314e-02f));
        r = Vector512.FusedMultiplyAdd(r, t, Vector512.Create(1.2322502e-01f));
        r = Vector512.FusedMultiplyAdd(r, t, Vector512.Create(-2.0640261e-01f));
        r = Vector512.FusedMultiplyAdd(r, t, Vector512.Create(1.2151395e-01f));
        return Vector512.Max(x, Vector512<float>.Zero) - y * (VectorMath.Exp(y * y * Vector512.Create(-0.5f)) * r);
    }

    /// <summary>x / 2 * (1 + tanh(u)) = x / (1 + e^(-2u)), with 2u = 2 sqrt(2 / pi) x (1 + 0.044715 x^2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Tanh(Vector512<float> x)
    {
        const float TwiceRootTwoOverPi = 1.59576912f;
        var twiceU = x * Vector512.Create(TwiceRootTwoOverPi) * Vector512.FusedMultiplyAdd(x * x, Vector512.Create(0.044715f), Vector512<float>.One);
        return x / (Vector512<float>.One + VectorMath.Exp(-twiceU));
    }
}
