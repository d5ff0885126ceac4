using Engine.Gguf;

namespace Engine.Tests.Models;

/// <summary>A LoRA adapter with random factors for every matrix of the layers of a synthetic model.</summary>
internal sealed record SyntheticAdapter(SyntheticModel Model, int Rank, TensorType Type = TensorType.F32)
{
    public int Seed { get; init; } = 7;

    /// <summary>Sets what a test wants beside or instead of the usual: keys, tensors.</summary>
    public Action<GgufWriter>? Also { get; init; }

    /// <summary>Writes it to a temporary file.</summary>
    public TemporaryModel Write()
    {
        var writer = new GgufWriter().Set("general.type", "adapter").Set("adapter.type", "lora")
            .Set("general.architecture", Model.Architecture).Set("adapter.lora.alpha", 2f * Rank);
        var matrices = SyntheticArchitecture.Get(Model.Architecture).Tensors(Model)
            .Where(tensor => tensor.Dimensions.Length == 2 && tensor.Name.StartsWith("blk.", StringComparison.Ordinal));
        foreach (var matrix in matrices) SetPair(writer, matrix.Name, matrix.Dimensions[0], matrix.Dimensions[1]);
        Also?.Invoke(writer);
        return new TemporaryModel(writer);
    }

    /// <summary>Sets the pair for the matrix <paramref name="name"/> of <paramref name="rows"/> rows: a change about a tenth of the matrix.</summary>
    public void SetPair(GgufWriter writer, string name, int length, int rows)
    {
        Set(writer, name + ".lora_a", length, Rank, 1 / Math.Sqrt(length));
        Set(writer, name + ".lora_b", Rank, rows, 0.05 / Math.Sqrt(Rank));
    }

    private void Set(GgufWriter writer, string name, int length, int rows, double deviation) =>
        writer.SetTensor(name, Type, [length, rows], stream => stream.Write(RandomTensor.Encode(Type, RandomTensor.Normal(name, Seed, length * rows, 0, deviation))));
}
