using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Gemm.Types;
using Engine.Kernels.MachineCode;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Emitted;

/// <summary>Super-blocks of 256 side by side. Their scales are computed first, and kept in the first-level cache, as are the bits above the nibbles.</summary>
internal readonly unsafe struct KQuantRowLanes<TBlock> : IRowLanes where TBlock : struct, IKQuantSideBySide
{
    private const int SuperBlock = 256, Block = 32, BlockQuads = Block / 4, RegisterBytes = 64;
    private const int ScaleSlot = 0, BitsSlot = 16;   // of the scratch registers: scales, minimums after them; bits above nibbles

    /// <inheritdoc/>
    public static int StepBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TBlock.Bytes;
    }

    /// <inheritdoc/>
    public static int StepParts
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => SuperBlock / TBlock.ScaleLength;
    }

    /// <inheritdoc/>
    public static int PartLength
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TBlock.ScaleLength;
    }

    /// <inheritdoc/>
    public static int LargestQuant
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TBlock.LargestQuant;
    }

    /// <inheritdoc/>
    public static float MinimumPerScale
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TBlock.MinimumPerScale;
    }

    /// <inheritdoc/>
    public static int MostColumns => 8;

    private static bool HasBitsAbove
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TBlock.LargestQuant > 15;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Quad(sbyte* quants, int part, int quad) => ((int*)quants)[quad];

    /// <summary>The nibble bytes of a block of 32, and whether it has their lower (0) or upper (1) halves.</summary>
    private static (int Index, int Part) Nibbles(int block)
    {
        for (int index = 0; index < SuperBlock / 2; index += Block)
            for (int part = 0; part < 2; part++)
                if (TBlock.Element(index, part) == block * Block) return (index, part);
        throw new InvalidOperationException($"no nibbles are those of block {block}");
    }

    /// <inheritdoc/>
    public static void Emit(RowLanesCode lanes)
    {
        const byte orAnd = 0xF8;   // the function of three bits: the first, or the second and the third
        var code = lanes.Code;
        var registers = code.Registers;
        Zmm lowNibbles = registers.Take(), highNibbles = registers.Take();
        code.Vmovups(lowNibbles, code.Constant(_ => (byte)15));
        code.Vmovups(highNibbles, code.Constant(_ => 0x10204080_00000000));
        Zmm bitsMask = default;
        if (HasBitsAbove)
        {
            bitsMask = registers.Take();
            code.Vmovups(bitsMask, code.Constant(_ => (byte)(TBlock.LargestQuant & 0xF0)));
        }
        lanes.Loop();
        var header = lanes.Piece(TBlock.ScalePiece);
        TBlock.EmitScales(lanes, header, ScaleSlot, ScaleSlot + StepParts);
        registers.Return(header);

        var pieces = new Dictionary<int, Zmm[]>();
        bool staysInRegisters = lanes.Columns == 1;   // what is above the nibbles; more columns leave none
        Zmm[] bits = [];
        int bitsPiece = 0;
        for (int block = 0; block < SuperBlock / Block; block++)
        {
            var (index, part) = Nibbles(block);
            var (bitsByte, bit) = TBlock.BitsAbove(block * Block);
            if (HasBitsAbove && bitsByte != bitsPiece)
            {
                if (staysInRegisters) registers.Return(bits);
                bits = lanes.Piece(bitsPiece = bitsByte);
                if (!staysInRegisters)
                {
                    for (int quad = 0; quad < BlockQuads; quad++) code.Vmovups(lanes.Scratch(BitsSlot + quad), bits[quad]);
                    registers.Return(bits);
                }
            }
            if (part == 0) pieces.Add(index, lanes.Piece(TBlock.NibbleOffset + index));
            for (int quad = 0; quad < BlockQuads; quad++)
            {
                Zmm nibbles = pieces[index][quad], quants = part == 0 ? registers.Take() : nibbles;
                if (part == 0) code.Vpandd(quants, nibbles, lowNibbles);
                else code.Vgf2p8affineqb(quants, nibbles, highNibbles);
                if (HasBitsAbove)
                {
                    Zmm above = registers.Take(), stored = staysInRegisters ? bits[quad] : above;
                    if (!staysInRegisters) code.Vmovups(above, lanes.Scratch(BitsSlot + quad));
                    if (bit != 4) code.Vprord(above, stored, (byte)(bit - 4 & 31));
                    code.Vpternlogd(quants, bit != 4 ? above : stored, bitsMask, orAnd);
                    registers.Return(above);
                }
                lanes.Add(quants);
                registers.Return(quants);
                if ((quad + 1) * 4 % PartLength != 0) continue;
                int scaleIndex = (block * Block + quad * 4) / PartLength;
                Zmm scale = registers.Take();
                Zmm? minimum = MinimumPerScale == 0 ? registers.Take() : null;
                code.Vmovups(scale, lanes.Scratch(ScaleSlot + scaleIndex));
                if (minimum is { } kept) code.Vmovups(kept, lanes.Scratch(ScaleSlot + StepParts + scaleIndex));
                lanes.EndPart(scale, minimum);
                registers.Return(scale);
                if (minimum is { } free) registers.Return(free);
            }
        }
        lanes.NextStep(StepParts);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Unpack(byte* rows, nint stride, byte* quants, float* scales, float* minimums)
    {
        byte* words = stackalloc byte[2 * RowPieces.Bytes * 16 + RegisterBytes];
        words += RegisterBytes - ((nint)words & RegisterBytes - 1);
        byte* bits = words + RowPieces.Bytes * 16;
        RowPieces.Load(rows + TBlock.ScalePiece, stride, words);
        TBlock.Scales(words, scales, minimums);
        int bitsPiece = 0;
        for (int index = 0; index < SuperBlock / 2; index += Block)
        {
            RowPieces.Load(rows + TBlock.NibbleOffset + index, stride, words);
            for (int part = 0; part < 2; part++)
            {
                int element = TBlock.Element(index, part);
                var (bitsByte, bit) = TBlock.BitsAbove(element);
                if (HasBitsAbove && bitsByte != bitsPiece) RowPieces.Load(rows + (bitsPiece = bitsByte), stride, bits);
                byte* target = quants + element * 16;
                for (int quad = 0; quad < BlockQuads; quad++, target += RegisterBytes)
                {
                    var nibbles = Vector512.Load(words + quad * RegisterBytes);
                    nibbles = part == 0 ? Simd512.LowerNibbles(nibbles) : Simd512.UpperNibbles(nibbles);
                    if (HasBitsAbove)
                    {
                        var above = Vector512.Load((uint*)(bits + quad * RegisterBytes));
                        nibbles |= (bit < 4 ? above << 4 - bit : above >> bit - 4).AsByte() & Vector512.Create((byte)(TBlock.LargestQuant & 0xF0));
                    }
                    nibbles.Store(target);
                }
            }
        }
    }
}
