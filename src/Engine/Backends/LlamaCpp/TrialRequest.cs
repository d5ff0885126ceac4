using System.Text.Json;
using System.Text.Json.Serialization;

namespace Engine.Backends.LlamaCpp;

/// <summary>What the child of a trial is asked to load: everything by which loading differs.</summary>
internal sealed record TrialRequest
{
    /// <summary>The environment variable that holds it.</summary>
    public const string Variable = "ENGINE_LOAD_TRIAL_REQUEST";

    /// <summary>Tokens of the context it is tried with: one token is decoded.</summary>
    private const int Context = 64;

    public required string Path { get; init; }

    /// <summary>Only the vocabulary is wanted.</summary>
    public bool VocabularyOnly { get; init; }

    public string? NativeDirectory { get; init; }
    public bool Repack { get; init; } = true;
    public bool LoadIntoMemory { get; init; }
    public GpuUse Gpu { get; init; }
    public int? GpuLayers { get; init; }
    public Toggle FlashAttention { get; init; }
    public TensorType? KeyType { get; init; }
    public TensorType? ValueType { get; init; }

    public static TrialRequest Of(string path, ModelOptions options) => new()
    {
        Path = System.IO.Path.GetFullPath(path),
        NativeDirectory = options.NativeDirectory,
        Repack = options.Repack,
        LoadIntoMemory = options.LoadIntoMemory,
        Gpu = options.Gpu,
        GpuLayers = options.GpuLayers,
        FlashAttention = options.FlashAttention,
        KeyType = options.KeyType,
        ValueType = options.ValueType,
    };

    /// <summary>How the child loads: as asked, but small, on one thread, and without a trial.</summary>
    /// <param name="contextLength">The model's own; 0 where the file does not say.</param>
    public ModelOptions Options(int contextLength) => new()
    {
        Backend = Backend.LlamaCpp,
        Trial = TrialUse.Never,
        ContextLength = contextLength is > 0 and < Context ? contextLength : Context,
        BatchSize = Context / 2,
        MaxSequences = 1,
        Threads = 1,
        NativeDirectory = NativeDirectory,
        Repack = Repack,
        LoadIntoMemory = LoadIntoMemory,
        Gpu = Gpu,
        GpuLayers = GpuLayers,
        FlashAttention = FlashAttention,
        KeyType = KeyType,
        ValueType = ValueType,
    };

    public string ToJson() => JsonSerializer.Serialize(this, TrialJson.Default.TrialRequest);

    public static TrialRequest FromJson(string json) => JsonSerializer.Deserialize(json, TrialJson.Default.TrialRequest)!;
}

[JsonSerializable(typeof(TrialRequest))]
internal sealed partial class TrialJson : JsonSerializerContext;
