using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Engine.Kernels.Gemm.Types;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Prefill;

/// <summary>
/// Panels of quants of up to eight bits, by AVX-VNNI's instruction that adds four products of bytes to 32 bits. It knows no wider registers, and sixteen of
/// these: the sums of four rows and three registers of columns fit, the columns, and a weight.
/// </summary>
internal sealed unsafe class QuadPrefill<TBlock> : PanelPrefill<Simd256, Vector256<byte>, TBlock> where TBlock : struct, IPanelBlock
{
    private const int Width = 8;   // columns of a register

    private protected override int Registers => 3;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Multiply(byte* unpacked, int rows, byte* tile, int columns, int length, float* product)
    {
        new Span<float>(product, TileColumns * RowGroup).Clear();
        for (int block = 0; block < length / Block; block++, unpacked += PanelBlock, tile += 3 * TileRegister)
        {
            float* scales = (float*)(unpacked + RowGroup * Block);
            for (int row = 0; row < rows; row += 4) MultiplyFour(unpacked + row * Block, scales + row, tile, product + row * Width);
        }
    }

    /// <summary>Adds a block of four rows by one tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyFour(byte* quants, float* scales, byte* tile, float* product)
    {
        for (int part = 0; part < Parts; part++)
        {
            Vector256<int> a0 = default, a1 = default, a2 = default, a3 = default;
            Vector256<int> b0 = default, b1 = default, b2 = default, b3 = default;
            Vector256<int> c0 = default, c1 = default, c2 = default, c3 = default;
            byte* columns = tile + part * TBlock.ScaleLength * Width;
            for (byte* end = quants + TBlock.ScaleLength; quants < end; quants += 4, columns += Simd256.Bytes)
            {
                var a = Vector256.Load((sbyte*)columns);
                var b = Vector256.Load((sbyte*)columns + TileRegister);
                var c = Vector256.Load((sbyte*)columns + 2 * TileRegister);
                var w = Repeat(quants);
                a0 = AvxVnni.MultiplyWideningAndAdd(a0, w, a);
                b0 = AvxVnni.MultiplyWideningAndAdd(b0, w, b);
                c0 = AvxVnni.MultiplyWideningAndAdd(c0, w, c);
                w = Repeat(quants + Block);
                a1 = AvxVnni.MultiplyWideningAndAdd(a1, w, a);
                b1 = AvxVnni.MultiplyWideningAndAdd(b1, w, b);
                c1 = AvxVnni.MultiplyWideningAndAdd(c1, w, c);
                w = Repeat(quants + 2 * Block);
                a2 = AvxVnni.MultiplyWideningAndAdd(a2, w, a);
                b2 = AvxVnni.MultiplyWideningAndAdd(b2, w, b);
                c2 = AvxVnni.MultiplyWideningAndAdd(c2, w, c);
                w = Repeat(quants + 3 * Block);
                a3 = AvxVnni.MultiplyWideningAndAdd(a3, w, a);
                b3 = AvxVnni.MultiplyWideningAndAdd(b3, w, b);
                c3 = AvxVnni.MultiplyWideningAndAdd(c3, w, c);
            }
            AddTo(product, a0, a1, a2, a3, tile, scales, part);
            AddTo(product + RowGroup * Width, b0, b1, b2, b3, tile + TileRegister, scales, part);
            AddTo(product + 2 * RowGroup * Width, c0, c1, c2, c3, tile + 2 * TileRegister, scales, part);
        }
    }

    /// <summary>Adds dot products of four rows and one register of columns to the results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(float* product, Vector256<int> d0, Vector256<int> d1, Vector256<int> d2, Vector256<int> d3, byte* tile, float* scales, int part)
    {
        byte* columnScales = tile + Block * Width;
        Vector256<byte> scale = Simd256.Load(columnScales), sum = Simd256.Load(columnScales + (1 + part) * Simd256.Bytes);
        AddTo(product, d0, scale, sum, scales, part);
        AddTo(product + Width, d1, scale, sum, scales + 1, part);
        AddTo(product + 2 * Width, d2, scale, sum, scales + 2, part);
        AddTo(product + 3 * Width, d3, scale, sum, scales + 3, part);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(float* product, Vector256<int> dot, Vector256<byte> scale, Vector256<byte> sum, float* scales, int part) =>
        Simd256.Store(AddPart(Simd256.ToFloat(dot.AsByte()), scale, sum, (byte*)scales, part, Simd256.Load(product)), product);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Repeat(byte* quants) => Vector256.Create(*(int*)quants).AsByte();
}
