using Engine.Kernels.Gemm.Decode;
using Engine.Kernels.Gemm.Prefill;

namespace Engine.Kernels.Gemm;

/// <summary>Y = X W^T for one storage type of W: one kernel for the few columns that decode, one for the many that prefill.</summary>
/// <param name="variant">The instructions they are written for: what tells two kernels of one type apart.</param>
/// <param name="decoding">For the columns that decode.</param>
/// <param name="prefilling">For those that prefill.</param>
internal sealed class MatMulKernel(string variant, DecodeKernel decoding, PrefillKernel prefilling)
{
    public string Variant { get; } = variant;

    public DecodeKernel Decoding { get; } = decoding;

    public PrefillKernel Prefilling { get; } = prefilling;

    /// <summary>Whether it was written for the type of its weights, rather than dequantizing them.</summary>
    public bool IsOwn => Decoding.IsOwn;

    /// <summary>Bytes of scratch a thread needs.</summary>
    public int ScratchBytes(Matrix w) => Math.Max(Decoding.ScratchBytes(w), Prefilling.ScratchBytes(w));

    /// <summary>Rounds up to whole cache lines.</summary>
    public static int Align(int bytes) => (bytes + 63) & ~63;
}
