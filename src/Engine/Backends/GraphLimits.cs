using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Kernels.Quantization;

namespace Engine.Backends;

/// <summary>Which files the backends that compute graphs themselves can run: what they cannot is refused by name before anything is loaded.</summary>
internal static class GraphLimits
{
    private static IEnumerable<Architecture> Known => ArchitectureCatalog.All.Where(IsKnown);

    /// <summary>Why <paramref name="backend"/> cannot run <paramref name="file"/>; null when it can.</summary>
    public static string? WhyNot(string backend, GgufFile file)
    {
        if (Known.FirstOrDefault(known => known.Name == file.Metadata.Architecture) is not { } architecture)
            return UntrustedText.Sentence($"the {backend} backend knows the architectures {string.Join(", ", Known.Select(known => known.Name))}, not '{file.Metadata.Architecture}'");
        foreach (var tensor in file.Tensors)
            if (TensorTypes.Get(tensor.Type).Codec is null) return UntrustedText.Sentence($"tensor {tensor.Name} is {tensor.Type}, which the {backend} backend cannot read");
        foreach (string stranger in ArchitectureCatalog.Strangers(architecture, file, Hyperparameters.Read(file.Metadata)))
            return UntrustedText.Sentence($"tensor {stranger} has no place in the architecture {architecture.Name}");
        return architecture.Decoder is null ? null : DecoderLimits.WhyNot(backend, file, architecture);
    }

    private static bool IsKnown(Architecture architecture) => architecture.Decoder is not null || architecture.IsBertGraph;
}
