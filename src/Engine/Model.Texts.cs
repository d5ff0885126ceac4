using Engine.Backends;
using Engine.Chat;
using Engine.Generation;
using Engine.Generation.Telemetry;
using Engine.Gguf;

namespace Engine;

public sealed partial class Model
{
    /// <summary>The vectors of <paramref name="texts"/>, in their order.</summary>
    /// <remarks>
    /// Of an encoder, and of a causal model from its hidden states: its last token's where its file does not say otherwise. Beginnings that texts share, such as
    /// <see cref="EmbeddingOptions.Prefix"/>, are then read once.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The model has no embeddings.</exception>
    /// <exception cref="ArgumentException">A text is longer than the model can take, which the message names, or an option is out of its range.</exception>
    /// <exception cref="QueueFullException">Of a causal model: too many requests wait.</exception>
    public async Task<Embeddings> EmbedAsync(IReadOnlyList<string> texts, EmbeddingOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new EmbeddingOptions();
        if (_loaded.Backend.Encoder is { } encoder)
        {
            TextEncoding.Check(options, encoder.Dimensions);
            var ids = TokenizedTexts.Encode(Tokenizer, texts, options.Prefix, encoder.MaxTokens, options.Truncate);
            float[][] vectors = await WatchedAsync(
                TelemetryTags.Embeddings, ids.Ids, () => _encoding!.RunAsync([.. ids.Ids.Select(text => new TokenText(text))], options.Pooling, cancellationToken)).ConfigureAwait(false);
            return TextEncoding.Embed(encoder.Dimensions, vectors, ids, options);
        }
        if (_causalTexts is { } causal)
        {
            TextEncoding.Check(options, causal.Dimensions);
            var ids = TokenizedTexts.Encode(Tokenizer, texts, options.Prefix, causal.MaxTokens, options.Truncate);
            float[][] vectors = await WatchedAsync(TelemetryTags.Embeddings, ids.Ids, () => causal.EmbedAsync(ids.Ids, options.Pooling, cancellationToken)).ConfigureAwait(false);
            return TextEncoding.Embed(causal.Dimensions, vectors, ids, options);
        }
        throw new InvalidOperationException($"{Info.Name} has no embeddings; a text encoder or a causal model was expected");
    }

    /// <summary>The vector of <paramref name="text"/>: (dimensions), or (tokens, dimensions) with <see cref="Pooling.None"/>.</summary>
    /// <inheritdoc cref="EmbedAsync(IReadOnlyList{string}, EmbeddingOptions?, CancellationToken)"/>
    public async Task<float[]> EmbedAsync(string text, EmbeddingOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return (await EmbedAsync([text], options, cancellationToken).ConfigureAwait(false)).Vectors[0];
    }

    /// <summary>What each of <paramref name="texts"/> is, in their order.</summary>
    /// <exception cref="InvalidOperationException">The model is no classifier.</exception>
    /// <exception cref="ArgumentException">A text is longer than the model can take.</exception>
    public async Task<IReadOnlyList<Classification>> ClassifyAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
    {
        int most = MostTokensToClassify("does not classify; a model with a classification head was expected");
        var ids = TokenizedTexts.Encode(Tokenizer, texts, "", most, truncate: false);
        return TextEncoding.Classify(Info.Labels, await ClassifyAsync([.. ids.Ids.Select(text => new TokenText(text))], cancellationToken).ConfigureAwait(false));
    }

    /// <summary>What <paramref name="text"/> is.</summary>
    /// <inheritdoc cref="ClassifyAsync(IReadOnlyList{string}, CancellationToken)"/>
    public async Task<Classification> ClassifyAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return (await ClassifyAsync([text], cancellationToken).ConfigureAwait(false))[0];
    }

    /// <summary>How well each of <paramref name="documents"/> answers <paramref name="query"/>, best first.</summary>
    /// <remarks>
    /// For models trained for it (cross-encoders), which read query and document together: with a head of one class, or one that says "yes" and "no". The file's
    /// <c>tokenizer.chat_template.rerank</c> says how they are put together; without one they stand side by side, with the separators that the vocabulary has.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The model is no reranker.</exception>
    /// <exception cref="ArgumentException">There are no documents, or one is, with the query, longer than the model can take.</exception>
    /// <exception cref="QueueFullException">Of a causal model: too many requests wait.</exception>
    public async Task<IReadOnlyList<RankedDocument>> RerankAsync(
        string query, IReadOnlyList<string> documents, RerankOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(documents);
        if (documents.Count == 0) throw new ArgumentException("there are no documents; at least one was expected", nameof(documents));
        foreach (string document in documents) ArgumentNullException.ThrowIfNull(document, nameof(documents));
        options ??= new RerankOptions();
        int most = MostTokensToClassify("does not rank; a reranker, a model with a classification head, was expected");
        if (!Info.CanRerank)
            throw new InvalidOperationException($"{Info.Name} classifies as {string.Join(", ", Info.Labels)}; a reranker, with one class or a class \"yes\", was expected");
        var pairs = _loaded.File.Metadata.String(GgufKeys.RerankTemplate) is { } template
            ? [.. new RerankTemplate(template).Encode(Tokenizer, query, documents, most, options.Truncate).Select(pair => new TokenText(pair))]
            : TextPairs.Encode(Tokenizer, query, documents, most, options.Truncate);
        float[][] logits = await ClassifyAsync(pairs, cancellationToken).ConfigureAwait(false);
        return TextPairs.Rank(Info.Labels, logits, options.TopCount);
    }

    private int MostTokensToClassify(string why) =>
        _loaded.Backend.Classifier?.MaxTokens ?? (_causalTexts is { Head: not null } causal ? causal.MaxTokens : throw new InvalidOperationException($"{Info.Name} {why}"));

    private Task<float[][]> ClassifyAsync(TokenText[] texts, CancellationToken cancellationToken) =>
        WatchedAsync(TelemetryTags.Classification, [.. texts.Select(text => text.Ids)],
            () => _classifying?.RunAsync(texts, default, cancellationToken) ?? _causalTexts!.ClassifyAsync([.. texts.Select(text => text.Ids)], cancellationToken));

    /// <summary>What <paramref name="run"/> makes of <paramref name="texts"/>, told to whoever wants to know.</summary>
    private async Task<float[][]> WatchedAsync(string operation, int[][] texts, Func<Task<float[][]>> run)
    {
        var watch = _telemetry.Begin(operation, options: null);
        try
        {
            float[][] made = await run().ConfigureAwait(false);
            watch?.Finished(texts.Sum(text => text.Length));
            return made;
        }
        catch (Exception error)
        {
            watch?.Failed(error);
            throw;
        }
    }
}
