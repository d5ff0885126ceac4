using System.Runtime.CompilerServices;
using Engine.Kernels.Gemm.Types;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Prefill;

/// <summary>
/// Panels of quants of at most six bits, by an instruction that multiplies bytes and adds two products in 16 bits: as many of these pairs are added as fit
/// before they are widened to 32.
/// </summary>
internal sealed unsafe class PairPrefill<S, V, TBlock> : PanelPrefill<S, V, TBlock> where S : struct, ISimd<V> where V : struct where TBlock : struct, IPanelBlock
{
    // Two registers of columns share each repeated weight where there are 32 registers to hold them.
    private static bool Wide
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => S.Bytes == 64;
    }

    private protected override int Registers => Wide ? 2 : 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Multiply(byte* unpacked, int rows, byte* tile, int columns, int length, float* product)
    {
        int registers = Registers;
        for (int i = 0; i < registers * RowGroup; i++) S.Store(S.Zero, (byte*)product + i * S.Bytes);
        for (int block = 0; block < length / Block; block++, unpacked += PanelBlock, tile += registers * TileRegister)
            MultiplyBlock(unpacked, rows, tile, (byte*)product);
    }

    /// <summary>Adds a block of some rows by one or two registers of columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyBlock(byte* panel, int rows, byte* tile, byte* product)
    {
        V a0 = S.Load(tile), a1 = S.Load(tile + S.Bytes), a2 = S.Load(tile + 2 * S.Bytes), a3 = S.Load(tile + 3 * S.Bytes);
        V a4 = S.Load(tile + 4 * S.Bytes), a5 = S.Load(tile + 5 * S.Bytes), a6 = S.Load(tile + 6 * S.Bytes), a7 = S.Load(tile + 7 * S.Bytes);
        byte* other = Wide ? tile + TileRegister : tile;   // not used otherwise
        V b0 = S.Load(other), b1 = S.Load(other + S.Bytes), b2 = S.Load(other + 2 * S.Bytes), b3 = S.Load(other + 3 * S.Bytes);
        V b4 = S.Load(other + 4 * S.Bytes), b5 = S.Load(other + 5 * S.Bytes), b6 = S.Load(other + 6 * S.Bytes), b7 = S.Load(other + 7 * S.Bytes);
        byte* scales = panel + RowGroup * Block;
        for (int row = 0; row < rows; row++, panel += Block, scales += sizeof(float), product += S.Bytes)
        {
            V w = Repeat(panel, 0);
            V p0 = S.MultiplyAddBytes(w, a0), q0 = Wide ? S.MultiplyAddBytes(w, b0) : S.Zero;
            w = Repeat(panel, 1);
            V p1 = S.MultiplyAddBytes(w, a1), q1 = Wide ? S.MultiplyAddBytes(w, b1) : S.Zero;
            w = Repeat(panel, 2);
            V p2 = S.MultiplyAddBytes(w, a2), q2 = Wide ? S.MultiplyAddBytes(w, b2) : S.Zero;
            w = Repeat(panel, 3);
            V p3 = S.MultiplyAddBytes(w, a3), q3 = Wide ? S.MultiplyAddBytes(w, b3) : S.Zero;
            w = Repeat(panel, 4);
            V p4 = S.MultiplyAddBytes(w, a4), q4 = Wide ? S.MultiplyAddBytes(w, b4) : S.Zero;
            w = Repeat(panel, 5);
            V p5 = S.MultiplyAddBytes(w, a5), q5 = Wide ? S.MultiplyAddBytes(w, b5) : S.Zero;
            w = Repeat(panel, 6);
            V p6 = S.MultiplyAddBytes(w, a6), q6 = Wide ? S.MultiplyAddBytes(w, b6) : S.Zero;
            w = Repeat(panel, 7);
            V p7 = S.MultiplyAddBytes(w, a7), q7 = Wide ? S.MultiplyAddBytes(w, b7) : S.Zero;
            S.Store(Accumulate(p0, p1, p2, p3, p4, p5, p6, p7, scales, tile + Block / 4 * S.Bytes, S.Load(product)), product);
            if (!Wide) continue;
            byte* second = product + RowGroup * S.Bytes;
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
    private static V Repeat(byte* quants, int index) => S.RepeatInt(((int*)quants)[index]);
}
