namespace Engine.Gguf.Architectures;

/// <summary>One tensor of a model, or one per layer.</summary>
/// <remarks>Shapes are (row length, rows, ...), as the file has them: a matrix that maps n values to m is [n, m].</remarks>
/// <param name="Name">Its name; {L} stands for the layer, {D} for the decoder's layer of an encoder-decoder.</param>
/// <param name="Shape">Its lengths, given the model's shape and the layer.</param>
/// <param name="IsRequired">Whether the model is none without it.</param>
/// <param name="InsteadOf">A tensor that makes this one unnecessary where it is present.</param>
internal sealed record TensorRole(string Name, Func<Hyperparameters, int, long[]> Shape, bool IsRequired = true, string? InsteadOf = null);

/// <summary>What the models of an architecture have and compute.</summary>
/// <param name="Name">What <c>general.architecture</c> calls it.</param>
/// <param name="NormEpsilonKey">The key of its norms' epsilon, after the architecture's name.</param>
/// <param name="Tensors">Every tensor it may have; asked for only where a file is of this architecture.</param>
/// <param name="Decoder">Its graph, given the model's shape; null where it is no decoder.</param>
internal sealed record Architecture(
    string Name, string NormEpsilonKey, Func<TensorRole[]> Tensors, Func<Hyperparameters, DecoderGraph>? Decoder = null)
{
    /// <summary>Whether it is an encoder: no token waits for the next, and no keys and values are kept.</summary>
    public bool IsEncoder { get; init; }

    /// <summary>Whether its graph is that of BERT, a norm after each residual sum, which the backends have that compute graphs themselves.</summary>
    public bool IsBertGraph { get; init; }

    /// <summary>Whether attention is biased by distance, in the buckets that the file counts, instead of rotated.</summary>
    public bool HasDistanceBias { get; init; }

    /// <summary>Whether several query heads may share one head of keys and values.</summary>
    public bool SharesKvHeads { get; init; } = true;
}
