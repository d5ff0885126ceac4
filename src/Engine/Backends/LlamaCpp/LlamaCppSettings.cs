using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Kernels.Quantization;
using Engine.KvCache;
using Engine.Native;

namespace Engine.Backends.LlamaCpp;

/// <summary>What <see cref="ModelOptions"/> mean to llama.cpp for one file: each is mapped exactly or refused by name, before native code sees it.</summary>
internal sealed class LlamaCppSettings
{
    /// <summary>Most sequences a context of llama.cpp can have.</summary>
    public const int MostSequences = KvCacheManager.MostSequences;

    private const int DefaultContextLimit = 4096;

    // Types for which ggml's CPU backend has rearranged kernels: they then lie in memory twice, once as mapped and once as rearranged.
    private static readonly TensorType[] s_repacked =
        [TensorType.Q4_0, TensorType.IQ4_NL, TensorType.Q2_K, TensorType.Q4_K, TensorType.Q5_K, TensorType.Q6_K, TensorType.MXFP4];

    // Types with attention kernels; another one crashes instead of failing.
    private static readonly TensorType[] s_cacheTypes =
        [TensorType.F32, TensorType.F16, TensorType.BF16, TensorType.Q8_0, TensorType.Q4_0, TensorType.Q4_1, TensorType.IQ4_NL, TensorType.Q5_0, TensorType.Q5_1];

    private readonly ModelOptions _options;

    public LlamaCppSettings(GgufFile file, ModelOptions options, LlamaLibrary library)
    {
        _options = options;
        Shape = Hyperparameters.Read(file.Metadata);
        Check(options.BatchSize >= 1, $"the batch size is {options.BatchSize}; at least 1 was expected");
        Check(options.Threads >= 0, $"the thread count is {options.Threads}; 0 or more was expected");
        Check(options.MaxSequences is >= 1 and <= MostSequences, $"{options.MaxSequences} sequences were asked for; llama.cpp has 1 to {MostSequences}");
        Check(options.ContextLength >= 0, $"the context length is {options.ContextLength}; 0 or more was expected");
        Check(options.RopeFrequencyBase is null or (> 0 and < float.PositiveInfinity), $"the RoPE frequency base is {options.RopeFrequencyBase}; a positive number was expected");
        Check(options.RopeFrequencyScale is null or (> 0 and < float.PositiveInfinity), $"the RoPE frequency scale is {options.RopeFrequencyScale}; a positive number was expected");
        Check(Enum.IsDefined(options.FlashAttention), $"flash attention is {options.FlashAttention}; Auto, Off or On was expected");
        // Rows of learned positions cannot be read past their end: that ends the process.
        int most = file.TryGetTensor(TensorNames.PositionEmbedding + TensorNames.Weight, out var positions) ? positions.RowCount : int.MaxValue;
        ContextLength = options.ContextLength > 0 ? options.ContextLength : Math.Min(DefaultContextLength(Shape), most);
        Check(ContextLength <= most, $"the context length is {ContextLength}; the model has {most} positions");
        Threads = options.Threads == 0 ? Environment.ProcessorCount : Math.Min(options.Threads, Environment.ProcessorCount);
        UseGpu = ChooseGpu(library);
        Model = MapModel(file);
    }

    public Hyperparameters Shape { get; }

    /// <summary>Tokens of a sequence.</summary>
    public int ContextLength { get; }

    /// <summary>KV cells of all sequences together.</summary>
    public int CacheTokens => _options.CacheTokens > 0 ? _options.CacheTokens : ContextLength;

    public int Threads { get; }

    /// <remarks>No more than tokens: llama.cpp ends the process where the sequences outnumber the rows of a batch.</remarks>
    public int SequenceIds => Math.Min(KvCacheManager.SequenceIds(_options.MaxSequences), CacheTokens);

    /// <summary>Names the types of keys and values in saved sequences.</summary>
    public string KvFormat => $"llama.cpp {_options.KeyType ?? TensorType.F16}/{_options.ValueType ?? TensorType.F16}";

    public ModelOptions Options => _options;

    /// <summary>Whether weights, cache or operations may go to a GPU.</summary>
    public bool UseGpu { get; }

    public NativeModelOptions Model { get; }

    /// <summary>The context that generates text.</summary>
    /// <param name="isEncoderDecoder">Whether it has an encoder, which computes a source as one batch.</param>
    public NativeContextOptions Context(bool isEncoderDecoder)
    {
        var (keys, values) = (_options.KeyType ?? TensorType.F16, _options.ValueType ?? TensorType.F16);
        int flash = MapFlashAttention(values, isEncoderDecoder);
        CheckCacheType("key", keys, Shape.HeadDim);
        CheckCacheType("value", values, Shape.ValueHeadDim);
        CheckMemory(keys, values);
        return new NativeContextOptions
        {
            ContextLength = CacheTokens,
            BatchSize = isEncoderDecoder ? CacheTokens : Math.Min(Math.Max(_options.BatchSize, SequenceIds), CacheTokens),
            MaxSequences = SequenceIds,
            Threads = Threads,
            // Pooled output would come without logits.
            PoolingType = (int)PoolingType.None,
            FlashAttention = flash,
            KeyType = (int)keys,
            ValueType = (int)values,
            RopeFrequencyBase = _options.RopeFrequencyBase ?? 0,
            RopeFrequencyScale = _options.RopeFrequencyScale ?? 0,
            UseGpu = UseGpu,
            Observable = CanObserve,
        };
    }

    /// <summary>A context that turns texts of up to <paramref name="maxTokens"/> tokens into vectors.</summary>
    public NativeContextOptions EncoderContext(int maxTokens, PoolingType pooling)
    {
        // A text is one batch. Room for a token of each text: llama.cpp ends the process where the sequences outnumber the rows of a batch.
        int batch = Math.Max(Math.Max(_options.BatchSize, maxTokens), LlamaTextBatch.MostTexts);
        return new NativeContextOptions
        {
            ContextLength = batch,
            BatchSize = batch,
            MaxSequences = LlamaTextBatch.MostTexts,
            Threads = Threads,
            PoolingType = (int)pooling,
            FlashAttention = MapFlashAttention(TensorType.F16, isEncoderDecoder: false),
            Embeddings = true,
            UseGpu = UseGpu,
            Observable = CanObserve,
        };
    }

    /// <summary>Fused attention has no weights to show.</summary>
    public bool CanObserve => _options.FlashAttention == Toggle.Off;

    private static int DefaultContextLength(Hyperparameters shape) =>
        shape.ContextLength is > 0 and <= DefaultContextLimit ? shape.ContextLength : DefaultContextLimit;

    private int MapFlashAttention(TensorType values, bool isEncoderDecoder)
    {
        if (!IsQuantized(values)) return _options.FlashAttention switch { Toggle.Off => 0, Toggle.On => 1, _ => -1 };
        // An encoder-decoder computes wrong numbers from quantized values, without a word.
        Check(!isEncoderDecoder, $"the value type is {values}; an encoder-decoder needs F32, F16 or BF16");
        Check(_options.FlashAttention != Toggle.Off, $"the value type is {values}; without flash attention F32, F16 or BF16 was expected");
        return 1;
    }

    private static void CheckCacheType(string what, TensorType type, int headDim)
    {
        Check(s_cacheTypes.Contains(type), $"the {what} type is {type}; one of {string.Join(", ", s_cacheTypes)} was expected");
        int block = TensorTypes.Get(type).BlockLength;
        Check(headDim % block == 0, $"the {what} type is {type}, whose block ({block}) does not divide the head dim {headDim}");
    }

    /// <summary>Where the system promises more memory than it has, llama.cpp gets its cache and the process dies when it is cleared.</summary>
    private void CheckMemory(TensorType keys, TensorType values)
    {
        double bytesPerHead = (Shape.HeadDim * TensorTypes.Get(keys).BitsPerElement + Shape.ValueHeadDim * TensorTypes.Get(values).BitsPerElement) / 8;
        double needed = bytesPerHead * Shape.KvHeadCounts.Sum(heads => (double)heads) * CacheTokens;
        long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        const double gibibyte = 1L << 30;
        Check(UseGpu || needed <= available, FormattableString.Invariant(
            $"a KV cache of {CacheTokens} tokens takes {needed / gibibyte:0.0} GiB; this process can have {available / gibibyte:0.0} GiB"));
    }

    private static bool IsQuantized(TensorType type) => TensorTypes.Get(type).BlockLength > 1;

    private bool ChooseGpu(LlamaLibrary library)
    {
        Check(Enum.IsDefined(_options.Gpu), $"the GPU use is {_options.Gpu}; Auto, None or Require was expected");
        Check(_options.GpuLayers is null or >= 0, $"{_options.GpuLayers} layers were asked for on the GPU; 0 or more was expected");
        if (_options.Gpu == GpuUse.None) return false;
        string? whyNot = DeviceTable.WhyNoGpu(library);
        if (_options.Gpu == GpuUse.Require)
        {
            if (whyNot is not null) throw new GpuUnavailableException($"a GPU is required, and none can be used: {whyNot}");
            if (_options.GpuLayers == 0) throw new GpuUnavailableException("a GPU is required, and 0 layers were asked for on it");
        }
        return whyNot is null;
    }

    private NativeModelOptions MapModel(GgufFile file)
    {
        Check(Enum.IsDefined(_options.GpuSplit), $"the GPU split is {_options.GpuSplit}; None, Layer or Row was expected");
        Check(_options.TensorSplit.All(share => share is >= 0 and < float.PositiveInfinity), "a share of the tensor split is negative or not a number");
        Check(_options.TensorSplit.Count == 0 || _options.TensorSplit.Any(share => share > 0), "every share of the tensor split is 0");
        int gpus = UseGpu ? DeviceTable.Devices().Count(device => device.IsGpu) : 0;
        Check(_options.MainGpu >= 0 && (_options.MainGpu == 0 || gpus == 0 || _options.MainGpu < gpus), $"the main GPU is {_options.MainGpu}; there are {gpus}");
        return new NativeModelOptions
        {
            GpuLayers = UseGpu ? _options.GpuLayers ?? -1 : null,
            SplitMode = (int)_options.GpuSplit,
            MainGpu = _options.MainGpu,
            TensorSplit = _options.TensorSplit,
            Repack = _options.Repack,
            ReadIntoMemory = _options.LoadIntoMemory || WouldLieTwice(file),
        };
    }

    /// <summary>
    /// Whether mapping the file would keep its weights in memory twice. TinyLlama Q4_0, repacked: 1184 MiB resident when mapped,
    /// 667 MiB when read, at the same speed.
    /// </summary>
    private bool WouldLieTwice(GgufFile file) =>
        (!UseGpu || _options.GpuLayers == 0) && _options.Repack
        && file.Tensors.Where(tensor => s_repacked.Contains(tensor.Type)).Sum(tensor => tensor.ByteLength) > file.Length / 2;

    private static void Check(bool holds, string otherwise)
    {
        if (!holds) throw new ArgumentException(otherwise);
    }
}
