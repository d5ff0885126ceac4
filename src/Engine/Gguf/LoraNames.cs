using Engine.Gguf.Architectures;

namespace Engine.Gguf;

/// <summary>How an adapter's file names its tensors.</summary>
internal static class LoraNames
{
    /// <summary>Endings after the name of the matrix.</summary>
    public const string A = ".lora_a", B = ".lora_b";

    /// <summary>The matrix that <paramref name="tensor"/> is half of the change of; null where it is none.</summary>
    public static string? Matrix(string tensor) =>
        tensor.EndsWith(A, StringComparison.Ordinal) ? tensor[..^A.Length] : tensor.EndsWith(B, StringComparison.Ordinal) ? tensor[..^B.Length] : null;

    /// <summary>Whether it is a whole norm, which some trainers write beside the pairs.</summary>
    public static bool IsNorm(string tensor) => tensor.EndsWith("_norm.weight", StringComparison.Ordinal);

    /// <summary>Whether a pair's first half lies the other way around, because the matrix is read by row.</summary>
    public static bool IsByRow(string matrix) => matrix == TensorNames.TokenEmbedding + TensorNames.Weight;
}
