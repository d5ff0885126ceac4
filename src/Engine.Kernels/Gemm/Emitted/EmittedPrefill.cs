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
        const int together = 32;   // blocks: about a microsecond
        var code = _multiplyFew[BitOperations.Log2((uint)columns * 2 - 1)];
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
    private static byte[] Emit(int registers)
    {
        const int dots = 0, weight = 8, scaled = weight, total = 9, columnScales = 10, columnSums = 12, columns = 16;   // all 32 vector registers
        int steps = Steps / Parts, together = 8 / (registers * Parts);
        var code = new Assembler();
        for (int register = 0; register < registers; register++)
        {
            for (int step = 0; step < Steps; step++) code.Load(columns + register * Steps + step, InTile(register, step));
            code.Load(columnScales + register, InTile(register, Steps));
            for (int part = 0; part < Parts; part++) code.Load(columnSums + register * Parts + part, InTile(register, Steps + 1 + part));
        }
        code.LoadAddress(Scales, new(Quants, RowGroup * Block));

        int loop = code.Position;
        for (int dot = dots; dot < dots + 8; dot++) code.Zero(dot);
        for (int step = 0; step < steps; step++)
        {
            for (int row = 0; row < together; row++)
            {
                for (int part = 0; part < Parts; part++)
                {
                    code.RepeatInt(weight, new(Quants, row * Block + (part * steps + step) * 4));
                    for (int register = 0; register < registers; register++)
                        code.AddProductsOfBytes(Dot(row, register, part), weight, columns + register * Steps + part * steps + step);
                }
            }
        }
        for (int row = 0; row < together; row++)
        {
            for (int register = 0; register < registers; register++)
            {
                code.Load(total, InProduct(row, register));
                for (int part = 0; part < Parts; part++)
                {
                    int dot = Dot(row, register, part), scale = columnScales + register, sum = columnSums + register * Parts + part;
                    code.ToFloat(dot, dot);
                    if (TBlock.MinimumPerScale != 0)
                    {
                        code.MultiplyAddTo(dot, scale, sum);
                        code.AddProductRepeated(total, dot, Scale(row, part));
                    }
                    else
                    {
                        code.MultiplyRepeated(scaled, scale, Scale(row, part));
                        code.AddProduct(total, dot, scaled);
                        code.AddProductRepeated(total, sum, Scale(row, Parts + part));
                    }
                }
                code.Store(InProduct(row, register), total);
            }
        }
        code.Add(Quants, together * Block);
        code.Add(Scales, together * sizeof(float));
        code.Add(Product, together * Simd512.Bytes);
        code.Add(Rows, -together);
        code.JumpIfPositive(loop);
        code.Return();
        return code.ToArray();

        int Dot(int row, int register, int part) => dots + (row * registers + register) * Parts + part;
        static Address InTile(int register, int index) => new(Tile, register * TileRegister + index * Simd512.Bytes);
        static Address InProduct(int row, int register) => new(Product, (register * RowGroup + row) * Simd512.Bytes);
        static Address Scale(int row, int index) => new(Scales, (index * RowGroup + row) * sizeof(float));
    }

    private const Register Blocks = EmittedCode.Second, RowScales = EmittedCode.Sixth;

    /// <summary>Adds blocks of sixteen rows by a few columns to their products. A lane is a row here: quants are transposed, and meet the same four activations in all lanes.</summary>
    private static byte[] EmitFew(int columns)
    {
        const int rows = 0, quads = 8, totals = 16, scales = 24, minimums = 26, order = 28;   // first all, then half of the transposition is in rows
        const int dot = 0, columnScale = 1, columnSum = 2, scaled = 3;                         // afterwards
        int steps = Steps / Parts;
        var code = new Assembler();
        code.Load(order, code.Constant(RowOf));
        for (int column = 0; column < columns; column++) code.Load(totals + column, InProduct(column));

        int loop = code.Position;
        for (int i = 0; i < 8; i++) code.Load(rows + i, new(Quants, i * 2 * Block));   // two rows, each in two quarters
        for (int i = 0; i < 8; i += 2)
        {
            code.InterleaveInts(quads + i, rows + i, rows + i + 1, isUpper: false);
            code.InterleaveInts(quads + i + 1, rows + i, rows + i + 1, isUpper: true);
        }
        for (int i = 0; i < 8; i++) code.InterleaveLongs(rows + i, quads + i / 4 * 4 + i % 4 / 2, quads + i / 4 * 4 + i % 4 / 2 + 2, isUpper: i % 2 != 0);
        for (int i = 0; i < 4; i++)
        {
            code.SelectQuarters(quads + i, rows + i, rows + 4 + i, 0b10_00_10_00);
            code.SelectQuarters(quads + 4 + i, rows + i, rows + 4 + i, 0b11_01_11_01);
        }
        for (int part = 0; part < Parts; part++)
        {
            code.Permute(scales + part, order, Scale(part));
            if (TBlock.MinimumPerScale == 0) code.Permute(minimums + part, order, Scale(Parts + part));
        }
        for (int column = 0; column < columns; column++)
        {
            int total = totals + column;
            code.RepeatInt(columnScale, InTile(Steps, column));
            for (int part = 0; part < Parts; part++)
            {
                code.Zero(dot);
                for (int step = part * steps; step < (part + 1) * steps; step++) code.AddProductsOfBytesRepeated(dot, quads + step, InTile(step, column));
                code.ToFloat(dot, dot);
                code.RepeatInt(columnSum, InTile(Steps + 1 + part, column));
                if (TBlock.MinimumPerScale != 0)
                {
                    code.MultiplyAddTo(dot, columnScale, columnSum);
                    code.AddProduct(total, dot, scales + part);
                }
                else
                {
                    code.Multiply(scaled, columnScale, scales + part);
                    code.AddProduct(total, dot, scaled);
                    code.AddProduct(total, columnSum, minimums + part);
                }
            }
        }
        code.Add(Quants, PanelBlock);
        code.Add(RowScales, PanelBlock);
        code.Add(Tile, 2 * TileRegister);
        code.Add(Blocks, -1);
        code.JumpIfPositive(loop);
        for (int column = 0; column < columns; column++) code.Store(InProduct(column), totals + column);
        code.Return();
        return code.ToArray();

        static Address InTile(int index, int column) => new(Tile, index * Simd512.Bytes + column * sizeof(float));
        static Address InProduct(int column) => new(Product, column * RowGroup * sizeof(float));
        static Address Scale(int index) => new(RowScales, index * RowGroup * sizeof(float));
    }

    // The transposition leaves the even ones of eight rows before the odd ones.
    private static int RowOf(int lane) => lane / 8 * 8 + lane % 4 * 2 + lane / 4 % 2;

    private static int LaneOf(int row) => row / 8 * 8 + row % 2 * 4 + row % 8 / 2;
}
