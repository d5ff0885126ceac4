using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Engine.Kernels.Quantization;

/// <summary>The table of tensor types. A new type is one file with its block and one row here; kernels of its own are one file and one row more, in the room of matrix products.</summary>
public static class TensorTypes
{
    private static readonly TensorTypeInfo[] s_rows =
    [
        Known<F32>(TensorType.F32),
        Known<F16>(TensorType.F16),
        Known<BF16>(TensorType.BF16),
        Unread(TensorType.F64, 1, 8, isWeight: false),
        Unread(TensorType.I8, 1, 1, isWeight: false),
        Unread(TensorType.I16, 1, 2, isWeight: false),
        Unread(TensorType.I32, 1, 4, isWeight: false),
        Unread(TensorType.I64, 1, 8, isWeight: false),
        Known<Q4_0>(TensorType.Q4_0),
        Known<Q4_1>(TensorType.Q4_1),
        Known<Q5_0>(TensorType.Q5_0),
        Known<Q5_1>(TensorType.Q5_1),
        Known<Q8_0>(TensorType.Q8_0),
        Unread(TensorType.Q8_1, 32, 36, isWeight: false),
        Known<Q2_K>(TensorType.Q2_K),
        Known<Q3_K>(TensorType.Q3_K),
        Known<Q4_K>(TensorType.Q4_K),
        Known<Q5_K>(TensorType.Q5_K),
        Known<Q6_K>(TensorType.Q6_K),
        Unread(TensorType.Q8_K, 256, 292, isWeight: false),
        Unread(TensorType.IQ1_S, 256, 50),
        Unread(TensorType.IQ1_M, 256, 56),
        Unread(TensorType.IQ2_XXS, 256, 66),
        Unread(TensorType.IQ2_XS, 256, 74),
        Unread(TensorType.IQ2_S, 256, 82),
        Unread(TensorType.IQ3_XXS, 256, 98),
        Unread(TensorType.IQ3_S, 256, 110),
        Known<IQ4_NL>(TensorType.IQ4_NL),
        Known<IQ4_XS>(TensorType.IQ4_XS),
        Unread(TensorType.TQ1_0, 256, 54),
        Unread(TensorType.TQ2_0, 256, 66),
        Unread(TensorType.MXFP4, 32, 17),
    ];

    private static readonly TensorTypeInfo?[] s_byNumber = ByNumber();

    /// <summary>Every type, in the order of the table.</summary>
    public static IReadOnlyList<TensorTypeInfo> All => s_rows;

    /// <summary>The row of <paramref name="type"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The table has no such type.</exception>
    public static TensorTypeInfo Get(TensorType type) =>
        TryGet((int)type, out var info) ? info : throw new ArgumentOutOfRangeException(nameof(type), type, "unknown tensor type");

    /// <summary>The row of the type that a file calls <paramref name="number"/>.</summary>
    public static bool TryGet(int number, [NotNullWhen(true)] out TensorTypeInfo? info)
    {
        info = (uint)number < (uint)s_byNumber.Length ? s_byNumber[number] : null;
        return info is not null;
    }

    /// <summary>A type that we read and write.</summary>
    private static TensorTypeInfo Known<TBlock>(TensorType type) where TBlock : unmanaged, IQuantizableBlock<TBlock> =>
        new(type, TBlock.Length, Unsafe.SizeOf<TBlock>(), new BlockCodec<TBlock>());

    /// <summary>A type of which we know nothing but the size.</summary>
    private static TensorTypeInfo Unread(TensorType type, int blockLength, int blockBytes, bool isWeight = true) =>
        new(type, blockLength, blockBytes, Codec: null) { IsWeight = isWeight };

    private static TensorTypeInfo?[] ByNumber()
    {
        int largest = 0;
        foreach (var row in s_rows) largest = Math.Max(largest, (int)row.Type);
        var table = new TensorTypeInfo?[largest + 1];
        foreach (var row in s_rows) table[(int)row.Type] = row;
        return table;
    }
}
