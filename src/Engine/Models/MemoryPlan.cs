using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Kernels.Quantization;

namespace Engine;

/// <summary>The weights of one type in a file.</summary>
/// <param name="Type">How they are stored.</param>
/// <param name="TensorCount">Tensors of that type.</param>
/// <param name="ParameterCount">Their elements.</param>
/// <param name="Bytes">Their bytes.</param>
public sealed record WeightGroup(TensorType Type, int TensorCount, long ParameterCount, long Bytes)
{
    /// <summary>Bits a parameter takes, scales included.</summary>
    public double BitsPerWeight => 8.0 * Bytes / ParameterCount;
}

/// <summary>How much memory a model will take, from its header alone.</summary>
/// <remarks>
/// Weights and KV cache are exact for models whose layers all attend; sliding windows and recurrent layers take less than
/// stated. The compute buffers are an estimate: activations of one batch, with fused attention.
/// </remarks>
public sealed class MemoryPlan
{
    /// <summary>llama.cpp rounds the cache up to a multiple of this many tokens.</summary>
    public const int CacheGranularity = 256;

    private readonly Hyperparameters _shape;

    private MemoryPlan(Hyperparameters shape, IReadOnlyList<WeightGroup> weights)
    {
        _shape = shape;
        Weights = weights;
        WeightBytes = weights.Sum(group => group.Bytes);
        ParameterCount = weights.Sum(group => group.ParameterCount);
    }

    /// <summary>Weights by type, most bytes first.</summary>
    public IReadOnlyList<WeightGroup> Weights { get; }

    /// <summary>Bytes of all weights.</summary>
    public long WeightBytes { get; }

    /// <summary>Elements of all tensors.</summary>
    public long ParameterCount { get; }

    /// <summary>Whether the model keeps keys and values between tokens; an encoder does not.</summary>
    public bool HasKvCache => _shape.IsCausal && _shape.HeadCount > 0 && ArchitectureCatalog.Find(_shape.Architecture)?.IsEncoder != true;

    /// <summary>Plans for <paramref name="file"/>.</summary>
    /// <exception cref="GgufException">Its metadata state an impossible shape.</exception>
    public static MemoryPlan For(GgufFile file)
    {
        var weights = file.Tensors
            .GroupBy(tensor => tensor.Type)
            .Select(group => new WeightGroup(group.Key, group.Count(), group.Sum(tensor => tensor.ElementCount), group.Sum(tensor => tensor.ByteLength)))
            .OrderByDescending(group => group.Bytes);
        return new MemoryPlan(Hyperparameters.Read(file.Metadata), [.. weights]);
    }

    /// <summary>Bytes of the KV cache for <paramref name="contextLength"/> tokens; null where a head is not a multiple of the type's block.</summary>
    public long? KvBytes(int contextLength, TensorType keyType, TensorType valueType)
    {
        if (!HasKvCache) return 0;
        if (BytesPerToken(keyType, _shape.HeadDim) is not long key || BytesPerToken(valueType, _shape.ValueHeadDim) is not long value) return null;
        return Cells(contextLength) * (key + value);
    }

    /// <summary>Bytes of the activations of a batch of <paramref name="batchSize"/> tokens, estimated.</summary>
    public long ComputeBytes(int contextLength, int batchSize = 512)
    {
        long batch = HasKvCache ? Math.Min(batchSize, contextLength) : contextLength;
        long cells = HasKvCache ? Cells(contextLength) : contextLength;
        long queries = (long)_shape.HeadCount * _shape.HeadDim;
        // floats per token, at the three widest places of the graph; buffers are reused between them
        long output = _shape.ModelDim + (HasKvCache ? _shape.VocabSize : 0);    // normalized row, logits
        long feedForward = 2L * _shape.ModelDim + 3L * _shape.FeedForwardDim;   // residual, norm; gate, up, product
        long attention = 2L * _shape.ModelDim + 3 * queries;                    // residual, norm; queries, keys and values, head outputs
        const int maskBytes = sizeof(float) + 2;                                // the mask, and its half-precision copy
        return batch * (sizeof(float) * Math.Max(output, Math.Max(feedForward, attention)) + maskBytes * cells);
    }

    /// <summary>Bytes in all: weights, KV cache and compute buffers; null where the cache cannot have the type.</summary>
    public long? TotalBytes(int contextLength, TensorType keyType, TensorType valueType, int batchSize = 512) =>
        WeightBytes + ComputeBytes(contextLength, batchSize) + KvBytes(contextLength, keyType, valueType);

    /// <summary>The longest context, in tokens, that fits in <paramref name="bytes"/>, up to the model's own; 0 when none does.</summary>
    public int LargestContext(long bytes, TensorType keyType, TensorType valueType, int batchSize = 512)
    {
        int fits = 0, fails = _shape.ContextLength + 1;   // 0 tokens fit by definition
        while (fails - fits > 1)
        {
            int middle = fits + (fails - fits) / 2;
            if (TotalBytes(middle, keyType, valueType, batchSize) <= bytes) fits = middle;
            else fails = middle;
        }
        return fits;
    }

    /// <summary>Bytes one token takes in all layers, for heads of <paramref name="headDim"/> elements.</summary>
    private long? BytesPerToken(TensorType type, int headDim)
    {
        var info = TensorTypes.Get(type);
        if (headDim % info.BlockLength != 0) return null;
        // An encoder-decoder caches its decoder only.
        long heads = _shape.DecoderLayerCount == _shape.LayerCount
            ? _shape.KvHeadCounts.Sum(count => (long)count)
            : (long)_shape.DecoderLayerCount * _shape.KvHeadCount;
        return heads * info.RowBytes(headDim);
    }

    private static long Cells(int contextLength) => ((long)contextLength + CacheGranularity - 1) / CacheGranularity * CacheGranularity;
}
