using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Engine.Kernels.Gemm.Decode;
using Engine.Kernels.Gemm.Emitted;
using Engine.Kernels.Gemm.Prefill;
using Engine.Kernels.Gemm.Types;
using Engine.Kernels.Quantization;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm;

/// <summary>The table of matrix kernels: what multiplies each storage type, on registers of each width.</summary>
internal static class MatMulKernels
{
    /// <summary>The fastest kernel for <paramref name="type"/> on this processor.</summary>
    /// <exception cref="ArgumentException">There is no codec for the type.</exception>
    public static MatMulKernel For(TensorType type)
    {
        if (Emitted(type) is { } emitted) return emitted;
        var widest = Simd512.IsSupported ? Create<Simd512, Vector512<byte>>(type)
            : Simd256.IsSupported ? Create<Simd256, Vector256<byte>>(type)
            : Create<Simd128, Vector128<byte>>(type);
        // AVX-VNNI has registers of 256 bits only. Wider ones make up for its instruction where quants are small enough to add products in 16 bits.
        bool takesQuads = !Simd512.IsSupported || type is TensorType.Q8_0 or TensorType.IQ4_NL;
        return takesQuads && Quads(type, isEmitted: false) is { } quads ? new(nameof(AvxVnni), widest.Decoding, quads) : widest;
    }

    /// <summary>Every kernel for <paramref name="type"/> that this processor can run, fastest first.</summary>
    public static IEnumerable<MatMulKernel> All(TensorType type)
    {
        if (Emitted(type) is { } emitted) yield return emitted;
        if (Simd512.IsSupported) yield return Create<Simd512, Vector512<byte>>(type);
        if (Quads(type, isEmitted: false) is { } quads) yield return new(nameof(AvxVnni), Create<Simd256, Vector256<byte>>(type).Decoding, quads);
        if (Simd256.IsSupported) yield return Create<Simd256, Vector256<byte>>(type);
        yield return Create<Simd128, Vector128<byte>>(type);
    }

    /// <summary>The kernel whose innermost loop is machine code of our own, for an instruction that .NET lacks.</summary>
    private static MatMulKernel? Emitted(TensorType type)
    {
        DecodeKernel? decoding = type switch
        {
            TensorType.F16 => EmittedHalfDecode.TryCreate(),
            TensorType.Q4_0 => EmittedDecode<StreamRows<StreamQ4_0>>.TryCreate(),
            TensorType.Q4_1 => EmittedDecode<StreamRows<StreamQ4_1>>.TryCreate(),
            TensorType.Q4_K => EmittedDecode<KQuantRows<KQuantQ4_K>>.TryCreate(),
            TensorType.Q5_K => EmittedDecode<KQuantRows<KQuantQ5_K>>.TryCreate(),
            TensorType.Q6_K => EmittedDecode<KQuantRows<KQuantQ6_K>>.TryCreate(),
            TensorType.Q8_0 => EmittedDecode<StreamRows<StreamQ8_0>>.TryCreate(),
            _ => null,
        };
        var prefilling = Quads(type, isEmitted: true);
        if (decoding is null && prefilling is null) return null;
        var compiled = Create<Simd512, Vector512<byte>>(type);
        return new(nameof(Emitted), decoding ?? compiled.Decoding, prefilling ?? compiled.Prefilling);
    }

    private static MatMulKernel Create<S, V>(TensorType type) where S : struct, ISimd<V> where V : struct => type switch
    {
        TensorType.Q4_0 => Affine<S, V, AffineQ4_0>(),
        TensorType.Q4_1 => Affine<S, V, AffineQ4_1>(),
        TensorType.Q5_0 => Affine<S, V, AffineQ5_0>(),
        TensorType.Q5_1 => Affine<S, V, AffineQ5_1>(),
        TensorType.Q4_K => KQuant<S, V, KQuantQ4_K>(),
        TensorType.Q5_K => KQuant<S, V, KQuantQ5_K>(),
        TensorType.Q6_K => KQuant<S, V, KQuantQ6_K>(),
        TensorType.Q8_0 => Signed<S, V, SignedQ8_0>(),
        TensorType.IQ4_NL => Signed<S, V, SignedIQ4_NL>(),
        TensorType.F16 => Float<S, V, F16Element>(type),
        TensorType.BF16 => Float<S, V, BF16Element>(type),
        _ => Float<S, V, F32Element>(type),
    };

    private static PrefillKernel? Quads(TensorType type, bool isEmitted) => type switch
    {
        TensorType.Q4_0 => Quads<AffineQ4_0>(isEmitted),
        TensorType.Q4_1 => Quads<AffineQ4_1>(isEmitted),
        TensorType.Q5_0 => Quads<AffineQ5_0>(isEmitted),
        TensorType.Q5_1 => Quads<AffineQ5_1>(isEmitted),
        TensorType.Q4_K => Quads<KQuantQ4_K>(isEmitted),
        TensorType.Q5_K => Quads<KQuantQ5_K>(isEmitted),
        TensorType.Q6_K => Quads<KQuantQ6_K>(isEmitted),
        TensorType.Q8_0 => Quads<SignedQ8_0>(isEmitted),
        TensorType.IQ4_NL => Quads<SignedIQ4_NL>(isEmitted),
        _ => null,
    };

    private static PrefillKernel? Quads<TBlock>(bool isEmitted) where TBlock : struct, IPanelBlock =>
        isEmitted ? EmittedPrefill<TBlock>.TryCreate() : AvxVnni.IsSupported ? new QuadPrefill<TBlock>() : null;

    private static MatMulKernel Affine<S, V, TBlock>() where S : struct, ISimd<V> where V : struct where TBlock : struct, IAffineBlock =>
        new(typeof(S).Name, new AffineDecode<S, V, TBlock>(), new PairPrefill<S, V, TBlock>());

    private static MatMulKernel KQuant<S, V, TBlock>() where S : struct, ISimd<V> where V : struct where TBlock : struct, IKQuantBlock =>
        new(typeof(S).Name, new KQuantDecode<S, V, TBlock>(), new PairPrefill<S, V, TBlock>());

    private static MatMulKernel Signed<S, V, TBlock>() where S : struct, ISimd<V> where V : struct where TBlock : struct, ISignedBlock =>
        new(typeof(S).Name, new SignedDecode<S, V, TBlock>(), new SignedPrefill<S, V, TBlock>());

    private static MatMulKernel Float<S, V, TElement>(TensorType type) where S : struct, ISimd<V> where V : struct where TElement : struct, IFloatElement =>
        new(typeof(S).Name, new FloatDecode<S, V, TElement>(type), new FloatPrefill<S, V, TElement>(type));
}
