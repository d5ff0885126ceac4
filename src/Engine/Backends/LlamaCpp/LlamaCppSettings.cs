using Engine.Gguf;
using Engine.Kernels.Quantization;
using Engine.Native;

namespace Engine.Backends.LlamaCpp;

/// <summary>What <see cref="ModelOptions"/> mean to llama.cpp for one file: each is mapped exactly or refused by name, before native code sees it.</summary>
internal sealed class LlamaCppSettings
{
    // Types for which ggml's CPU backend has rearranged kernels: they then lie in memory twice, once as mapped and once as rearranged.
    private static readonly TensorType[] s_repacked =
        [TensorType.Q4_0, TensorType.IQ4_NL, TensorType.Q2_K, TensorType.Q4_K, TensorType.Q5_K, TensorType.Q6_K, TensorType.MXFP4];

    // Types with attention kernels; another one crashes instead of failing.
    private static readonly TensorType[] s_cacheTypes =
        [TensorType.F32, TensorType.F16, TensorType.BF16, TensorType.Q8_0, TensorType.Q4_0, TensorType.Q4_1, TensorType.IQ4_NL, TensorType.Q5_0, TensorType.Q5_1];

    private readonly ModelOptions _options;
    private readonly ResolvedOptions _resolved;

    public LlamaCppSettings(GgufFile file, ModelOptions options, LlamaLibrary library)
    {
        _options = options;
        Shape = Hyperparameters.Read(file.Metadata);
        UseGpu = ChooseGpu(library);
        _resolved = ResolvedOptions.Of(file, options, TensorType.F16, checksMemory: !UseGpu);
        Model = MapModel(file);
    }

    public Hyperparameters Shape { get; }

    /// <summary>Tokens of a sequence.</summary>
    public int ContextLength => _resolved.ContextLength;

    /// <summary>KV cells of all sequences together.</summary>
    public int CacheTokens => _resolved.CacheTokens;

    public int Threads => _resolved.Threads;

    /// <remarks>No more than tokens: llama.cpp ends the process where the sequences outnumber the rows of a batch.</remarks>
    public int SequenceIds => Math.Min(_resolved.SequenceIds, CacheTokens);

    /// <summary>Names the types of keys and values in saved sequences.</summary>
    public string KvFormat => $"llama.cpp {_resolved.KeyType}/{_resolved.ValueType}";

    public ModelOptions Options => _options;

    /// <summary>Whether weights, cache or operations may go to a GPU.</summary>
    public bool UseGpu { get; }

    public NativeModelOptions Model { get; }

    /// <summary>The context that generates text.</summary>
    /// <param name="isEncoderDecoder">Whether it has an encoder, which computes a source as one batch.</param>
    public NativeContextOptions Context(bool isEncoderDecoder)
    {
        var (keys, values) = (_resolved.KeyType, _resolved.ValueType);
        int flash = MapFlashAttention(values, isEncoderDecoder);
        CheckCacheType("key", keys, Shape.HeadDim);
        CheckCacheType("value", values, Shape.ValueHeadDim);
        return new NativeContextOptions
        {
            ContextLength = CacheTokens,
            BatchSize = isEncoderDecoder ? CacheTokens : Math.Min(Math.Max(_resolved.BatchSize, SequenceIds), CacheTokens),
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

    private static bool IsQuantized(TensorType type) => TensorTypes.Get(type).BlockLength > 1;

    private bool ChooseGpu(LlamaLibrary library)
    {
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
        int gpus = UseGpu ? DeviceTable.Devices().Count(device => device.IsGpu) : 0;
        Check(_options.MainGpu == 0 || gpus == 0 || _options.MainGpu < gpus, $"the main GPU is {_options.MainGpu}; there are {gpus}");
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
