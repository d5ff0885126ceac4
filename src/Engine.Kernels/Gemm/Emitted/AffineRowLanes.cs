using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Gemm.Types;
using Engine.Kernels.MachineCode;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Emitted;

/// <summary>
/// Blocks of 32 nibbles side by side. A row is read in pieces of 32 bytes, wherever blocks begin; four bytes of it are a register's lane. Where a block's nibbles
/// begin in the middle of four bytes, the first two and the last two of them share a lane.
/// </summary>
internal readonly unsafe struct AffineRowLanes<TBlock> : IRowLanes where TBlock : struct, IAffineBlock
{
    private const int Block = 32, WordBytes = sizeof(int);

    /// <inheritdoc/>
    /// <remarks>The fewest blocks that are whole pieces.</remarks>
    public static int StepParts
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TBlock.Bytes % 4 == 2 ? 16 : TBlock.Bytes % 8 == 4 ? 8 : 4;
    }

    /// <inheritdoc/>
    public static int StepBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => StepParts * TBlock.Bytes;
    }

    /// <inheritdoc/>
    public static int PartLength => Block;

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

    /// <summary>Whether the nibbles of a block begin in the middle of four bytes; its scale is then in the first half of those, the next block's in the second half of its last four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSplit(int part) => (part * TBlock.Bytes + TBlock.QuantOffset) % WordBytes != 0;

    /// <summary>The four bytes that the first nibbles of a block are among, counted from the start of the step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FirstWord(int part) => (part * TBlock.Bytes + TBlock.QuantOffset) / WordBytes;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Quad(sbyte* quants, int part, int quad)
    {
        quants += quad % 2 * 16;   // lower nibbles, upper nibbles
        if (!IsSplit(part)) return *(int*)(quants + quad / 2 * 4);
        return quad / 2 < 3 ? *(int*)(quants + quad / 2 * 4 + 2) : *(ushort*)(quants + 14) | *(ushort*)quants << 16;
    }

    /// <inheritdoc/>
    public static void Emit(RowLanesCode lanes)
    {
        var code = lanes.Code;
        var registers = code.Registers;
        Zmm lowNibbles = registers.Take(), highNibbles = registers.Take(), order = registers.Take();
        var upperWords = registers.TakeMask();
        code.Vmovups(lowNibbles, code.Constant(_ => (byte)15));
        code.Vmovups(highNibbles, code.Constant(_ => 0x10204080_00000000));
        code.Vmovups(order, lanes.HalvesOrder);
        code.Kmovq(upperWords, code.Constant(_ => 0xAAAAAAAAUL));
        lanes.Loop();
        var words = new List<Zmm>();
        Zmm scale = default, other = default;   // the other: a minimum, or the next block's scale
        for (int part = 0; part < StepParts; part++)
        {
            int first = FirstWord(part);
            if (IsSplit(part))
            {
                for (int word = first + 1; word < first + 4; word++) AddNibbles(Word(word));
                (Zmm start, Zmm end, Zmm nibbles) = (Word(first), Word(first + 4), registers.Take());
                code.Vpblendmw(nibbles, end, start, upperWords);
                code.Vpblendmw(end, start, end, upperWords);
                (scale, other) = (registers.Take(), start);
                lanes.Halves(end, order, scale, other);
                registers.Return(end);
                AddNibbles(nibbles);
                lanes.EndPart(scale, null);
                registers.Return(scale);
            }
            else if (TBlock.MinimumPerScale != 0)
            {
                for (int word = first; word < first + 4; word++) AddNibbles(Word(word));
                lanes.EndPart(other, null);
                registers.Return(other);
            }
            else
            {
                (var halves, scale, other) = (Word(first - 1), registers.Take(), registers.Take());
                lanes.Halves(halves, order, scale, other);
                registers.Return(halves);
                for (int word = first; word < first + 4; word++) AddNibbles(Word(word));
                lanes.EndPart(scale, other);
                registers.Return(scale, other);
            }
            if (part < StepParts - 1) lanes.LeaveAtEnd(1);
        }
        lanes.NextStep(1);

        Zmm Word(int index)
        {
            while (words.Count <= index) words.AddRange(lanes.Piece(words.Count / (RowPieces.Bytes / WordBytes) * RowPieces.Bytes));
            return words[index];
        }

        void AddNibbles(Zmm word)
        {
            var low = registers.Take();
            code.Vpandd(low, word, lowNibbles);
            lanes.Add(low);
            registers.Return(low);
            code.Vgf2p8affineqb(word, word, highNibbles);
            lanes.Add(word);
            registers.Return(word);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Unpack(byte* rows, nint stride, byte* quants, float* scales, float* minimums)
    {
        byte* words = stackalloc byte[StepBytes * 16 + 64];
        words += 64 - ((nint)words & 63);
        for (int piece = 0; piece < StepBytes; piece += RowPieces.Bytes) RowPieces.Load(rows + piece, stride, words + piece * 16);
        var upperWords = Vector512.Create(0xFFFF0000u).AsByte();
        for (int part = 0; part < StepParts; part++, scales += 16, minimums += 16)
        {
            int first = FirstWord(part);
            byte* word = words + first * 64;
            if (IsSplit(part))
            {
                Vector512<byte> start = Vector512.Load(word), end = Vector512.Load(word + 4 * 64);
                for (int i = 1; i < 4; i++, quants += 128) Store(Vector512.Load(word + i * 64), quants);
                Store(Vector512.ConditionalSelect(upperWords, start, end), quants);
                quants += 128;
                Halves(start.AsInt32() << 16).Store(scales);
                continue;
            }
            for (int i = 0; i < 4; i++, quants += 128) Store(Vector512.Load(word + i * 64), quants);
            var halves = Vector512.Load((int*)(word - 64));
            if (TBlock.MinimumPerScale != 0) Halves(halves).Store(scales);
            else
            {
                Halves(halves << 16).Store(scales);
                Halves(halves).Store(minimums);
            }
        }
    }

    /// <summary>The halves in the upper words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Halves(Vector512<int> words) => HalfVector.FromUpper<Simd512, Vector512<byte>>(words.AsByte()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<byte> nibbles, byte* quants)
    {
        Simd512.LowerNibbles(nibbles).Store(quants);
        Simd512.UpperNibbles(nibbles).Store(quants + 64);
    }
}
