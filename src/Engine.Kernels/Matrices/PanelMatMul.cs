using System.Runtime.CompilerServices;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Matrices;

/// <summary>What prefilling needs to know of weights that are w = scale q + minimum with q of at most six bits.</summary>
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

    /// <summary>Sets scale and minimum of part <paramref name="part"/> of block <paramref name="index"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int index, int part, float scale, float minimum)
    {
        *(float*)((byte*)(scales + part * 16) + (nint)index * blockBytes) = scale;
        *(float*)((byte*)(minimums + part * 16) + (nint)index * blockBytes) = minimum;
    }

    /// <summary>The same row, <paramref name="blocks"/> blocks on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PanelRow Skip(int blocks)
    {
        nint bytes = (nint)blocks * blockBytes;
        return new(quants + bytes, (float*)((byte*)scales + bytes), (float*)((byte*)minimums + bytes), blockBytes);
    }
}

/// <summary>
/// Prefilling for all types whose weights are w = s q + m with small q, by activations a = d b rounded to 8 bits. A block's sum is
/// d s sum(q b) + d m sum(b): the first sum in integers, the second known when the column is packed.
/// </summary>
/// <remarks>
/// A lane is a column. Rows are unpacked once into a panel that stays in the second-level cache; then four of their quants at a time are
/// repeated over the lanes and meet four activations of each column. A byte multiplication adds two products in 16 bits; as many of
/// these are added as fit before they are widened to 32.
/// </remarks>
internal abstract unsafe class PanelMatMul<S, V, TBlock> : MatMulKernel where S : struct, ISimd<V> where V : struct where TBlock : struct, IPanelBlock
{
    private protected const int Block = Activations<S, V>.Block;
    private const int Parts16 = 2;   // halves of a block whose sums are kept apart

    // Registers of columns in a tile: two share each repeated weight where there are 32 registers to hold them.
    private static int Registers
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => S.Bytes == 64 ? 2 : 1;
    }

    private static int Parts
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Block / TBlock.ScaleLength;
    }

    /// <inheritdoc/>
    public override int ActivationBits => 8;

    /// <inheritdoc/>
    protected override int Lanes => S.Bytes / 4;

    /// <inheritdoc/>
    public override int TileColumns => Registers * (S.Bytes / 4);

    // A tile's block, for each register: 8 vectors, vector i holding quants 4 i .. 4 i + 3 of each column; the scales; the scaled sums of each part.
    private static int TileRegister
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => S.Bytes * (Block / 4 + 1 + Parts);
    }

    /// <inheritdoc/>
    public override int TileBytes(int length) => length / Block * Registers * TileRegister;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void PackColumn(float* x, int length, byte* tile, int column)
    {
        sbyte* quants = stackalloc sbyte[Block];
        int lanes = S.Bytes / 4;
        tile += column / lanes * TileRegister + column % lanes * sizeof(int);
        for (int block = 0; block < length / Block; block++, tile += Registers * TileRegister)
        {
            float scale = Activations<S, V>.Quantize(x + block * Block, quants);
            float sumScale = TBlock.MinimumPerScale == 0 ? scale : scale * TBlock.MinimumPerScale;
            for (int i = 0; i < Block / 4; i++) *(int*)(tile + i * S.Bytes) = ((int*)quants)[i];
            *(float*)(tile + Block / 4 * S.Bytes) = scale;
            int first = Activations<S, V>.Sum16(quants), second = Activations<S, V>.Sum16(quants + 16);
            if (Parts == 1)
            {
                *(float*)(tile + (Block / 4 + 1) * S.Bytes) = sumScale * (first + second);
                continue;
            }
            *(float*)(tile + (Block / 4 + 1) * S.Bytes) = sumScale * first;
            *(float*)(tile + (Block / 4 + 2) * S.Bytes) = sumScale * second;
        }
    }

    // An unpacked block: 32 quants of each of 16 rows; then their scales, part by part, and their minimums.
    private static int PanelBlock
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => RowGroup * (Block + 2 * Parts * sizeof(float));
    }

    /// <inheritdoc/>
    protected override int UnpackedBytes(int length) => length / Block * PanelBlock;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Unpack(Matrix w, int row, int rows, byte* unpacked, byte* rowScratch)
    {
        for (int r = 0; r < rows; r++)
        {
            byte* p = w.Row(row + r, rowScratch);
            float* scales = (float*)(unpacked + RowGroup * Block) + r;
            var panel = new PanelRow(unpacked + r * Block, scales, scales + Parts * RowGroup, PanelBlock);
            for (int i = 0; i < w.Length; i += TBlock.Length, p += TBlock.Bytes) TBlock.Unpack(p, panel.Skip(i / Block));
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Multiply(byte* unpacked, byte* tile, int length, float* product)
    {
        for (int i = 0; i < Registers * RowGroup; i++) S.Store(S.Zero, (byte*)product + i * S.Bytes);
        for (int block = 0; block < length / Block; block++, unpacked += PanelBlock, tile += Registers * TileRegister)
        {
            if (Registers == 2) MultiplyPair(unpacked, tile, (byte*)product);
            else MultiplyOne(unpacked, tile, (byte*)product);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyOne(byte* panel, byte* tile, byte* product)
    {
        V a0 = S.Load(tile), a1 = S.Load(tile + S.Bytes), a2 = S.Load(tile + 2 * S.Bytes), a3 = S.Load(tile + 3 * S.Bytes);
        V a4 = S.Load(tile + 4 * S.Bytes), a5 = S.Load(tile + 5 * S.Bytes), a6 = S.Load(tile + 6 * S.Bytes), a7 = S.Load(tile + 7 * S.Bytes);
        byte* scales = panel + RowGroup * Block;
        for (int row = 0; row < RowGroup; row++, panel += Block, scales += sizeof(float), product += S.Bytes)
        {
            V p0 = S.MultiplyAddBytes(Repeat(panel, 0), a0);
            V p1 = S.MultiplyAddBytes(Repeat(panel, 1), a1);
            V p2 = S.MultiplyAddBytes(Repeat(panel, 2), a2);
            V p3 = S.MultiplyAddBytes(Repeat(panel, 3), a3);
            V p4 = S.MultiplyAddBytes(Repeat(panel, 4), a4);
            V p5 = S.MultiplyAddBytes(Repeat(panel, 5), a5);
            V p6 = S.MultiplyAddBytes(Repeat(panel, 6), a6);
            V p7 = S.MultiplyAddBytes(Repeat(panel, 7), a7);
            S.Store(Accumulate(p0, p1, p2, p3, p4, p5, p6, p7, scales, tile + Block / 4 * S.Bytes, S.Load(product)), product);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyPair(byte* panel, byte* tile, byte* product)
    {
        V a0 = S.Load(tile), a1 = S.Load(tile + S.Bytes), a2 = S.Load(tile + 2 * S.Bytes), a3 = S.Load(tile + 3 * S.Bytes);
        V a4 = S.Load(tile + 4 * S.Bytes), a5 = S.Load(tile + 5 * S.Bytes), a6 = S.Load(tile + 6 * S.Bytes), a7 = S.Load(tile + 7 * S.Bytes);
        byte* other = tile + TileRegister;
        V b0 = S.Load(other), b1 = S.Load(other + S.Bytes), b2 = S.Load(other + 2 * S.Bytes), b3 = S.Load(other + 3 * S.Bytes);
        V b4 = S.Load(other + 4 * S.Bytes), b5 = S.Load(other + 5 * S.Bytes), b6 = S.Load(other + 6 * S.Bytes), b7 = S.Load(other + 7 * S.Bytes);
        byte* scales = panel + RowGroup * Block;
        for (int row = 0; row < RowGroup; row++, panel += Block, scales += sizeof(float), product += S.Bytes)
        {
            V w = Repeat(panel, 0);
            V p0 = S.MultiplyAddBytes(w, a0), q0 = S.MultiplyAddBytes(w, b0);
            w = Repeat(panel, 1);
            V p1 = S.MultiplyAddBytes(w, a1), q1 = S.MultiplyAddBytes(w, b1);
            w = Repeat(panel, 2);
            V p2 = S.MultiplyAddBytes(w, a2), q2 = S.MultiplyAddBytes(w, b2);
            w = Repeat(panel, 3);
            V p3 = S.MultiplyAddBytes(w, a3), q3 = S.MultiplyAddBytes(w, b3);
            w = Repeat(panel, 4);
            V p4 = S.MultiplyAddBytes(w, a4), q4 = S.MultiplyAddBytes(w, b4);
            w = Repeat(panel, 5);
            V p5 = S.MultiplyAddBytes(w, a5), q5 = S.MultiplyAddBytes(w, b5);
            w = Repeat(panel, 6);
            V p6 = S.MultiplyAddBytes(w, a6), q6 = S.MultiplyAddBytes(w, b6);
            w = Repeat(panel, 7);
            V p7 = S.MultiplyAddBytes(w, a7), q7 = S.MultiplyAddBytes(w, b7);
            byte* second = product + RowGroup * S.Bytes;
            S.Store(Accumulate(p0, p1, p2, p3, p4, p5, p6, p7, scales, tile + Block / 4 * S.Bytes, S.Load(product)), product);
            S.Store(Accumulate(q0, q1, q2, q3, q4, q5, q6, q7, scales, other + Block / 4 * S.Bytes, S.Load(second)), second);
        }
    }

    /// <summary><paramref name="total"/> plus a block of one row by one register of columns, given its eight partial products in 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Accumulate(V p0, V p1, V p2, V p3, V p4, V p5, V p6, V p7, byte* scales, byte* columnScales, V total)
    {
        V columnScale = S.Load(columnScales);
        if (Parts == 1) return AddPart(Widen(p0, p1, p2, p3, p4, p5, p6, p7), columnScale, S.Load(columnScales + S.Bytes), scales, 0, total);
        total = AddPart(Widen(p0, p1, p2, p3), columnScale, S.Load(columnScales + S.Bytes), scales, 0, total);
        return AddPart(Widen(p4, p5, p6, p7), columnScale, S.Load(columnScales + 2 * S.Bytes), scales, 1, total);
    }

    /// <summary><paramref name="total"/> plus one part of a block, given its dot products and the columns' scaled sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AddPart(V dot, V columnScale, V columnSum, byte* scales, int part, V total)
    {
        V scale = Scale(scales, part);
        if (TBlock.MinimumPerScale != 0) return S.MultiplyAdd(S.MultiplyAdd(dot, columnScale, columnSum), scale, total);
        return S.MultiplyAdd(columnSum, Scale(scales, Parts + part), S.MultiplyAdd(dot, S.Multiply(columnScale, scale), total));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Widen(V p0, V p1, V p2, V p3, V p4, V p5, V p6, V p7)
    {
        if (16 * 127 * TBlock.LargestQuant > short.MaxValue) return S.Add(Widen(p0, p1, p2, p3), Widen(p4, p5, p6, p7));
        return S.ToFloat(S.MultiplyAdd16(S.Add16(S.Add16(S.Add16(p0, p1), S.Add16(p2, p3)), S.Add16(S.Add16(p4, p5), S.Add16(p6, p7))), Ones));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Widen(V p0, V p1, V p2, V p3)
    {
        if (8 * 127 * TBlock.LargestQuant <= short.MaxValue)
            return S.ToFloat(S.MultiplyAdd16(S.Add16(S.Add16(p0, p1), S.Add16(p2, p3)), Ones));
        return S.ToFloat(S.AddInt(S.MultiplyAdd16(S.Add16(p0, p1), Ones), S.MultiplyAdd16(S.Add16(p2, p3), Ones)));
    }

    private static V Ones
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => S.RepeatInt(0x0001_0001);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Scale(byte* scales, int index) => S.RepeatFloat(((float*)scales)[index * RowGroup]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Repeat(byte* quants, int index) => S.RepeatInt(((int*)quants)[index]);
}
