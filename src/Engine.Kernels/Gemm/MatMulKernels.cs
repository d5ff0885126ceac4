using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Engine.Kernels.Gemm.Emitted;
using Engine.Kernels.Gemm.Types;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm;

/// <summary>The table of matrix kernels: what multiplies each storage type, on registers of each width.</summary>
internal static class MatMulKernels
{
    private static readonly MatMulRow[] s_rows =
    [
        new FloatMatMul<F32Element>(TensorType.F32),
        new FloatMatMul<F16Element>(TensorType.F16) { EmittedDecoding = EmittedHalfDecode.TryCreate },
        new FloatMatMul<BF16Element>(TensorType.BF16),
        new AffineMatMul<AffineQ4_0>(TensorType.Q4_0) { EmittedDecoding = EmittedRowLanes<AffineRowLanes<AffineQ4_0>>.TryCreate, CompiledDecoding = CompiledRowLanes<AffineRowLanes<AffineQ4_0>>.TryCreate },
        new AffineMatMul<AffineQ4_1>(TensorType.Q4_1) { EmittedDecoding = EmittedRowLanes<AffineRowLanes<AffineQ4_1>>.TryCreate, CompiledDecoding = CompiledRowLanes<AffineRowLanes<AffineQ4_1>>.TryCreate },
        new AffineMatMul<AffineQ5_0>(TensorType.Q5_0),
        new AffineMatMul<AffineQ5_1>(TensorType.Q5_1),
        new SignedMatMul<SignedQ8_0>(TensorType.Q8_0) { EmittedDecoding = EmittedDecode<StreamRows<StreamQ8_0>>.TryCreate, CompiledDecoding = CompiledDecode<StreamRows<StreamQ8_0>>.TryCreate },
        new SignedMatMul<SignedIQ4_NL>(TensorType.IQ4_NL),
        new KQuantMatMul<KQuantQ4_K>(TensorType.Q4_K) { EmittedDecoding = EmittedRowLanes<KQuantRowLanes<KQuantQ4_K>>.TryCreate, CompiledDecoding = CompiledRowLanes<KQuantRowLanes<KQuantQ4_K>>.TryCreate },
        new KQuantMatMul<KQuantQ5_K>(TensorType.Q5_K) { EmittedDecoding = EmittedRowLanes<KQuantRowLanes<KQuantQ5_K>>.TryCreate, CompiledDecoding = CompiledRowLanes<KQuantRowLanes<KQuantQ5_K>>.TryCreate },
        new KQuantMatMul<KQuantQ6_K>(TensorType.Q6_K) { EmittedDecoding = EmittedDecode<KQuantRows<KQuantQ6_K>>.TryCreate, CompiledDecoding = CompiledDecode<KQuantRows<KQuantQ6_K>>.TryCreate },
        // These their codecs dequantize.
        new FloatMatMul<F32Element>(TensorType.Q2_K),
        new FloatMatMul<F32Element>(TensorType.Q3_K),
        new FloatMatMul<F32Element>(TensorType.IQ4_XS),
    ];

    /// <summary>The types that can be multiplied by: all that have a codec.</summary>
    public static IEnumerable<TensorType> Types => s_rows.Select(row => row.Type);

    /// <summary>The fastest kernel for <paramref name="type"/> on this processor.</summary>
    /// <exception cref="ArgumentException">There is no kernel for the type.</exception>
    public static MatMulKernel For(TensorType type) => For(type, canEmit: true);

    /// <summary>The same; without machine code of our own, the fastest that computes what it would, to the bit.</summary>
    internal static MatMulKernel For(TensorType type, bool canEmit)
    {
        var row = Row(type);
        if (canEmit && Emitted(row) is { } emitted) return emitted;
        if (Compiled(row) is { } compiled) return compiled;
        var widest = Simd512.IsSupported ? row.Create<Simd512, Vector512<byte>>()
            : Simd256.IsSupported ? row.Create<Simd256, Vector256<byte>>()
            : row.Create<Simd128, Vector128<byte>>();
        bool takesVnni = !Simd512.IsSupported || row.VnniBeatsWiderRegisters;
        return takesVnni && row.VnniPrefilling is { } prefilling ? new(nameof(AvxVnni), widest.Decoding, prefilling) : widest;
    }

    /// <summary>Every kernel for <paramref name="type"/> that this processor can run, fastest first.</summary>
    /// <exception cref="ArgumentException">There is no kernel for the type.</exception>
    public static IEnumerable<MatMulKernel> All(TensorType type)
    {
        var row = Row(type);
        if (Emitted(row) is { } emitted) yield return emitted;
        if (Compiled(row) is { } compiled) yield return compiled;
        if (Simd512.IsSupported) yield return row.Create<Simd512, Vector512<byte>>();
        if (row.VnniPrefilling is { } prefilling) yield return new(nameof(AvxVnni), row.Create<Simd256, Vector256<byte>>().Decoding, prefilling);
        if (Simd256.IsSupported) yield return row.Create<Simd256, Vector256<byte>>();
        yield return row.Create<Simd128, Vector128<byte>>();
    }

    /// <summary>The kernel whose innermost loop is machine code of our own, for an instruction that .NET lacks.</summary>
    private static MatMulKernel? Emitted(MatMulRow row)
    {
        var (decoding, prefilling) = (row.EmittedDecoding(), row.EmittedPrefilling);
        if (decoding is null && prefilling is null) return null;
        var compiled = row.Create<Simd512, Vector512<byte>>();
        return new(nameof(Emitted), decoding ?? compiled.Decoding, prefilling ?? compiled.Prefilling);
    }

    /// <summary>The kernel that computes what <see cref="Emitted"/> does by the instructions that .NET offers; null where it would need none of its own.</summary>
    private static MatMulKernel? Compiled(MatMulRow row)
    {
        var (decoding, prefilling) = (row.CompiledDecoding(), row.CompiledPrefilling);
        if (decoding is null && prefilling is null) return null;
        var widest = row.Create<Simd512, Vector512<byte>>();
        return new(nameof(Compiled), decoding ?? widest.Decoding, prefilling ?? widest.Prefilling);
    }

    private static MatMulRow Row(TensorType type) =>
        Array.Find(s_rows, row => row.Type == type)
        ?? throw new ArgumentException($"there is no kernel that multiplies weights of type {type}; there are for {string.Join(", ", Types)}", nameof(type));
}
