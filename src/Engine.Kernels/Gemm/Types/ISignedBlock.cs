using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Types;

/// <summary>A block of 32 weights that are a scale, half precision at 0, times signed bytes. As a block of a panel, the bytes are counted from -128.</summary>
internal unsafe interface ISignedBlock : IPanelBlock
{
    /// <summary>Half a register's bytes from element <paramref name="index"/> on, as 16-bit integers.</summary>
    static abstract V Words<S, V>(byte* block, int index) where S : struct, ISimd<V> where V : struct;
}
