using System.Runtime.CompilerServices;
using Engine.Kernels.Gemm.Types;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Prefill;

/// <summary>
/// Prefilling for all types whose weights are w = s q + m with q of a byte, by activations a = d b rounded to 8 bits. A block's sum is
/// d s sum(q b) + d m sum(b): the first sum in integers, the second known when the column is packed.
/// </summary>
/// <remarks>
/// A lane is a column. Rows are unpacked once into a panel that stays in the second-level cache; then four of their quants at a time are
/// repeated over the lanes and meet four activations of each column. How these products are summed is what the derived kernels differ in.
/// </remarks>
internal abstract unsafe class PanelPrefill<S, V, TBlock> : PrefillKernel where S : struct, ISimd<V> where V : struct where TBlock : struct, IPanelBlock
{
    private protected const int Block = Activations<S, V>.Block;

    private const int AheadBytes = 4096;   // how far ahead weights are fetched while they are unpacked

    /// <summary>Registers of columns in a tile.</summary>
    private protected abstract int Registers { get; }

    /// <summary>Parts of a block that have a scale of their own.</summary>
    private protected static int Parts
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Block / TBlock.ScaleLength;
    }

    /// <inheritdoc/>
    public override int ActivationBits => 8;

    /// <inheritdoc/>
    protected override int Lanes => S.Bytes / 4;

    /// <inheritdoc/>
    protected override void Transpose(float* product, int rows, int columns, float* y, int stride) =>
        Transposition<S, V>.Transpose(product, Lanes, rows, columns, y, stride);

    /// <inheritdoc/>
    public override int TileColumns => Registers * (S.Bytes / 4);

    // A tile's block, for each register: 8 vectors, vector i holding quants 4 i .. 4 i + 3 of each column; the scales; the scaled sums of each part.
    private protected static int TileRegister
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
        int lanes = S.Bytes / 4, tileBlock = Registers * TileRegister;
        tile += column / lanes * TileRegister + column % lanes * sizeof(int);
        for (int block = 0; block < length / Block; block++, tile += tileBlock)
        {
            float scale = Activations<S, V>.Quantize(x + block * Block, quants);
            float sumScale = TBlock.MinimumPerScale == 0 ? scale : scale * TBlock.MinimumPerScale;
            for (int i = 0; i < Block / 4; i += 4)
            {
                int* four = (int*)quants + i;
                byte* target = tile + i * S.Bytes;
                *(int*)target = four[0];
                *(int*)(target + S.Bytes) = four[1];
                *(int*)(target + 2 * S.Bytes) = four[2];
                *(int*)(target + 3 * S.Bytes) = four[3];
            }
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

    // An unpacked block: 32 quants of each row of the group; then their scales, part by part, and their minimums.
    private protected static int PanelBlock
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
            for (byte* end = p + w.RowBytes; p < end; p += TBlock.Bytes, panel = panel.Skip(TBlock.Length / Block))
            {
                CacheLines.FetchNear(p + AheadBytes, TBlock.Bytes);
                TBlock.Unpack(p, panel);
            }
        }
    }

    /// <summary><paramref name="total"/> plus one part of a block, given its dot products and the columns' scaled sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static V AddPart(V dot, V columnScale, V columnSum, byte* scales, int part, V total)
    {
        V scale = Scale(scales, part);
        if (TBlock.MinimumPerScale != 0) return S.MultiplyAdd(S.MultiplyAdd(dot, columnScale, columnSum), scale, total);
        return S.MultiplyAdd(columnSum, Scale(scales, Parts + part), S.MultiplyAdd(dot, S.Multiply(columnScale, scale), total));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Scale(byte* scales, int index) => S.RepeatFloat(((float*)scales)[index * RowGroup]);
}
