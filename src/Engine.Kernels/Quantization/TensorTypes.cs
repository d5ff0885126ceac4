using System.Diagnostics.CodeAnalysis;

namespace Engine.Kernels.Quantization;

/// <summary>The table of tensor types. A new type is one file with its blocks and one row here.</summary>
public static class TensorTypes
{
    private static readonly TensorTypeInfo[] s_rows =
    [
        new(TensorType.F32, 1, 4, new BlockCodec<F32>()),
        new(TensorType.F16, 1, 2, new BlockCodec<F16>()),
        new(TensorType.BF16, 1, 2, new BlockCodec<BF16>()),
        new(TensorType.F64, 1, 8, null),
        new(TensorType.I8, 1, 1, null),
        new(TensorType.I16, 1, 2, null),
        new(TensorType.I32, 1, 4, null),
        new(TensorType.I64, 1, 8, null),
        new(TensorType.Q4_0, 32, 18, new BlockCodec<Q4_0>()),
        new(TensorType.Q4_1, 32, 20, new BlockCodec<Q4_1>()),
        new(TensorType.Q5_0, 32, 22, new BlockCodec<Q5_0>()),
        new(TensorType.Q5_1, 32, 24, new BlockCodec<Q5_1>()),
        new(TensorType.Q8_0, 32, 34, new BlockCodec<Q8_0>()),
        new(TensorType.Q8_1, 32, 36, null),
        new(TensorType.Q2_K, 256, 84, new BlockReader<Q2_K>()),
        new(TensorType.Q3_K, 256, 110, new BlockReader<Q3_K>()),
        new(TensorType.Q4_K, 256, 144, new BlockReader<Q4_K>()),
        new(TensorType.Q5_K, 256, 176, new BlockReader<Q5_K>()),
        new(TensorType.Q6_K, 256, 210, new BlockReader<Q6_K>()),
        new(TensorType.Q8_K, 256, 292, null),
        new(TensorType.IQ1_S, 256, 50, null),
        new(TensorType.IQ1_M, 256, 56, null),
        new(TensorType.IQ2_XXS, 256, 66, null),
        new(TensorType.IQ2_XS, 256, 74, null),
        new(TensorType.IQ2_S, 256, 82, null),
        new(TensorType.IQ3_XXS, 256, 98, null),
        new(TensorType.IQ3_S, 256, 110, null),
        new(TensorType.IQ4_NL, 32, 18, new BlockReader<IQ4_NL>()),
        new(TensorType.IQ4_XS, 256, 136, new BlockReader<IQ4_XS>()),
        new(TensorType.TQ1_0, 256, 54, null),
        new(TensorType.TQ2_0, 256, 66, null),
        new(TensorType.MXFP4, 32, 17, null),
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

    private static TensorTypeInfo?[] ByNumber()
    {
        int largest = 0;
        foreach (var row in s_rows) largest = Math.Max(largest, (int)row.Type);
        var table = new TensorTypeInfo?[largest + 1];
        foreach (var row in s_rows) table[(int)row.Type] = row;
        return table;
    }
}
