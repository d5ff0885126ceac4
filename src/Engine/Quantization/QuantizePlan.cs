using Engine.Kernels.Quantization;

namespace Engine;

/// <summary>What quantization will make of a model.</summary>
/// <param name="Type">The file's type.</param>
/// <param name="Tensors">Every tensor, in the order in which they will be written.</param>
public sealed record QuantizePlan(ModelFileType Type, IReadOnlyList<PlannedTensor> Tensors)
{
    /// <summary>Every tensor, in the order in which they will be written.</summary>
    public IReadOnlyList<PlannedTensor> Tensors { get; init => field = Items.Of(value); } = Items.Of(Tensors);

    /// <summary>Bytes of all tensors before.</summary>
    public long BytesBefore => Tensors.Sum(tensor => tensor.BytesBefore);

    /// <summary>Bytes of all tensors after; the file takes a header more.</summary>
    public long Bytes => Tensors.Sum(tensor => tensor.Bytes);

    /// <summary>Bits a weight takes on average, after.</summary>
    public double BitsPerWeight => 8.0 * Bytes / Tensors.Sum(tensor => tensor.ElementCount);
}

/// <summary>What quantization will make of a tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dimensions">Lengths, fastest-varying first.</param>
/// <param name="From">Its type before.</param>
/// <param name="To">Its type after.</param>
/// <param name="Reason">Why it gets that type rather than the file's own, in a few words; empty where it gets that.</param>
/// <param name="Fallback">The type it would have got if its rows were whole blocks of it; null where it does.</param>
public sealed record PlannedTensor(string Name, IReadOnlyList<long> Dimensions, TensorType From, TensorType To, string Reason, TensorType? Fallback)
{
    /// <summary>Lengths, fastest-varying first.</summary>
    public IReadOnlyList<long> Dimensions { get; init => field = Items.Of(value); } = Items.Of(Dimensions);

    /// <summary>Elements in all.</summary>
    public long ElementCount => Dimensions.Aggregate(1L, (product, length) => product * length);

    /// <summary>Bytes before.</summary>
    public long BytesBefore => BytesAs(From);

    /// <summary>Bytes after.</summary>
    public long Bytes => BytesAs(To);

    private long BytesAs(TensorType type) => ElementCount / Dimensions[0] * TensorTypes.Get(type).RowBytes(Dimensions[0]);
}

/// <summary>What quantization has made.</summary>
/// <param name="Outputs">The files; one unless a split model stayed split.</param>
/// <param name="Bytes">Bytes of all files.</param>
/// <param name="Plan">The tensors.</param>
/// <param name="Warnings">What is worth knowing, a sentence each.</param>
public sealed record QuantizeResult(IReadOnlyList<string> Outputs, long Bytes, QuantizePlan Plan, IReadOnlyList<string> Warnings)
{
    /// <summary>The files; one unless a split model stayed split.</summary>
    public IReadOnlyList<string> Outputs { get; init => field = Items.Of(value); } = Items.Of(Outputs);

    /// <summary>What is worth knowing, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = Items.Of(value); } = Items.Of(Warnings);

    /// <summary>The first file.</summary>
    public string Output => Outputs[0];

    /// <summary>Bits a weight takes on average.</summary>
    public double BitsPerWeight => Plan.BitsPerWeight;
}

/// <summary>How far quantization is.</summary>
/// <param name="Tensor">The tensor at work.</param>
/// <param name="TensorsDone">Tensors that are finished.</param>
/// <param name="TensorCount">Tensors in all.</param>
/// <param name="BytesDone">Bytes written.</param>
/// <param name="Bytes">Bytes of all tensors.</param>
public sealed record QuantizeProgress(string Tensor, int TensorsDone, int TensorCount, long BytesDone, long Bytes);
