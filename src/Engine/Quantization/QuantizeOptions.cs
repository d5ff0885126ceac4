
namespace Engine;

/// <summary>How a model is quantized.</summary>
public sealed record QuantizeOptions
{
    /// <summary>What the file becomes.</summary>
    public ModelFileType Type { get; init; } = ModelFileType.Q4_K_M;

    /// <summary>Types for the tensors whose names match; of several that match, the first counts. They replace the mix's rules, not the types of output and embedding below.</summary>
    public IReadOnlyList<TensorOverride> TensorOverrides { get; init => field = Items.Of(value); } = Items.Of<TensorOverride>([]);

    /// <summary>The type of <c>output.weight</c>, and of an embedding that serves as it; null leaves it to the mix.</summary>
    public TensorType? OutputType { get; init; }

    /// <summary>The type of <c>token_embd.weight</c>; null leaves it to the mix.</summary>
    public TensorType? EmbeddingType { get; init; }

    /// <summary>Path of an importance matrix of this model, as <see cref="Calibrator"/> makes it: errors where activations are large then count more. Null: all count alike.</summary>
    public string? ImportanceMatrix { get; init; }

    /// <summary>Whether tensors that are quantized already may be quantized again, which adds a second error to the first.</summary>
    public bool AllowRequantize { get; init; }

    /// <summary>Whether a model in several files stays in as many; otherwise it becomes one.</summary>
    public bool KeepSplit { get; init; }

    /// <summary>Threads that compute; 0 for all processors.</summary>
    public int Threads { get; init; }
}

/// <summary>A type for the tensors whose names match a pattern.</summary>
/// <param name="Pattern">A regular expression, searched for anywhere in the name.</param>
/// <param name="Type">Their type.</param>
public sealed record TensorOverride(string Pattern, TensorType Type);
