using System.Runtime.Intrinsics;
using Engine.Kernels.Simd;
using Engine.Kernels.Tensors;

namespace Engine.Kernels.Matrices;

/// <summary>The table of matrix kernels: what multiplies each storage type, on registers of each width.</summary>
internal static class MatMulKernels
{
    /// <summary>The kernel for <paramref name="type"/> on the widest registers of this processor.</summary>
    /// <exception cref="ArgumentException">There is no codec for the type.</exception>
    public static MatMulKernel For(TensorType type) =>
        Simd512.IsSupported ? Create<Simd512, Vector512<byte>>(type)
        : Simd256.IsSupported ? Create<Simd256, Vector256<byte>>(type)
        : Create<Simd128, Vector128<byte>>(type);

    /// <summary>Every kernel for <paramref name="type"/> that this processor can run, widest first.</summary>
    public static IEnumerable<MatMulKernel> All(TensorType type)
    {
        if (Simd512.IsSupported) yield return Create<Simd512, Vector512<byte>>(type);
        if (Simd256.IsSupported) yield return Create<Simd256, Vector256<byte>>(type);
        yield return Create<Simd128, Vector128<byte>>(type);
    }

    private static MatMulKernel Create<S, V>(TensorType type) where S : struct, ISimd<V> where V : struct => type switch
    {
        TensorType.Q4_0 => new AffineMatMul<S, V, AffineQ4_0>(),
        TensorType.Q4_1 => new AffineMatMul<S, V, AffineQ4_1>(),
        TensorType.Q5_0 => new AffineMatMul<S, V, AffineQ5_0>(),
        TensorType.Q5_1 => new AffineMatMul<S, V, AffineQ5_1>(),
        TensorType.Q4_K => new KQuantMatMul<S, V, KQuantQ4_K>(),
        TensorType.Q5_K => new KQuantMatMul<S, V, KQuantQ5_K>(),
        TensorType.Q6_K => new KQuantMatMul<S, V, KQuantQ6_K>(),
        TensorType.Q8_0 => new SignedMatMul<S, V, SignedQ8_0>(),
        TensorType.IQ4_NL => new SignedMatMul<S, V, SignedIQ4_NL>(),
        TensorType.F16 => new FloatMatMul<S, V, F16Element>(type),
        TensorType.BF16 => new FloatMatMul<S, V, BF16Element>(type),
        _ => new FloatMatMul<S, V, F32Element>(type),
    };
}
