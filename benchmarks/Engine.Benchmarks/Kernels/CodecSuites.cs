using Engine.Kernels.Gemm;
using Engine.Kernels.Quantization;
using Engine.Tests.Kernels.Quantization;

namespace Engine.Benchmarks.Kernels;

/// <summary>Reading and writing stored rows, and packing a column for the matrix kernels, which is where activations are quantized.</summary>
public class Codecs : KernelSuite
{
    private const int Length = 4096;
    private const double Bytes = (double)Length * sizeof(float);   // of the single-precision side

    private protected override IEnumerable<KernelCase> Table()
    {
        foreach (var type in TensorTypes.All.Where(type => type.Codec is not null))
        {
            yield return new KernelCase($"dequantize {type.Name}", $"{Length}", KernelCase.Reference, Bound.Cache, Bytes, () =>
            {
                byte[] blocks = RandomBlocks.Types.Contains(type.Type) ? RandomBlocks.Create(type.Type, Length, 1, RandomBlocks.Usual) : new byte[type.RowBytes(Length)];
                float[] values = new float[Length];
                return new PreparedKernel(() => type.Codec!.Dequantize(blocks, values));
            });
            yield return new KernelCase($"quantize {type.Name}", $"{Length}", KernelCase.Reference, Bound.Cache, Bytes, () =>
            {
                byte[] blocks = new byte[type.RowBytes(Length)];
                float[] values = Inputs.Normal(Length);
                return new PreparedKernel(() => type.Codec!.Quantize(values, blocks));
            });
            foreach (var kernel in MatMulKernels.All(type.Type))
                yield return new KernelCase($"pack for {type.Name}", $"{Length}", kernel.Variant, Bound.Cache, Bytes, () => Pack(type, kernel));
        }
    }

    private static PreparedKernel Pack(TensorTypeInfo type, MatMulKernel kernel)
    {
        var file = new TemporaryFile([new byte[type.RowBytes(Length)]]);
        var packed = new PackedColumns([(new Matrix(file.Bytes, 0, type.Type, 1, Length), kernel)], 1, threads: 1);
        float[] x = Inputs.Normal(Length);
        packed.Begin(prefill: 0, decode: 1);
        return new PreparedKernel(() => packed.Pack(kernel, 0, x), packed, file);
    }
}
