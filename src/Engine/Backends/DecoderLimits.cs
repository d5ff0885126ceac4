using Engine.Gguf;
using Engine.Gguf.Architectures;
using Keys = Engine.Gguf.GgufKeys.OfArchitecture;

namespace Engine.Backends;

/// <summary>What no decoder of ours computes.</summary>
internal static class DecoderLimits
{
    /// <summary>Keys that change the graph where they are not 0.</summary>
    private static readonly string[] s_keysWithoutEffect = [Keys.AttentionSoftcap, Keys.LogitSoftcap, Keys.LogitScale, Keys.ResidualScale, Keys.EmbeddingScale, Keys.AttentionScale];

    /// <summary>Why <paramref name="backend"/> cannot run <paramref name="file"/>, a model of <paramref name="architecture"/>; null when it can.</summary>
    public static string? WhyNot(string backend, GgufFile file, Architecture architecture)
    {
        var shape = Hyperparameters.Read(file.Metadata);
        if (shape.ExpertCount > 0) return UntrustedText.Sentence($"the model is a mixture of {shape.ExpertCount} experts, which the {backend} backend does not have");
        if (shape.HeadDim != shape.ValueHeadDim) return UntrustedText.Sentence($"keys have {shape.HeadDim} elements and values {shape.ValueHeadDim}; the {backend} backend needs them alike");
        if (shape.KvHeadCounts.Any(count => count != shape.KvHeadCount)) return UntrustedText.Sentence($"layers differ in their number of key heads; the {backend} backend needs them alike");
        if (shape.RopeScaling.Type == RopeScalingType.LongRope) return UntrustedText.Sentence($"the model is stretched by LongRoPE, which the {backend} backend does not have");
        if (!shape.IsCausal) return UntrustedText.Sentence($"the file gives {GgufKeys.Of(architecture.Name, Keys.Causal)} = false, and tokens of a decoder of the {backend} backend see none after them");
        if (shape.SlidingWindow > 0 && architecture.Decoder!(shape).Layers.All(layer => layer.Window == 0))
            return UntrustedText.Sentence($"the file gives {GgufKeys.Of(architecture.Name, Keys.SlidingWindow)} = {shape.SlidingWindow}, and the architecture has none");
        foreach (string name in s_keysWithoutEffect)
        {
            string key = GgufKeys.Of(architecture.Name, name);
            if (file.Metadata.TryGetValue(key, out var value) && value.Number() != 0) return UntrustedText.Sentence($"the file gives {key} = {value}, which the {backend} backend does not have");
        }
        string pattern = GgufKeys.Of(architecture.Name, Keys.SlidingWindowPattern);
        if (file.Metadata.TryGetValue(pattern, out var layers) && layers.Type == GgufValueType.Array)
            return UntrustedText.Sentence($"{pattern} lists the layers; the {backend} backend needs their period");
        return null;
    }
}
