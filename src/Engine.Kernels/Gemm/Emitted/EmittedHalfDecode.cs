using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Gemm.Decode;
using Engine.Kernels.Gemm.Types;
using Engine.Kernels.MachineCode;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Emitted;

/// <summary>
/// F16 weights by the processor's own conversion of halves, which .NET 10 does not offer; seven instructions stand for it in <see cref="HalfVector"/>. The
/// loop over a row is machine code; what is left of the row, and several columns at a time, are left to the compiled kernel.
/// </summary>
/// <remarks>The conversion is exact either way, and the order of the additions the same: the results are those of the compiled kernel to the bit.</remarks>
internal sealed unsafe class EmittedHalfDecode : FloatDecode<Simd512, Vector512<byte>, F16Element>
{
    private const int Chains = 4, Step = Chains * 16;   // elements of an iteration: a register's for each chain of additions

    private static readonly EmittedCode? s_code = Simd512.IsSupported && EmittedCode.TryLoad(Emit()) is [var code] ? code : null;

    private readonly EmittedCode _multiplyRow;

    private EmittedHalfDecode(EmittedCode multiplyRow) : base(TensorType.F16) => _multiplyRow = multiplyRow;

    /// <summary>The kernel; null where the system gives no executable memory.</summary>
    public static EmittedHalfDecode? TryCreate() => s_code is { } code ? new(code) : null;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void DecodeOne(Matrix w, byte* packed, float* y, int first, int last, byte* scratch)
    {
        if (w.Length < Step || w.Length / Step > _multiplyRow.MostSteps)
        {
            base.DecodeOne(w, packed, y, first, last, scratch);
            return;
        }
        float* x = (float*)packed, end = x + w.Length;
        byte* sums = stackalloc byte[Chains * Simd512.Bytes];
        int steps = w.Length / Step;
        for (int row = first; row < last; row++)
        {
            byte* p = w.Row(row, scratch);
            _multiplyRow.Call(p, steps, packed, sums);
            var (s0, s1) = (Simd512.Load(sums), Simd512.Load(sums + Simd512.Bytes));
            var (s2, s3) = (Simd512.Load(sums + 2 * Simd512.Bytes), Simd512.Load(sums + 3 * Simd512.Bytes));
            y[row] = Rest<F16Element>(s0, s1, s2, s3, p + steps * Step * F16Element.Bytes, x + steps * Step, end);
        }
    }

    private const Register Row = EmittedCode.First, Steps = EmittedCode.Second, Column = EmittedCode.Third, Sums = EmittedCode.Fourth;

    /// <summary>The sums of four chains of products of a row with a column.</summary>
    internal static Emission Emit()
    {
        var code = new Assembler();
        Zmm[] sums = code.Registers.Take(Chains), weights = code.Registers.Take(Chains);
        foreach (var sum in sums) code.Vpxord(sum, sum, sum);

        var loop = code.NewLabel();
        code.Mark(loop);
        for (int line = 0; line < Step * F16Element.Bytes; line += 64)
        {
            code.Prefetcht0(new(Row, NearBytes + line));
            code.Prefetcht1(new(Row, FarBytes + line));
        }
        for (int chain = 0; chain < Chains; chain++)
        {
            code.Vcvtph2ps(weights[chain], new Address(Row, chain * Simd512.Bytes / 2));
            code.Vfmadd231ps(sums[chain], weights[chain], new Address(Column, chain * Simd512.Bytes));
        }
        code.Add(Row, Step * F16Element.Bytes);
        code.Add(Column, Step * sizeof(float));
        code.Add(Steps, -1);
        code.Jg(loop);

        for (int chain = 0; chain < Chains; chain++) code.Vmovups(new Address(Sums, chain * Simd512.Bytes), sums[chain]);
        code.Vzeroupper();
        code.Ret();
        return new(code.ToArray(), code.Instructions);
    }
}
