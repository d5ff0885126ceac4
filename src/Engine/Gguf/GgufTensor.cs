using Engine.Kernels.Quantization;

namespace Engine.Gguf;

/// <summary>A tensor's description: where its rows lie and how they are stored.</summary>
/// <param name="Name">Its name, such as <c>blk.0.attn_q.weight</c>.</param>
/// <param name="Type">How its elements are stored.</param>
/// <param name="Dimensions">Lengths, fastest-varying first: (row length, rows, ...); 1 to 4 of them.</param>
/// <param name="Offset">First byte, from the start of the file.</param>
/// <param name="ByteLength">Bytes of all rows.</param>
public sealed record GgufTensor(string Name, TensorType Type, IReadOnlyList<long> Dimensions, long Offset, long ByteLength)
{
    /// <summary>Elements of a row.</summary>
    public int RowLength => checked((int)Dimensions[0]);

    /// <summary>Rows: the product of all lengths but the first.</summary>
    public int RowCount => checked((int)(ElementCount / Dimensions[0]));

    /// <summary>Elements in all.</summary>
    public long ElementCount
    {
        get
        {
            long product = 1;
            foreach (long length in Dimensions) product = checked(product * length);
            return product;
        }
    }

    /// <summary>Bytes of a row.</summary>
    public int RowBytes => checked((int)TensorTypes.Get(Type).RowBytes(Dimensions[0]));

    /// <summary>The shape as text, fastest-varying first.</summary>
    public string Shape => $"[{string.Join(", ", Dimensions)}]";
}
