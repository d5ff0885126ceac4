using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Layers;

/// <summary>A function of the elements at one place of up to four rows, and of two numbers that are the same at all places, written once for registers of any width.</summary>
internal interface IFormula
{
    /// <summary>How many rows it reads: a; a and b; ...</summary>
    static abstract int Rows { get; }

    /// <summary>The function, lane by lane; rows it does not read are 0.</summary>
    static abstract V Apply<S, V>(V a, V b, V c, V d, V s, V t) where S : ISimd<V> where V : struct;
}

/// <summary>What an <see cref="IFormula"/> is a function of.</summary>
internal readonly ref struct Operands(ReadOnlySpan<float> a, ReadOnlySpan<float> b = default, ReadOnlySpan<float> c = default, ReadOnlySpan<float> d = default)
{
    public ReadOnlySpan<float> A { get; } = a;

    public ReadOnlySpan<float> B { get; } = b;

    public ReadOnlySpan<float> C { get; } = c;

    public ReadOnlySpan<float> D { get; } = d;

    public float S { get; init; }

    public float T { get; init; }
}

/// <summary>The loops that all kernels over rows share: a formula at each place, and the sum of a formula over all places.</summary>
internal static unsafe class Elementwise
{
    /// <summary>destination[i] += addend[i].</summary>
    public static void Add(Span<float> destination, ReadOnlySpan<float> addend) => Map<Sum2>(new(destination, addend), destination);

    /// <summary>values[i] /= divisor.</summary>
    public static void Divide(Span<float> values, float divisor) => Map<Quotient>(new(values) { S = divisor }, values);

    /// <summary>destination[i] = F(a[i], b[i], c[i], d[i]); the destination may be any of the rows. Every element is computed alike, wherever a row is cut.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Map<F>(in Operands x, Span<float> destination) where F : struct, IFormula
    {
        Shapes.RequireEqual(x.A.Length, destination.Length, nameof(destination));
        if (Simd512.IsSupported) Map<F, Simd512, Vector512<byte>>(x, destination);
        else if (Simd256.IsSupported) Map<F, Simd256, Vector256<byte>>(x, destination);
        else Map<F, Simd128, Vector128<byte>>(x, destination);
    }

    /// <summary>The sum of F(a[i], b[i], c[i], d[i]), in lanes of single precision.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum<F>(in Operands x) where F : struct, IFormula
    {
        if (Simd512.IsSupported) return Sum<F, Simd512, Vector512<byte>>(x);
        if (Simd256.IsSupported) return Sum<F, Simd256, Vector256<byte>>(x);
        return Sum<F, Simd128, Vector128<byte>>(x);
    }

    /// <inheritdoc cref="Map{F}"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Map<F, S, V>(in Operands x, Span<float> destination) where F : struct, IFormula where S : ISimd<V> where V : struct
    {
        CheckLengths<F>(x);
        int lanes = S.Bytes / sizeof(float), i = 0;
        var (s, t) = (S.RepeatFloat(x.S), S.RepeatFloat(x.T));
        fixed (float* a = x.A, b = x.B, c = x.C, d = x.D, y = destination)
        {
            for (; i + lanes <= destination.Length; i += lanes)
                S.Store(F.Apply<S, V>(S.Load(a + i), LoadIf<S, V>(F.Rows > 1, b + i), LoadIf<S, V>(F.Rows > 2, c + i), LoadIf<S, V>(F.Rows > 3, d + i), s, t), y + i);
            int rest = destination.Length - i;
            if (rest == 0) return;
            float* last = stackalloc float[LargestRegister];
            S.Store(Rest<F, S, V>(x, i, s, t), last);
            new ReadOnlySpan<float>(last, rest).CopyTo(destination[i..]);
        }
    }

    /// <inheritdoc cref="Sum{F}"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum<F, S, V>(in Operands x) where F : struct, IFormula where S : ISimd<V> where V : struct
    {
        CheckLengths<F>(x);
        int lanes = S.Bytes / sizeof(float), length = x.A.Length, i = 0;
        var (s, t) = (S.RepeatFloat(x.S), S.RepeatFloat(x.T));
        // Four, so that one addition need not wait for the last; and so many partial sums round less.
        V sum0 = S.Zero, sum1 = S.Zero, sum2 = S.Zero, sum3 = S.Zero;
        fixed (float* a = x.A, b = x.B, c = x.C, d = x.D)
        {
            for (; i + 4 * lanes <= length; i += 4 * lanes)
            {
                sum0 = S.Add(sum0, F.Apply<S, V>(S.Load(a + i), LoadIf<S, V>(F.Rows > 1, b + i), LoadIf<S, V>(F.Rows > 2, c + i), LoadIf<S, V>(F.Rows > 3, d + i), s, t));
                int j = i + lanes;
                sum1 = S.Add(sum1, F.Apply<S, V>(S.Load(a + j), LoadIf<S, V>(F.Rows > 1, b + j), LoadIf<S, V>(F.Rows > 2, c + j), LoadIf<S, V>(F.Rows > 3, d + j), s, t));
                j += lanes;
                sum2 = S.Add(sum2, F.Apply<S, V>(S.Load(a + j), LoadIf<S, V>(F.Rows > 1, b + j), LoadIf<S, V>(F.Rows > 2, c + j), LoadIf<S, V>(F.Rows > 3, d + j), s, t));
                j += lanes;
                sum3 = S.Add(sum3, F.Apply<S, V>(S.Load(a + j), LoadIf<S, V>(F.Rows > 1, b + j), LoadIf<S, V>(F.Rows > 2, c + j), LoadIf<S, V>(F.Rows > 3, d + j), s, t));
            }
            for (; i + lanes <= length; i += lanes)
                sum0 = S.Add(sum0, F.Apply<S, V>(S.Load(a + i), LoadIf<S, V>(F.Rows > 1, b + i), LoadIf<S, V>(F.Rows > 2, c + i), LoadIf<S, V>(F.Rows > 3, d + i), s, t));
        }
        double sum = S.Sum(S.Add(S.Add(sum0, sum1), S.Add(sum2, sum3)));
        if (i == length) return sum;
        float* last = stackalloc float[LargestRegister];
        S.Store(Rest<F, S, V>(x, i, s, t), last);
        for (int lane = 0; lane < length - i; lane++) sum += last[lane];
        return sum;
    }

    private const int LargestRegister = 16;   // lanes

    /// <summary>The formula on what is left from <paramref name="start"/> on, less than a register; the other lanes are those of zeros, and nothing behind the rows is read.</summary>
    private static V Rest<F, S, V>(in Operands x, int start, V s, V t) where F : struct, IFormula where S : ISimd<V> where V : struct
    {
        float* rows = stackalloc float[4 * LargestRegister];
        new Span<float>(rows, 4 * LargestRegister).Clear();
        x.A[start..].CopyTo(new Span<float>(rows, LargestRegister));
        if (F.Rows > 1) x.B[start..].CopyTo(new Span<float>(rows + LargestRegister, LargestRegister));
        if (F.Rows > 2) x.C[start..].CopyTo(new Span<float>(rows + 2 * LargestRegister, LargestRegister));
        if (F.Rows > 3) x.D[start..].CopyTo(new Span<float>(rows + 3 * LargestRegister, LargestRegister));
        return F.Apply<S, V>(S.Load(rows), S.Load(rows + LargestRegister), S.Load(rows + 2 * LargestRegister), S.Load(rows + 3 * LargestRegister), s, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LoadIf<S, V>(bool isRead, float* source) where S : ISimd<V> where V : struct => isRead ? S.Load(source) : S.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CheckLengths<F>(in Operands x) where F : struct, IFormula
    {
        if (F.Rows > 1) Shapes.RequireEqual(x.A.Length, x.B.Length, nameof(x.B));
        if (F.Rows > 2) Shapes.RequireEqual(x.A.Length, x.C.Length, nameof(x.C));
        if (F.Rows > 3) Shapes.RequireEqual(x.A.Length, x.D.Length, nameof(x.D));
    }

    /// <summary>a / s.</summary>
    private readonly struct Quotient : IFormula
    {
        public static int Rows => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V a, V b, V c, V d, V s, V t) where S : ISimd<V> where V : struct => S.Divide(a, s);
    }

    /// <summary>a + b.</summary>
    private readonly struct Sum2 : IFormula
    {
        public static int Rows => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V a, V b, V c, V d, V s, V t) where S : ISimd<V> where V : struct => S.Add(a, b);
    }
}
