using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.KvCache;

namespace Engine.Backends;

/// <summary>What <see cref="ModelOptions"/> come to for one file and one backend: defaults filled in, sizes checked against each other and the machine.</summary>
internal sealed record ResolvedOptions
{
    /// <summary>Tokens of a context where nobody asks, at most: a model's own length may be more than anyone wants to pay for.</summary>
    private const int DefaultContext = 4096;

    // What fits in it costs nothing worth cutting it down for.
    private static readonly int DefaultBatch = new ModelOptions().BatchSize;

    /// <summary>No array of ours is longer.</summary>
    private const int MostTokens = 1 << 28;

    private ResolvedOptions(ModelOptions asked) => Asked = asked;

    /// <summary>What was asked for.</summary>
    public ModelOptions Asked { get; }

    /// <summary>Tokens a sequence, or a text of an encoder, may have: exactly what was asked for.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Threads that compute.</summary>
    public required int Threads { get; init; }

    /// <summary>Tokens of a batch; of a language model no more than a context has, or 512.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Tokens the cache holds for all sequences together.</summary>
    public required int CacheTokens { get; init; }

    /// <summary>Sequences the cache tells apart: those in use, and prefixes beside them.</summary>
    public required int SequenceIds { get; init; }

    /// <summary>Type of the cached keys.</summary>
    public required TensorType KeyType { get; init; }

    /// <summary>Type of the cached values.</summary>
    public required TensorType ValueType { get; init; }

    /// <summary>The types of keys and values, as one word where they are alike.</summary>
    public string KvTypes => KeyType == ValueType ? KeyType.ToString() : $"{KeyType}/{ValueType}";

    /// <summary>Resolves <paramref name="options"/> for <paramref name="file"/>.</summary>
    /// <param name="file">The model.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="kvType">Type of keys and values where nobody asks.</param>
    /// <param name="checksMemory">Whether what is needed must fit in this process; where a GPU may hold it, it need not.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or there is not enough memory; the sentence has the numbers.</exception>
    public static ResolvedOptions Of(GgufFile file, ModelOptions options, TensorType kvType, bool checksMemory = true)
    {
        Check(options);
        var shape = Hyperparameters.Read(file.Metadata);
        int context = options.ContextLength > 0 ? options.ContextLength : DefaultLength(shape);
        // Rows of learned positions cannot be read past their end.
        if (file.TryGetTensor(TensorNames.PositionEmbedding + TensorNames.Weight, out var positions) && context > positions.RowCount)
        {
            if (options.ContextLength > 0) throw new ArgumentException($"the context length is {context}; the model has {positions.RowCount} positions");
            context = (int)positions.RowCount;
        }
        var resolved = new ResolvedOptions(options)
        {
            ContextLength = context,
            Threads = options.Threads > 0 ? Math.Min(options.Threads, Environment.ProcessorCount) : Environment.ProcessorCount,
            BatchSize = shape.IsCausal ? Math.Min(options.BatchSize, Math.Max(context, DefaultBatch)) : options.BatchSize,
            CacheTokens = options.CacheTokens > 0 ? options.CacheTokens : context,
            SequenceIds = KvCacheManager.SequenceIds(options.MaxSequences),
            KeyType = options.KeyType ?? kvType,
            ValueType = options.ValueType ?? kvType,
        };
        if (checksMemory) resolved.CheckMemory(file);
        return resolved;
    }

    /// <summary>Throws where an option is no value at all, whatever the model.</summary>
    /// <exception cref="ArgumentException">It is; the message says which, its value, and what was expected.</exception>
    public static void Check(ModelOptions options)
    {
        Defined(options.Backend, "backend");
        Defined(options.Gpu, "GPU use");
        Defined(options.GpuSplit, "GPU split");
        Defined(options.FlashAttention, "flash attention");
        Defined(options.Trial, "trial");
        if (options.KeyType is { } keys) Defined(keys, "key type");
        if (options.ValueType is { } values) Defined(values, "value type");
        Between(options.ContextLength, 0, MostTokens, "context length");
        Between(options.Threads, 0, int.MaxValue, "thread count");
        Between(options.BatchSize, 1, MostTokens, "batch size");
        Between(options.CacheTokens, 0, MostTokens, "number of cache tokens");
        Between(options.MaxSequences, 1, KvCacheManager.MostSequences, "max sequences");
        Between(options.MaxQueuedRequests, 0, int.MaxValue, "max queued requests");
        Between(options.GpuLayers ?? 0, 0, int.MaxValue, "number of GPU layers");
        Between(options.MainGpu, 0, int.MaxValue, "main GPU");
        Positive(options.RopeFrequencyBase, "RoPE frequency base");
        Positive(options.RopeFrequencyScale, "RoPE frequency scale");
        ArgumentNullException.ThrowIfNull(options.Adapters, nameof(ModelOptions.Adapters));
        ArgumentNullException.ThrowIfNull(options.TensorSplit, nameof(ModelOptions.TensorSplit));
        if (options.TensorSplit.Any(share => !(share >= 0 && float.IsFinite(share)))) throw new ArgumentException("a share of the tensor split is negative or not a number");
        if (options.TensorSplit.Count > 0 && !options.TensorSplit.Any(share => share > 0)) throw new ArgumentException("every share of the tensor split is 0");
    }

    private static int DefaultLength(Hyperparameters shape)
    {
        if (shape.ContextLength <= 0) return DefaultContext;
        return shape.IsCausal ? Math.Min(shape.ContextLength, DefaultContext) : shape.ContextLength;
    }

    /// <summary>Where the system promises more memory than it has, the process dies when what it got is first touched.</summary>
    private void CheckMemory(GgufFile file)
    {
        var plan = MemoryPlan.For(file);
        // A type that the cache cannot have is refused elsewhere.
        double cache = plan.KvBytes(CacheTokens, KeyType, ValueType) ?? 0, compute = plan.ComputeBytes(plan.HasKvCache ? BatchSize : Math.Max(ContextLength, BatchSize), BatchSize);
        long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        const double gibibyte = 1L << 30;
        if (cache + compute > available)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"a KV cache of {CacheTokens} tokens takes {cache / gibibyte:0.0} GiB, and batches of {BatchSize} take {compute / gibibyte:0.0} GiB; this process can have {available / gibibyte:0.0} GiB"));
        }
    }

    private static void Defined<T>(T value, string name) where T : struct, Enum
    {
        if (!Enum.IsDefined(value)) throw new ArgumentOutOfRangeException(nameof(value), $"the {name} is {value}; {string.Join(", ", Enum.GetNames<T>())} were expected");
    }

    private static void Between(int value, int least, int most, string name)
    {
        if (value < least || value > most)
            throw new ArgumentOutOfRangeException(nameof(value), $"the {name} is {value}; {least}{(most == int.MaxValue ? " or more" : $" to {most}")} was expected");
    }

    private static void Positive(float? value, string name)
    {
        if (value is { } number && !(number > 0 && float.IsFinite(number)))
            throw new ArgumentOutOfRangeException(nameof(value), FormattableString.Invariant($"the {name} is {number}; a number above 0 was expected"));
    }
}
