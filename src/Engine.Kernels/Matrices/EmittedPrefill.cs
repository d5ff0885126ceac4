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

    private static readonly EmittedCode? s_code = ByteProducts.IsSupported ? EmittedCode.TryLoad(Emit()) : null;

    private readonly EmittedCode _multiplyBlock;

    private EmittedPrefill(EmittedCode multiplyBlock) => _multiplyBlock = multiplyBlock;

    /// <summary>The kernel; null where the processor lacks the instruction, or the system gives no executable memory.</summary>
    public static EmittedPrefill<TBlock>? TryCreate() => s_code is { } code ? new(code) : null;

    private protected override int Registers => 2;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Multiply(byte* unpacked, int rows, byte* tile, int length, float* product)
    {
        new Span<float>(product, TileColumns * RowGroup).Clear();
        for (int block = 0; block < length / Block; block++, unpacked += PanelBlock, tile += 2 * TileRegister)
            _multiplyBlock.Call(unpacked, rows, tile, (byte*)product);
    }

    private const Register Quants = EmittedCode.First, Rows = EmittedCode.Second, Tile = EmittedCode.Third, Product = EmittedCode.Fourth, Scales = EmittedCode.Spare;

    /// <summary>Rows whose dot products with two registers of columns are in registers together: eight of these, so that none waits for its last addition.</summary>
    private static int Together => 4 / Parts;

    /// <summary>Adds a block of rows, <see cref="Together"/> at a time, by two registers of columns to their products.</summary>
    private static byte[] Emit()
    {
        const int dots = 0, weight = 8, scaled = weight, total = 9, columnScales = 10, columnSums = 12, columns = 16;   // all 32 vector registers
        int steps = Steps / Parts;
        var code = new Assembler();
        for (int register = 0; register < 2; register++)
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
            for (int row = 0; row < Together; row++)
            {
                for (int part = 0; part < Parts; part++)
                {
                    code.RepeatInt(weight, new(Quants, row * Block + (part * steps + step) * 4));
                    for (int register = 0; register < 2; register++)
                        code.AddProductsOfBytes(Dot(row, register, part), weight, columns + register * Steps + part * steps + step);
                }
            }
        }
        for (int row = 0; row < Together; row++)
        {
            for (int register = 0; register < 2; register++)
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
        code.Add(Quants, Together * Block);
        code.Add(Scales, Together * sizeof(float));
        code.Add(Product, Together * Simd512.Bytes);
        code.Add(Rows, -Together);
        code.JumpIfPositive(loop);
        code.Return();
        return code.ToArray();

        static int Dot(int row, int register, int part) => dots + (row * 2 + register) * Parts + part;
        static Address InTile(int register, int index) => new(Tile, register * TileRegister + index * Simd512.Bytes);
        static Address InProduct(int row, int register) => new(Product, (register * RowGroup + row) * Simd512.Bytes);
        static Address Scale(int row, int index) => new(Scales, (index * RowGroup + row) * sizeof(float));
    }
}
