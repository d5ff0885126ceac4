using Microsoft.Extensions.Logging;

namespace Engine;

/// <summary>Whether a GPU is used.</summary>
public enum GpuUse
{
    /// <summary>When there is one that works.</summary>
    Auto,
    /// <summary>Never.</summary>
    None,
    /// <summary>Loading throws <see cref="GpuUnavailableException"/> with the reason when no layer can be put on one.</summary>
    Require,
}

/// <summary>How a model is spread over several GPUs.</summary>
public enum GpuSplit
{
    /// <summary>All on the main GPU.</summary>
    None,
    /// <summary>Layer by layer.</summary>
    Layer,
    /// <summary>By rows within layers.</summary>
    Row,
}

/// <summary>A switch that may be left to the backend.</summary>
public enum Toggle
{
    /// <summary>The backend decides.</summary>
    Auto,
    /// <summary>Off.</summary>
    Off,
    /// <summary>On.</summary>
    On,
}

/// <summary>Whether llama.cpp loads a file in a process of its own first.</summary>
/// <remarks>
/// The process is the application's own program, which .NET's startup hook turns to the trial before <c>Main</c>: it loads the file, runs one token and ends.
/// Where that cannot be (a program that is trimmed or compiled ahead, or one that is hosted by another), files that need a trial are refused with a sentence.
/// </remarks>
public enum TrialUse
{
    /// <summary>Files whose architecture or vocabulary has no rules here.</summary>
    Auto,
    /// <summary>No file. One that breaks an assumption of llama.cpp's may then end the process.</summary>
    Never,
    /// <summary>Every file.</summary>
    Always,
}

/// <summary>A LoRA adapter and how strongly it applies.</summary>
/// <param name="Path">The adapter's GGUF file.</param>
/// <param name="Scale">Multiplies the adapter's own alpha / rank; 0 is no effect, 1 as trained.</param>
public sealed record LoraAdapter(string Path, float Scale = 1);

/// <summary>How a model is loaded. Every option is mapped exactly or refused by name.</summary>
public sealed record ModelOptions
{
    /// <summary>Who runs it.</summary>
    public Backend Backend { get; init; }

    /// <summary>Tokens a sequence may have; 0 for the model's own length, at most 4096.</summary>
    public int ContextLength { get; init; }

    /// <summary>Tokens the KV cache holds for all sequences together, the cached prefixes included; 0 for one whole context.</summary>
    public int CacheTokens { get; init; }

    /// <summary>Threads that compute; 0 for all processors this process may use, which is also the most allowed.</summary>
    public int Threads { get; init; }

    /// <summary>Tokens per forward pass; longer prompts take several.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>Requests that run at once, open <see cref="Sequence"/>s included; more of them wait. 1 to 256.</summary>
    public int MaxSequences { get; init; } = 32;

    /// <summary>Requests that may wait for their turn; one more is refused with a <see cref="QueueFullException"/>.</summary>
    public int MaxQueuedRequests { get; init; } = 1024;

    /// <summary>Whether a GPU is used.</summary>
    public GpuUse Gpu { get; init; }

    /// <summary>Layers put on the GPU; null for all.</summary>
    public int? GpuLayers { get; init; }

    /// <summary>The GPU that holds what is not split.</summary>
    public int MainGpu { get; init; }

    /// <summary>How several GPUs share the model.</summary>
    public GpuSplit GpuSplit { get; init; } = GpuSplit.Layer;

    /// <summary>Each GPU's share of a split model, relative; empty for their free memory.</summary>
    public IReadOnlyList<float> TensorSplit { get; init => field = Items.Of(value); } = Items.Of<float>([]);

    /// <summary>Type of the cached keys; null for the backend's own: F16, and F32 in the reference, which has no other.</summary>
    public TensorType? KeyType { get; init; }

    /// <summary>Type of the cached values; null as for <see cref="KeyType"/>.</summary>
    public TensorType? ValueType { get; init; }

    /// <summary>Fused attention, which never materializes the weights.</summary>
    public Toggle FlashAttention { get; init; }

    /// <summary>Whether llama.cpp may rearrange weights for speed, which changes rounding.</summary>
    public bool Repack { get; init; } = true;

    /// <summary>RoPE base frequency; null for the model's.</summary>
    public float? RopeFrequencyBase { get; init; }

    /// <summary>RoPE frequency scale; null for the model's.</summary>
    public float? RopeFrequencyScale { get; init; }

    /// <summary>LoRA adapters that are active from the start.</summary>
    public IReadOnlyList<LoraAdapter> Adapters { get; init => field = Items.Of(value); } = Items.Of<LoraAdapter>([]);

    /// <summary>Copies the file into memory instead of mapping it: safe against truncation by others, slower to open.</summary>
    public bool LoadIntoMemory { get; init; }

    /// <summary>Whether llama.cpp loads the file in a process of its own first; other backends need no trial.</summary>
    public TrialUse Trial { get; init; }

    /// <summary>Where llama.cpp's libraries are; null takes the environment's <c>ENGINE_LLAMA_DIRECTORY</c>, and without that searches beside the application.</summary>
    public string? NativeDirectory { get; init; }

    /// <summary>Receives 0 to 1 while loading; from another thread.</summary>
    public IProgress<float>? Progress { get; init; }

    /// <summary>Makes the loggers of what the model, its requests and the native library log; docs/telemetry.md has their categories and events. Null logs nothing.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }
}

/// <summary><see cref="GpuUse.Require"/> was asked for and no GPU can be used; the message is the reason.</summary>
public sealed class GpuUnavailableException : InvalidOperationException
{
    /// <summary>Creates the exception.</summary>
    public GpuUnavailableException(string message) : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    public GpuUnavailableException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates the exception without a message.</summary>
    public GpuUnavailableException() { }
}
