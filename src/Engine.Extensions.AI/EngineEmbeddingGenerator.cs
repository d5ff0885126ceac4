using System.Globalization;
using Engine.Extensions.AI;
using Microsoft.Extensions.AI;

namespace Engine;

/// <summary>A text encoder as Microsoft.Extensions.AI's generator of embeddings. Thread-safe; texts of callers that come together run together.</summary>
public sealed class EngineEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly IModelSource _source;
    private readonly EmbeddingOptions _defaults;

    internal EngineEmbeddingGenerator(IModelSource source, EmbeddingOptions? defaults)
    {
        _source = source;
        _defaults = defaults ?? new EmbeddingOptions();
    }

    /// <summary>The vectors of <paramref name="values"/>, in their order.</summary>
    /// <exception cref="NotSupportedException">An option cannot be mapped; the message names it.</exception>
    /// <exception cref="ArgumentException">A text is longer than the model can take, or an option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model has no embeddings.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        string[] texts = [.. values];
        var asked = EmbeddingOptionsMap.Map(options, _source.Id, _defaults, this);
        var usage = new UsageDetails { InputTokenCount = 0, TotalTokenCount = 0 };
        var generated = new GeneratedEmbeddings<Embedding<float>>(texts.Length) { Usage = usage };
        if (texts.Length == 0) return generated;

        var model = await _source.GetAsync(cancellationToken).ConfigureAwait(false);
        var embeddings = await model.EmbedAsync(texts, asked, cancellationToken).ConfigureAwait(false);
        var now = DateTimeOffset.UtcNow;
        foreach (float[] vector in embeddings.Vectors) generated.Add(new Embedding<float>(vector) { CreatedAt = now, ModelId = _source.Id });
        usage.InputTokenCount = usage.TotalTokenCount = embeddings.Tokens;
        return generated;
    }

    /// <summary>Gives the <see cref="EmbeddingGeneratorMetadata"/>, the <see cref="Model"/> once it is loaded, and the generator itself.</summary>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(EmbeddingGeneratorMetadata))
            return new EmbeddingGeneratorMetadata(EngineChatClient.ProviderName, defaultModelId: _source.Id, defaultModelDimensions: _source.Loaded?.Info.EmbeddingDimensions);
        if (serviceType == typeof(Model)) return _source.Loaded;
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Does nothing: the model stays its owner's.</summary>
    public void Dispose() { }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"embeddings of {_source.Id}");
}
