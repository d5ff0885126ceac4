using Engine.Gguf;
using Engine.Gguf.Architectures;

namespace Engine.Verification;

/// <summary>How far implementations may be apart, and why.</summary>
internal static class VerificationLimits
{
    /// <summary>Attention weights, absolute: single precision scores of magnitude 10 to 50 are some 1e-6 off, and their exponentials by as much, relatively.</summary>
    public const double AttentionWeights = 1e-5;

    /// <summary>Attention outputs, normalized mean square: single precision is at 1e-13; one wrong head dimension of 64 is at 1e-2.</summary>
    public const double AttentionOutput = 1e-10;

    /// <summary>Logits of the reference itself in other batches: its sums do not depend on the batch, so not a bit may differ.</summary>
    public const double Determinism = 0;

    /// <summary>Logits of F32 files, KL in nats: single precision throughout.</summary>
    public const double SinglePrecisionLogits = 1e-7;

    /// <summary>Logits of F16 and BF16 files, KL in nats: backends round the activations to the weights' type, 11 or 8 bits, before each product.</summary>
    public const double HalfPrecisionLogits = 1e-5;

    /// <summary>Logits of quantized files, KL in nats: backends quantize the activations to 8 bits per block of 32; a lost head or layer is beyond 0.1.</summary>
    public const double QuantizedLogits = 3e-2;

    /// <summary>Token vectors of encoders, normalized mean square, by the same reasons.</summary>
    public const double SinglePrecisionVectors = 1e-8, HalfPrecisionVectors = 1e-4, QuantizedVectors = 1e-2;

    /// <summary>The limit of the logits of <paramref name="backend"/> for the matrices of <paramref name="file"/>.</summary>
    public static double Logits(GgufFile file, Backend backend) => Of(file, backend, SinglePrecisionLogits, HalfPrecisionLogits, QuantizedLogits);

    /// <summary>The limit of vectors per token for the matrices of <paramref name="file"/>.</summary>
    public static double Vectors(GgufFile file, Backend backend) => Of(file, backend, SinglePrecisionVectors, HalfPrecisionVectors, QuantizedVectors);

    private static double Of(GgufFile file, Backend backend, double single, double half, double quantized)
    {
        var types = file.Tensors.Where(tensor => tensor.Dimensions.Count > 1).Select(tensor => tensor.Type).ToHashSet();
        types.Remove(TensorType.F32);
        if (types.Count == 0) return backend == Backend.LlamaCpp && HasGelu(file) ? half : single;
        return types.All(type => type is TensorType.F16 or TensorType.BF16) ? half : quantized;
    }

    /// <summary>Whether the feed-forward networks have GELU, which llama.cpp takes from a table of half precision.</summary>
    private static bool HasGelu(GgufFile file) => ArchitectureCatalog.Find(file.Metadata.Architecture) is { } architecture
        && (architecture == BertArchitecture.Row || architecture.Decoder?.Invoke(Hyperparameters.Read(file.Metadata)).Activation == GateActivation.Gelu);
}
