using System.Runtime.CompilerServices;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Layers;

internal static partial class Gelu
{
    // The tail P(Z > y) = e^(-y^2/2) R(y) for y >= 0. R falls from 1/2 like 1 / (y sqrt(2 pi)), and is nearly a polynomial in
    // u = (y - 3) / (y + 3): this one, a minimax fit up to y = 13.4, is within 7e-9 of it, relatively.
    private const float Center = 3;
    private const float Farthest = 13.4f;   // e^(-y^2/2) is 0 in single precision from 13.2 on

    /// <summary>x / 2 * (1 + tanh(u)) = x / (1 + e^(-2u)), with 2u = 2 sqrt(2 / pi) x (1 + 0.044715 x^2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Tanh<S, V>(V x) where S : ISimd<V> where V : struct
    {
        const float TwiceRootTwoOverPi = 1.59576912f;
        var one = S.RepeatFloat(1);
        var twiceU = S.Multiply(S.Multiply(x, S.RepeatFloat(TwiceRootTwoOverPi)), S.MultiplyAdd(S.Multiply(x, x), S.RepeatFloat(0.044715f), one));
        return S.Divide(x, S.Add(one, VectorMath.Exp<S, V>(S.Subtract(S.Zero, twiceU))));
    }

    /// <summary>x P(Z &lt;= x) = max(x, 0) - |x| P(Z > |x|): the second term is small where the first is not, so its error hardly counts.</summary>
    private readonly struct ExactFormula : IFormula
    {
        public static int Rows => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V a, V b, V c, V d, V s, V t) where S : ISimd<V> where V : struct
        {
            var y = S.Min(S.And(a, S.RepeatInt(int.MaxValue)), S.RepeatFloat(Farthest));
            var u = S.Divide(S.Subtract(y, S.RepeatFloat(Center)), S.Add(y, S.RepeatFloat(Center)));
            var r = S.MultiplyAdd(u, S.RepeatFloat(5.4157586e-05f), S.RepeatFloat(1.1604936e-04f));
            r = S.MultiplyAdd(r, u, S.RepeatFloat(-3.3991117e-04f));
            r = S.MultiplyAdd(r, u, S.RepeatFloat(-9.841912e-04f));
            r = S.MultiplyAdd(r, u, S.RepeatFloat(2.9047006e-03f));
            r = S.MultiplyAdd(r, u, S.RepeatFloat(6.132185e-03f));
            r = S.MultiplyAdd(r, u, S.RepeatFloat(-4.6213314e-02f));
            r = S.MultiplyAdd(r, u, S.RepeatFloat(1.2322502e-01f));
            r = S.MultiplyAdd(r, u, S.RepeatFloat(-2.0640261e-01f));
            r = S.MultiplyAdd(r, u, S.RepeatFloat(1.2151395e-01f));
            var tail = S.Multiply(VectorMath.Exp<S, V>(S.Multiply(S.Multiply(y, y), S.RepeatFloat(-0.5f))), r);
            return S.Subtract(S.Max(a, S.Zero), S.Multiply(y, tail));
        }
    }

    /// <summary><see cref="Tanh{S, V}"/>.</summary>
    private readonly struct TanhFormula : IFormula
    {
        public static int Rows => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V a, V b, V c, V d, V s, V t) where S : ISimd<V> where V : struct => Tanh<S, V>(a);
    }
}
