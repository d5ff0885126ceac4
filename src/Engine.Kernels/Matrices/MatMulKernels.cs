using Engine.Kernels.Tensors;

namespace Engine.Kernels.Matrices;

/// <summary>The table of matrix kernels: for each storage type, the first whose instructions this processor has.</summary>
internal static class MatMulKernels
{
    private static readonly (TensorType Type, Func<bool> IsSupported, Func<TensorType, MatMulKernel> Create)[] s_rows =
    [
        (TensorType.Q4_0, () => Affine4MatMul<Affine4Q4_0>.IsSupported, _ => new Affine4MatMul<Affine4Q4_0>()),
        (TensorType.Q4_1, () => Affine4MatMul<Affine4Q4_1>.IsSupported, _ => new Affine4MatMul<Affine4Q4_1>()),
        (TensorType.Q8_0, () => Q8_0MatMul.IsSupported, _ => new Q8_0MatMul()),
        (TensorType.F16, () => true, type => new FloatMatMul<F16Element>(type)),
        (TensorType.BF16, () => true, type => new FloatMatMul<BF16Element>(type)),
    ];

    /// <summary>The kernel for <paramref name="type"/>: its own, or the one that dequantizes.</summary>
    /// <exception cref="ArgumentException">There is no codec for the type.</exception>
    public static MatMulKernel For(TensorType type)
    {
        foreach (var row in s_rows)
            if (row.Type == type && row.IsSupported()) return row.Create(type);
        return new FloatMatMul<F32Element>(type);
    }
}
