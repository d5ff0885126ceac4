using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Gemm.Decode;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Types;

/// <summary>Q4_0: the minimum is -8 scales.</summary>
internal readonly unsafe struct AffineQ4_0 : IAffineBlock
{
    public static int Length => 32;
    public static int Bytes => 18;
    public static int LargestQuant => 15;
    public static int ScaleLength => 32;
    public static int QuantOffset => 2;
    public static int FifthBitOffset => 0;
    public static int MinimumOffset => 0;
    public static float MinimumFactor => -8;
    public static float MinimumPerScale => MinimumFactor;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack(byte* block, PanelRow panel) => AffineBlock<AffineQ4_0>.Unpack(block, panel);
}

/// <summary>Q4_1: the minimum is stored.</summary>
internal readonly unsafe struct AffineQ4_1 : IAffineBlock
{
    public static int Length => 32;
    public static int Bytes => 20;
    public static int LargestQuant => 15;
    public static int ScaleLength => 32;
    public static int QuantOffset => 4;
    public static int FifthBitOffset => 0;
    public static int MinimumOffset => 2;
    public static float MinimumFactor => 1;
    public static float MinimumPerScale => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack(byte* block, PanelRow panel) => AffineBlock<AffineQ4_1>.Unpack(block, panel);
}

/// <summary>Q5_0: the minimum is -16 scales.</summary>
internal readonly unsafe struct AffineQ5_0 : IAffineBlock
{
    public static int Length => 32;
    public static int Bytes => 22;
    public static int LargestQuant => 31;
    public static int ScaleLength => 32;
    public static int QuantOffset => 6;
    public static int FifthBitOffset => 2;
    public static int MinimumOffset => 0;
    public static float MinimumFactor => -16;
    public static float MinimumPerScale => MinimumFactor;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack(byte* block, PanelRow panel) => AffineBlock<AffineQ5_0>.Unpack(block, panel);
}

/// <summary>Q5_1: the minimum is stored.</summary>
internal readonly unsafe struct AffineQ5_1 : IAffineBlock
{
    public static int Length => 32;
    public static int Bytes => 24;
    public static int LargestQuant => 31;
    public static int ScaleLength => 32;
    public static int QuantOffset => 8;
    public static int FifthBitOffset => 4;
    public static int MinimumOffset => 2;
    public static float MinimumFactor => 1;
    public static float MinimumPerScale => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack(byte* block, PanelRow panel) => AffineBlock<AffineQ5_1>.Unpack(block, panel);
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
