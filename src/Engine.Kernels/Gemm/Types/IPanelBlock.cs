using System.Runtime.CompilerServices;
using Engine.Kernels.Gemm.Prefill;

namespace Engine.Kernels.Gemm.Types;

/// <summary>What prefilling needs to know of weights that are w = scale q + minimum with q of at most eight bits.</summary>
internal unsafe interface IPanelBlock
{
    /// <summary>Elements of a stored block, a multiple of 32.</summary>
    static abstract int Length { get; }

    /// <summary>Bytes of a stored block.</summary>
    static abstract int Bytes { get; }

    /// <summary>The largest q: how many products fit 16 bits follows from it.</summary>
    static abstract int LargestQuant { get; }

    /// <summary>Elements that share a scale: 32 or 16.</summary>
    static abstract int ScaleLength { get; }

    /// <summary>Every minimum is this times its scale; 0 where minimums are stored.</summary>
    static abstract float MinimumPerScale { get; }

    /// <summary>Unpacks one stored block: each 32 quants to <paramref name="panel"/>'s next row of quants, their scales and minimums beside them.</summary>
    static abstract void Unpack(byte* block, PanelRow panel);
}

/// <summary>Where a row's blocks of 32 go in an unpacked panel.</summary>
internal readonly unsafe struct PanelRow(byte* quants, float* scales, float* minimums, int blockBytes)
{
    /// <summary>The 32 quants of block <paramref name="index"/>.</summary>
    public byte* Quants(int index) => quants + (nint)index * blockBytes;

    /// <summary>Sets the scale of part <paramref name="part"/> of block <paramref name="index"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetScale(int index, int part, float scale) => *(float*)((byte*)(scales + part * PrefillKernel.RowGroup) + (nint)index * blockBytes) = scale;

    /// <summary>Sets the minimum of a part; only where <see cref="IPanelBlock.MinimumPerScale"/> is 0 is it read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetMinimum(int index, int part, float minimum) => *(float*)((byte*)(minimums + part * PrefillKernel.RowGroup) + (nint)index * blockBytes) = minimum;

    /// <summary>The same row, <paramref name="blocks"/> blocks on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PanelRow Skip(int blocks)
    {
        nint bytes = (nint)blocks * blockBytes;
        return new(quants + bytes, (float*)((byte*)scales + bytes), (float*)((byte*)minimums + bytes), blockBytes);
    }
}
