using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Gemm.Emitted;
using Engine.Kernels.MachineCode;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Types;

/// <summary>
/// A super-block of 256 quants: w = scale q + minimum, the scales and minimums stored in a few bits as multiples of one or two halves. Its 128
/// bytes of low nibbles are read register by register: a register gives a lower and an upper register of quants.
/// </summary>
internal unsafe interface IKQuantBlock : IPanelBlock
{
    /// <summary>Where the nibbles start.</summary>
    static abstract int NibbleOffset { get; }

    /// <summary>The element whose quant is the lower (<paramref name="part"/> 0) or upper (1) nibble of byte <paramref name="index"/>; bytes of 16 follow each other.</summary>
    static abstract int Element(int index, int part);

    /// <summary>What <see cref="Lower"/> and <see cref="Upper"/> need to know beside a register of nibbles, loaded from nibble byte <paramref name="index"/> on: the bits above them.</summary>
    static abstract V UpperBits<S, V>(byte* block, int index) where S : struct, ISimd<V> where V : struct;

    /// <summary>The quants of the lower nibbles.</summary>
    static abstract V Lower<S, V>(V nibbles, V upperBits, int index) where S : struct, ISimd<V> where V : struct;

    /// <summary>The quants of the upper nibbles.</summary>
    static abstract V Upper<S, V>(V nibbles, V upperBits, int index) where S : struct, ISimd<V> where V : struct;

    /// <summary>
    /// Writes 16 scales, those of <paramref name="block"/> and, where it has eight, of <paramref name="next"/>: each of
    /// <see cref="IPanelBlock.ScaleLength"/> elements. Also their minimums, unless those are <see cref="IPanelBlock.MinimumPerScale"/> times as much.
    /// </summary>
    static abstract void Scales<S, V>(byte* block, byte* next, float* scales, float* minimums) where S : struct, ISimd<V> where V : struct;

    /// <summary>Where the bits above an element's nibble are: the byte, and the lowest of its bits.</summary>
    static abstract (int Byte, int Bit) BitsAbove(int element);
}

/// <summary>A super-block of which sixteen rows are decoded side by side.</summary>
internal unsafe interface IKQuantSideBySide : IKQuantBlock
{
    /// <summary>Where 32 bytes begin that have all scales, and what those are multiples of.</summary>
    static abstract int ScalePiece { get; }

    /// <summary>
    /// Writes code for the scales of sixteen super-blocks side by side, given the eight registers of <see cref="ScalePiece"/>: each to a register of the scratch from
    /// <paramref name="scales"/> on, minimums that are stored from <paramref name="minimums"/> on.
    /// </summary>
    static abstract void EmitScales(RowLanesCode lanes, Zmm[] words, int scales, int minimums);

    /// <summary>The same by the instructions that .NET offers: (scales, 16) and (minimums, 16).</summary>
    static abstract void Scales(byte* words, float* scales, float* minimums);
}

/// <summary>A super-block that is decoded a row at a time: 16 scales, minimums that are multiples of them, bits above the nibbles.</summary>
internal unsafe interface IKQuantStream : IKQuantBlock
{
    /// <summary>Writes code for the 16 scales. <paramref name="block"/> is the address of a byte from the first on; the register <paramref name="spare"/> is free.</summary>
    static abstract void EmitScales(Assembler code, Func<int, Address> block, Zmm scales, Zmm spare);
}

/// <summary>The unpacking that super-blocks share.</summary>
internal static unsafe class KQuantBlock<TBlock> where TBlock : struct, IKQuantBlock
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Unpack(byte* block, PanelRow panel)
    {
        float* scales = stackalloc float[32];
        if (Simd256.IsSupported) Unpack<Simd256, Vector256<byte>>(block, panel, scales);   // a register is a block of 32 then
        else Unpack<Simd128, Vector128<byte>>(block, panel, scales);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Unpack<S, V>(byte* block, PanelRow panel, float* scales) where S : struct, ISimd<V> where V : struct
    {
        float* minimums = scales + 16;
        TBlock.Scales<S, V>(block, block, scales, minimums);
        for (int i = 0; i < TBlock.Length / TBlock.ScaleLength; i++)
        {
            int perBlock = 32 / TBlock.ScaleLength;
            panel.SetScale(i / perBlock, i % perBlock, scales[i]);
            if (TBlock.MinimumPerScale == 0) panel.SetMinimum(i / perBlock, i % perBlock, minimums[i]);
        }
        for (int index = 0; index < TBlock.Length / 2; index += S.Bytes)
        {
            V nibbles = S.Load(block + TBlock.NibbleOffset + index), upperBits = TBlock.UpperBits<S, V>(block, index);
            Store<S, V>(TBlock.Lower<S, V>(nibbles, upperBits, index), TBlock.Element(index, 0), panel);
            Store<S, V>(TBlock.Upper<S, V>(nibbles, upperBits, index), TBlock.Element(index, 1), panel);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<S, V>(V quants, int element, PanelRow panel) where S : struct, ISimd<V> where V : struct =>
        S.Store(quants, panel.Quants(element >> 5) + (element & 31));
}
