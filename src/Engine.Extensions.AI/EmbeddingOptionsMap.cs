using Microsoft.Extensions.AI;

namespace Engine.Extensions.AI;

/// <summary>What becomes of each member of <see cref="EmbeddingGenerationOptions"/>: it is mapped or refused by name.</summary>
internal static class EmbeddingOptionsMap
{
    /// <summary>The members, each of which <see cref="Map"/> reads.</summary>
    public static IReadOnlyList<string> Members { get; } =
    [
        nameof(EmbeddingGenerationOptions.Dimensions),
        nameof(EmbeddingGenerationOptions.ModelId),
        nameof(EmbeddingGenerationOptions.RawRepresentationFactory),
        nameof(EmbeddingGenerationOptions.AdditionalProperties),
    ];

    public static EmbeddingOptions Map(EmbeddingGenerationOptions? options, string modelId, EmbeddingOptions defaults, IEmbeddingGenerator generator)
    {
        Refusals.CheckModel(options?.ModelId, modelId);
        if (options?.AdditionalProperties is { Count: > 0 } additional)
            throw Refusals.Of($"AdditionalProperties has {UntrustedText.Quote(additional.First().Key)}", "none were expected; RawRepresentationFactory can return EmbeddingOptions");
        var mapped = Refusals.Raw(options?.RawRepresentationFactory?.Invoke(generator), defaults);
        if (options?.Dimensions is { } dimensions) mapped = mapped with { Dimensions = dimensions };
        return mapped.Pooling == Pooling.None
            ? throw Refusals.Of("Pooling is None", "an embedding is one vector, and that gives one for every token")
            : mapped;
    }
}
