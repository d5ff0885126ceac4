using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Types;

/// <summary>A block of 32 quants of 4 or 5 bits: w = scale q + minimum. Quant i is the low half of byte i, quant i + 16 the high half.</summary>
internal unsafe interface IAffineBlock : IPanelBlock
{
    /// <summary>Where the 16 bytes of quants start.</summary>
    static abstract int QuantOffset { get; }

    /// <summary>Where the 32 fifth bits start; 0 where there are none.</summary>
    static abstract int FifthBitOffset { get; }

    /// <summary>Where the half-precision number is that the minimum is a multiple of; the scale is at 0.</summary>
    static abstract int MinimumOffset { get; }

    /// <summary>The minimum is this times the number at <see cref="MinimumOffset"/>.</summary>
    static abstract float MinimumFactor { get; }
}

/// <summary>The unpacking that blocks of 32 share.</summary>
internal static unsafe class AffineBlock<TBlock> where TBlock : struct, IAffineBlock
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack(byte* block, PanelRow panel)
    {
        var quants = Vector128.Load(block + TBlock.QuantOffset);
        Vector128<byte> lower = Simd128.LowerNibbles(quants), upper = Simd128.UpperNibbles(quants);
        if (TBlock.FifthBitOffset > 0)
        {
            var bits = Vector128.CreateScalarUnsafe(*(uint*)(block + TBlock.FifthBitOffset)).AsByte();
            lower |= FifthBits(bits, 0x01010101_01010101);
            upper |= FifthBits(bits, 0x03030303_03030303);
        }
        lower.Store(panel.Quants(0));
        upper.Store(panel.Quants(0) + 16);
        panel.SetScale(0, 0, HalfVector.Scalar(*(ushort*)block));
        if (TBlock.MinimumPerScale == 0) panel.SetMinimum(0, 0, HalfVector.Scalar(*(ushort*)(block + TBlock.MinimumOffset)));
    }

    /// <summary>Bit i of a byte and of the one before it, which <paramref name="last"/> numbers eight times, as bit 4 of byte i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> FifthBits(Vector128<byte> bits, ulong last)
    {
        var mask = Vector128.Create(0x80402010_08040201).AsByte();
        var spread = Simd128.Lookup(bits, Vector128.Create(last - 0x01010101_01010101, last).AsByte());
        return Vector128.Equals(spread & mask, mask) & Vector128.Create((byte)16);
    }
}
