using Engine.Gguf;

namespace Engine.Tests.Models;

/// <summary>
/// A small model with random weights, written by the project's own writer; llama.cpp loads it too. Files of one shape and seed hold the same
/// weights whatever their type, so one is a quantization of the other. Row lengths are multiples of 256: every type fits.
/// </summary>
internal sealed record SyntheticModel(string Architecture = "llama", TensorType Type = TensorType.F32)
{
    /// <summary>Where the weights come from.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Two; of gemma3 six, the last of which attends to all positions.</summary>
    public int LayerCount { get; init; } = Architecture == "gemma3" ? 6 : 2;

    public int ModelDim { get; init; } = 256;

    public int HeadCount { get; init; } = 4;

    /// <summary>Half the query heads; an encoder of the bert architecture has as many.</summary>
    public int KvHeadCount { get; init; } = Architecture == "bert" ? 4 : 2;

    public int HeadDim { get; init; } = 64;

    public int FeedForwardDim { get; init; } = 512;

    public int VocabSize { get; init; } = 384;

    public int ContextLength { get; init; } = 512;

    /// <summary>Whether the logits come from the embedding, the file having no <c>output.weight</c>.</summary>
    public bool IsTied { get; init; }

    /// <summary>Positions a token of a local layer attends to, for the architectures that have them.</summary>
    public int SlidingWindow { get; init; } = 16;

    /// <summary>Types of single tensors by the end of their names, where they differ from <see cref="Type"/>: files of real models mix types.</summary>
    public IReadOnlyDictionary<string, TensorType> Types { get; init; } = new Dictionary<string, TensorType>();

    /// <summary>Sets what a test wants beside or instead of the usual: keys, tensors.</summary>
    public Action<GgufWriter>? Also { get; init; }

    /// <summary>Writes it to a temporary file.</summary>
    public TemporaryModel Write() => new(Writer());

    /// <summary>The file, ready to be written.</summary>
    public GgufWriter Writer()
    {
        var architecture = SyntheticArchitecture.Get(Architecture);
        var writer = new GgufWriter().Set("general.architecture", Architecture).Set("general.name", $"synthetic {Architecture} {Type}");
        architecture.WriteKeys(this, writer);
        architecture.WriteVocabulary(writer, VocabSize);
        foreach (var tensor in architecture.Tensors(this)) SetTensor(writer, tensor);
        Also?.Invoke(writer);
        return writer;
    }

    private void SetTensor(GgufWriter writer, SyntheticTensor tensor)
    {
        // Vectors are added and multiplied in single precision only.
        var type = tensor.Dimensions.Length == 1 || tensor.IsF32 ? TensorType.F32
            : Types.FirstOrDefault(pair => tensor.Name.EndsWith(pair.Key, StringComparison.Ordinal)) is { Key: not null } pair ? pair.Value
            : Type;
        writer.SetTensor(tensor.Name, type, [.. tensor.Dimensions.Select(length => (long)length)],
            stream => stream.Write(RandomTensor.Encode(type, RandomTensor.Normal(tensor.Name, Seed, tensor.Length, tensor.Mean, tensor.Deviation))));
    }
}

/// <summary>A tensor of a synthetic model: normally distributed values.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dimensions">Lengths, fastest-varying first.</param>
/// <param name="Mean">The mean: 1 for the weights of norms.</param>
/// <param name="Deviation">The standard deviation.</param>
/// <param name="IsF32">Whether it stays F32 in files of other types.</param>
internal sealed record SyntheticTensor(string Name, int[] Dimensions, double Mean, double Deviation, bool IsF32 = false)
{
    public int Length => Dimensions.Aggregate(1, (product, length) => checked(product * length));

    /// <summary>A matrix that keeps the magnitude of what it maps, times <paramref name="gain"/>.</summary>
    public static SyntheticTensor Matrix(string name, int rowLength, int rows, double gain = 1) => new(name, [rowLength, rows], 0, gain / Math.Sqrt(rowLength));

    /// <summary>The weight of a norm, about 1.</summary>
    public static SyntheticTensor Norm(string name, int length) => new(name, [length], 1, 0.1);

    /// <summary>A bias, small beside activations of about 1.</summary>
    public static SyntheticTensor Bias(string name, int length) => new(name, [length], 0, 0.1);
}
