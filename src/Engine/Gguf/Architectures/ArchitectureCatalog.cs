namespace Engine.Gguf.Architectures;

/// <summary>The table of architectures we know. Files of others are checked by the general rules only.</summary>
internal static class ArchitectureCatalog
{
    public static IReadOnlyList<Architecture> All { get; } =
    [
        LlamaArchitecture.Row,
        Qwen2Architecture.Row,
        Qwen3Architecture.Row,
        Gemma3Architecture.Row,
        BertArchitecture.Row,
        T5Architecture.Row,
        T5Architecture.EncoderRow,
    ];

    /// <summary>The architecture called <paramref name="name"/>; null where the table has none.</summary>
    public static Architecture? Find(string name) => All.FirstOrDefault(architecture => architecture.Name == name);

    /// <summary>Refuses missing and misshapen tensors; warns of those the architecture has no place for.</summary>
    public static void Check(GgufSubject subject)
    {
        if (Find(subject.Shape.Architecture) is not { } architecture) return;
        foreach (var (role, name, layer) in Places(architecture, subject.Shape)) Check(subject, role, name, layer);
        string[] strangers = [.. Strangers(architecture, subject.File, subject.Shape)];
        if (strangers.Length > 0)
            subject.Warn($"{strangers.Length} tensors have no place in the architecture {architecture.Name}, the first is {strangers[0]}");
    }

    /// <summary>The tensors of <paramref name="file"/> that <paramref name="architecture"/> has no place for.</summary>
    public static IEnumerable<string> Strangers(Architecture architecture, GgufFile file, Hyperparameters shape)
    {
        var known = new HashSet<string>();
        foreach (var (_, name, _) in Places(architecture, shape)) known.Add(name);
        return file.Tensors.Where(tensor => !known.Contains(tensor.Name)).Select(tensor => tensor.Name);
    }

    /// <summary>Every tensor the architecture may have, layer by layer.</summary>
    public static IEnumerable<(TensorRole Role, string Name, int Layer)> Places(Architecture architecture, Hyperparameters shape)
    {
        foreach (var role in architecture.Tensors())
        {
            int layers = role.Name.Contains("{L}", StringComparison.Ordinal) ? shape.LayerCount
                : role.Name.Contains("{D}", StringComparison.Ordinal) ? shape.DecoderLayerCount : 1;
            for (int layer = 0; layer < layers; layer++) yield return (role, InLayer(role.Name, layer), layer);
        }
    }

    private static void Check(GgufSubject subject, TensorRole role, string name, int layer)
    {
        var lengths = role.Shape(subject.Shape, layer);
        if (!subject.File.TryGetTensor(name, out var tensor))
        {
            bool isReplaced = role.InsteadOf is not null && subject.File.TryGetTensor(InLayer(role.InsteadOf, layer), out _);
            if (role.IsRequired && !isReplaced)
                throw new GgufException($"tensor {name} is missing; shape [{string.Join(", ", lengths)}] was expected");
            return;
        }
        if (!AreAlike(tensor.Dimensions, lengths))
            throw new GgufException($"tensor {name} is {tensor.Shape}; [{string.Join(", ", lengths)}] was expected from the metadata");
    }

    /// <summary>Whether two shapes are the same, where trailing lengths of 1 may be left out.</summary>
    private static bool AreAlike(IReadOnlyList<long> a, long[] b)
    {
        for (int d = 0; d < Math.Max(a.Count, b.Length); d++)
            if ((d < a.Count ? a[d] : 1) != (d < b.Length ? b[d] : 1)) return false;
        return true;
    }

    private static string InLayer(string name, int layer) =>
        name.Replace("{L}", $"{layer}", StringComparison.Ordinal).Replace("{D}", $"{layer}", StringComparison.Ordinal);
}
