using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.MachineCode;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Matrices;

/// <summary>
/// Panels of quants of up to eight bits, by the instruction of <see cref="QuadPrefill{TBlock}"/> on registers twice as wide. Processors with AVX-512 VNNI
/// have it, but .NET 10 does not offer it: the loop over the rows of a block is therefore machine code, written when it is first needed.
/// </summary>
/// <remarks>Sums are exact in integers and added in the order of the other panels: the results are theirs to the bit.</remarks>
internal sealed unsafe class EmittedPrefill<TBlock> : PanelPrefill<Simd512, Vector512<byte>, TBlock> where TBlock : struct, IPanelBlock
{
    private const int Steps = Block / 4;   // of four quants

    private static readonly EmittedPrefill<TBlock>? s_kernel = ByteProducts.IsSupported && EmittedCode.TryLoad(Emit(1)) is { } one && EmittedCode.TryLoad(Emit(2)) is { } two ? new(one, two) : null;

    private readonly EmittedCode _multiplyOne, _multiplyTwo;

    private EmittedPrefill(EmittedCode multiplyOne, EmittedCode multiplyTwo) => (_multiplyOne, _multiplyTwo) = (multiplyOne, multiplyTwo);

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
}
