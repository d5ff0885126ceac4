using Engine.Backends;
using Engine.Gguf;

namespace Engine.Generation;

/// <summary>Vectors of texts, and their classes, from a causal model's hidden states.</summary>
/// <remarks>
/// Source of the last token's state as the vector of a text: Wang et al. 2023, "Improving Text Embeddings with Large Language Models"; of a head on it as a reranker:
/// Zhang et al. 2025, "Qwen3 Embedding".
/// </remarks>
internal sealed class CausalTexts(ModelRunner runner, ClassificationHead? head, PoolingType modelPooling, Func<StepRequest, Task, Task> submit)
{
    /// <summary>Length of a vector.</summary>
    public int Dimensions => runner.Pass.HiddenDim;

    /// <summary>Tokens a text can have.</summary>
    public int MaxTokens => Math.Min(runner.Pass.ContextLength, runner.Cache.Tables.Capacity);

    /// <summary>The classification head; null where the file has none.</summary>
    public ClassificationHead? Head => head;

    /// <summary>What <see cref="Pooling.Model"/> means here; of a file that does not say the last token, which alone has seen the whole text.</summary>
    public Pooling DefaultPooling { get; } = TextEncoder.Default(modelPooling, otherwise: Pooling.Last);

    /// <summary>One array per text: (dimensions), or (tokens, dimensions) with <see cref="Pooling.None"/>. Not normalized.</summary>
    public async Task<float[][]> EmbedAsync(IReadOnlyList<int[]> texts, Pooling pooling, CancellationToken cancellationToken)
    {
        if (!Enum.IsDefined(pooling)) throw new ArgumentOutOfRangeException(nameof(pooling), pooling, "unknown pooling");
        if (pooling == Pooling.Model) pooling = DefaultPooling;
        bool onlyLast = pooling == Pooling.Last;
        var vectors = new float[texts.Count][];
        // As many at once as there are sequences: a long list must not fill the queue of a model that others use too.
        var together = new ParallelOptions { MaxDegreeOfParallelism = runner.Cache.MaxHeld, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, texts.Count), together, async (i, cancel) =>
        {
            var request = new HiddenRequest(texts[i], onlyLast, runner.Pass) { Caller = cancel };
            await submit(request, request.Done).ConfigureAwait(false);
            float[] states = await request.Done.ConfigureAwait(false);
            vectors[i] = onlyLast ? states : TextEncoder.Pool(states, Dimensions, pooling);
        }).ConfigureAwait(false);
        return vectors;
    }

    /// <summary>Per text, one logit per class.</summary>
    public async Task<float[][]> ClassifyAsync(IReadOnlyList<int[]> texts, CancellationToken cancellationToken) =>
        Array.ConvertAll(await EmbedAsync(texts, Pooling.Last, cancellationToken).ConfigureAwait(false), head!.Logits);
}
