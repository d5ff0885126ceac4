using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Engine.Kernels.Gemm.Types;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Prefill;

/// <summary>
/// Panels of quants of eight bits where no instruction multiplies bytes without saturating: both sides are widened to 16 bits. It computes what
/// <see cref="QuadPrefill{TBlock}"/> and machine code do, to the bit, and stands in for them.
/// </summary>
internal sealed unsafe class WordPrefill<TBlock> : PanelPrefill<Simd512, Vector512<byte>, TBlock> where TBlock : struct, IPanelBlock
{
    private const int Pairs = Block / 2;

    private protected override int Registers => 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Multiply(byte* unpacked, int rows, byte* tile, int columns, int length, float* product)
    {
        new Span<float>(product, RowGroup * TileColumns).Clear();
        byte* words = stackalloc byte[Pairs * Simd512.Bytes];
        for (int block = 0; block < length / Block; block++, unpacked += PanelBlock, tile += TileRegister)
        {
            // Of four quants of a column, the even ones and the odd ones: as integers of 16 bits they meet the same of a weight.
            for (int quad = 0; quad < Block / 4; quad++)
            {
                var quads = Vector512.Load((short*)(tile + quad * Simd512.Bytes));
                (quads << 8 >> 8).Store((short*)(words + quad * 2 * Simd512.Bytes));
                (quads >> 8).Store((short*)(words + (quad * 2 + 1) * Simd512.Bytes));
            }
            MultiplyBlock(unpacked, rows, words, tile, (byte*)product);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyBlock(byte* panel, int rows, byte* words, byte* tile, byte* product)
    {
        Vector512<short> a0 = Column(words, 0), a1 = Column(words, 1), a2 = Column(words, 2), a3 = Column(words, 3);
        Vector512<short> a4 = Column(words, 4), a5 = Column(words, 5), a6 = Column(words, 6), a7 = Column(words, 7);
        Vector512<short> a8 = Column(words, 8), a9 = Column(words, 9), aa = Column(words, 10), ab = Column(words, 11);
        Vector512<short> ac = Column(words, 12), ad = Column(words, 13), ae = Column(words, 14), af = Column(words, 15);
        byte* scales = panel + RowGroup * Block;
        for (int row = 0; row < rows; row++, panel += Block, scales += sizeof(float), product += Simd512.Bytes)
        {
            var even = Products(panel, 0, a0, a1) + Products(panel, 2, a4, a5);
            var odd = Products(panel, 1, a2, a3) + Products(panel, 3, a6, a7);
            even += Products(panel, 4, a8, a9) + Products(panel, 6, ac, ad);
            odd += Products(panel, 5, aa, ab) + Products(panel, 7, ae, af);
            var dot = Vector512.ConvertToSingle(even + odd).AsByte();
            byte* columnScales = tile + Block / 4 * Simd512.Bytes;
            var total = AddPart(dot, Simd512.Load(columnScales), Simd512.Load(columnScales + Simd512.Bytes), scales, 0, Simd512.Load(product));
            Simd512.Store(total, product);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> Column(byte* words, int index) => Vector512.Load((short*)(words + index * Simd512.Bytes));

    /// <summary>Four unsigned quants of a row by four of each column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Products(byte* panel, int quad, Vector512<short> even, Vector512<short> odd)
    {
        var quants = Vector512.Create(((int*)panel)[quad]);
        return Avx512BW.MultiplyAddAdjacent((quants & Vector512.Create(0x00FF00FF)).AsInt16(), even) +
            Avx512BW.MultiplyAddAdjacent((quants.AsUInt16() >> 8).AsInt16(), odd);
    }
}
