using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Gemm.Prefill;
using Engine.Kernels.Gemm.Types;
using Engine.Kernels.MachineCode;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Emitted;

/// <summary>
/// Panels of quants of up to eight bits, by the instruction of <see cref="QuadPrefill{TBlock}"/> on registers twice as wide. Processors with AVX-512 VNNI
/// have it, but .NET 10 does not offer it: the loop over the rows of a block is therefore machine code, written when it is first needed.
/// </summary>
/// <remarks>Sums are exact in integers and added in the order of the other panels: the results are theirs to the bit.</remarks>
internal sealed unsafe class EmittedPrefill<TBlock> : PanelPrefill<Simd512, Vector512<byte>, TBlock> where TBlock : struct, IPanelBlock
{
    private const int Steps = Block / 4;   // of four quants

    private const int Few = 8;   // columns, each of which is multiplied by itself

    private static readonly EmittedPrefill<TBlock>? s_kernel =
        ByteProducts.IsSupported && EmittedCode.TryLoad(Emit(1), Emit(2), EmitFew(1), EmitFew(2), EmitFew(4), EmitFew(Few)) is [var one, var two, .. var few] ? new(one, two, few) : null;

    private readonly EmittedCode _multiplyOne, _multiplyTwo;
    private readonly EmittedCode[] _multiplyFew;   // 1, 2, 4 and 8

    private EmittedPrefill(EmittedCode multiplyOne, EmittedCode multiplyTwo, EmittedCode[] multiplyFew) =>
        (_multiplyOne, _multiplyTwo, _multiplyFew) = (multiplyOne, multiplyTwo, multiplyFew);

    /// <summary>The kernel; null where the processor lacks the instruction, or the system gives no executable memory.</summary>
    public static EmittedPrefill<TBlock>? TryCreate() => s_kernel;

    private protected override int Registers => 2;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Multiply(byte* unpacked, int rows, byte* tile, int columns, int length, float* product)
    {
        bool isOne = columns <= Lanes;   // the end of a prompt, or a short one
        var code = isOne ? _multiplyOne : _multiplyTwo;
        new Span<float>(product, (isOne ? 1 : 2) * Lanes * RowGroup).Clear();
        for (int block = 0; block < length / Block; block++, unpacked += PanelBlock, tile += 2 * TileRegister)
            code.Call(unpacked, rows, tile, (byte*)product);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void MultiplyTile(byte* unpacked, int rows, byte* tile, int columns, int length, float* product, float* y, int stride)
    {
        if (columns > Few)
        {
            base.MultiplyTile(unpacked, rows, tile, columns, length, product, y, stride);
            return;
        }
        var code = _multiplyFew[BitOperations.Log2((uint)columns * 2 - 1)];
        int together = Math.Min(32, code.MostSteps);   // blocks: about a microsecond
        new Span<float>(product, Few * RowGroup).Clear();
        for (int block = 0; block < length / Block; block += together)
        {
            byte* start = unpacked + (nint)block * PanelBlock;
            for (int row = 0; row < rows; row += Lanes)
            {
                code.Call(start + row * Block, Math.Min(together, length / Block - block), tile + (nint)block * 2 * TileRegister, (byte*)(product + row),
                    0, start + RowGroup * Block + row * sizeof(float));
            }
        }
        for (int column = 0; column < columns; column++)
            for (int row = 0; row < rows; row++)
                y[(nint)column * stride + row] = product[column * RowGroup + row / Lanes * Lanes + LaneOf(row % Lanes)];
    }

    private const Register Quants = EmittedCode.First, Rows = EmittedCode.Second, Tile = EmittedCode.Third, Product = EmittedCode.Fourth, Scales = EmittedCode.Spare;

    /// <summary>Adds a block of rows by one or two registers of columns to their products, several rows at a time: eight dot products, so that none waits for its last addition.</summary>
    internal static Emission Emit(int registers)
    {
        int steps = Steps / Parts, together = 8 / (registers * Parts);
        var code = new Assembler();
        var dots = code.Registers.Take(8);
        Zmm weight = code.Registers.Take(), scaled = weight, total = code.Registers.Take();
        Zmm[] columnScales = code.Registers.Take(2), columnSums = code.Registers.Take(4), columns = code.Registers.Take(2 * Steps);   // all 32
        for (int register = 0; register < registers; register++)
        {
            for (int step = 0; step < Steps; step++) code.Vmovups(columns[register * Steps + step], InTile(register, step));
            code.Vmovups(columnScales[register], InTile(register, Steps));
            for (int part = 0; part < Parts; part++) code.Vmovups(columnSums[register * Parts + part], InTile(register, Steps + 1 + part));
        }
        code.Lea(Scales, new(Quants, RowGroup * Block));

        var loop = code.NewLabel();
        code.Mark(loop);
        foreach (var dot in dots) code.Vpxord(dot, dot, dot);
        for (int step = 0; step < steps; step++)
        {
            for (int row = 0; row < together; row++)
            {
                for (int part = 0; part < Parts; part++)
                {
                    code.Vpbroadcastd(weight, new(Quants, row * Block + (part * steps + step) * 4));
                    for (int register = 0; register < registers; register++)
                        code.Vpdpbusd(Dot(row, register, part), weight, columns[register * Steps + part * steps + step]);
                }
            }
        }
        for (int row = 0; row < together; row++)
        {
            for (int register = 0; register < registers; register++)
            {
                code.Vmovups(total, InProduct(row, register));
                for (int part = 0; part < Parts; part++)
                {
                    Zmm dot = Dot(row, register, part), scale = columnScales[register], sum = columnSums[register * Parts + part];
                    code.Vcvtdq2ps(dot, dot);
                    if (TBlock.MinimumPerScale != 0)
                    {
                        code.Vfmadd213ps(dot, scale, sum);
                        code.Vfmadd231ps(total, dot, Scale(row, part).Repeated);
                    }
                    else
                    {
                        code.Vmulps(scaled, scale, Scale(row, part).Repeated);
                        code.Vfmadd231ps(total, dot, scaled);
                        code.Vfmadd231ps(total, sum, Scale(row, Parts + part).Repeated);
                    }
                }
                code.Vmovups(InProduct(row, register), total);
            }
        }
        code.Add(Quants, together * Block);
        code.Add(Scales, together * sizeof(float));
        code.Add(Product, together * Simd512.Bytes);
        code.Add(Rows, -together);
        code.Jg(loop);
        code.Vzeroupper();
        code.Ret();
        return new(code.ToArray(), (code.Instructions + together - 1) / together);

        Zmm Dot(int row, int register, int part) => dots[(row * registers + register) * Parts + part];
        static Address InTile(int register, int index) => new(Tile, register * TileRegister + index * Simd512.Bytes);
        static Address InProduct(int row, int register) => new(Product, (register * RowGroup + row) * Simd512.Bytes);
        static Address Scale(int row, int index) => new(Scales, (index * RowGroup + row) * sizeof(float));
    }

    private const Register Blocks = EmittedCode.Second, RowScales = EmittedCode.Sixth;

    /// <summary>Adds blocks of sixteen rows by a few columns to their products. A lane is a row here: quants are transposed, and meet the same four activations in all lanes.</summary>
    internal static Emission EmitFew(int columns)
    {
        int steps = Steps / Parts;
        var code = new Assembler();
        Zmm[] rows = code.Registers.Take(8), quads = code.Registers.Take(8), totals = code.Registers.Take(Few);   // the transposition: first all, then half of it is in rows
        Zmm[] scales = code.Registers.Take(2), minimums = code.Registers.Take(2);
        var order = code.Registers.Take();
        var (dot, columnScale, columnSum, scaled) = (rows[0], rows[1], rows[2], rows[3]);   // afterwards
        code.Vmovups(order, code.Constant(RowOf));
        for (int column = 0; column < columns; column++) code.Vmovups(totals[column], InProduct(column));

        var loop = code.NewLabel();
        code.Mark(loop);
        for (int i = 0; i < 8; i++) code.Vmovups(rows[i], new Address(Quants, i * 2 * Block));   // two rows, each in two quarters
        for (int i = 0; i < 8; i += 2)
        {
            code.Vpunpckldq(quads[i], rows[i], rows[i + 1]);
            code.Vpunpckhdq(quads[i + 1], rows[i], rows[i + 1]);
        }
        for (int i = 0; i < 8; i += 2)
        {
            Zmm first = quads[i / 4 * 4 + i % 4 / 2], second = quads[i / 4 * 4 + i % 4 / 2 + 2];
            code.Vpunpcklqdq(rows[i], first, second);
            code.Vpunpckhqdq(rows[i + 1], first, second);
        }
        for (int i = 0; i < 4; i++)
        {
            code.Vshufi32x4(quads[i], rows[i], rows[4 + i], 0b10_00_10_00);
            code.Vshufi32x4(quads[4 + i], rows[i], rows[4 + i], 0b11_01_11_01);
        }
        for (int part = 0; part < Parts; part++)
        {
            code.Vpermps(scales[part], order, Scale(part));
            if (TBlock.MinimumPerScale == 0) code.Vpermps(minimums[part], order, Scale(Parts + part));
        }
        for (int column = 0; column < columns; column++)
        {
            var total = totals[column];
            code.Vpbroadcastd(columnScale, InTile(Steps, column));
            for (int part = 0; part < Parts; part++)
            {
                code.Vpxord(dot, dot, dot);
                for (int step = part * steps; step < (part + 1) * steps; step++) code.Vpdpbusd(dot, quads[step], InTile(step, column).Repeated);
                code.Vcvtdq2ps(dot, dot);
                code.Vpbroadcastd(columnSum, InTile(Steps + 1 + part, column));
                if (TBlock.MinimumPerScale != 0)
                {
                    code.Vfmadd213ps(dot, columnScale, columnSum);
                    code.Vfmadd231ps(total, dot, scales[part]);
                }
                else
                {
                    code.Vmulps(scaled, columnScale, scales[part]);
                    code.Vfmadd231ps(total, dot, scaled);
                    code.Vfmadd231ps(total, columnSum, minimums[part]);
                }
            }
        }
        code.Add(Quants, PanelBlock);
        code.Add(RowScales, PanelBlock);
        code.Add(Tile, 2 * TileRegister);
        code.Add(Blocks, -1);
        code.Jg(loop);
        for (int column = 0; column < columns; column++) code.Vmovups(InProduct(column), totals[column]);
        code.Vzeroupper();
        code.Ret();
        return new(code.ToArray(), code.Instructions);

        static Address InTile(int index, int column) => new(Tile, index * Simd512.Bytes + column * sizeof(float));
        static Address InProduct(int column) => new(Product, column * RowGroup * sizeof(float));
        static Address Scale(int index) => new(RowScales, index * RowGroup * sizeof(float));
    }

    // The transposition leaves the even ones of eight rows before the odd ones.
    private static int RowOf(int lane) => lane / 8 * 8 + lane % 4 * 2 + lane / 4 % 2;

    private static int LaneOf(int row) => row / 8 * 8 + row % 2 * 4 + row % 8 / 2;
}
