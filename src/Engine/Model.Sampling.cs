using System.Text;
using Engine.Generation;

namespace Engine;

public sealed partial class Model
{
    /// <summary>A sampler for <see cref="Sequence.Logits"/> of this model.</summary>
    /// <param name="options">How tokens are chosen; llama.cpp's defaults without.</param>
    /// <param name="processors">Change every row before the policies, in their order.</param>
    /// <param name="traces">Whether <see cref="Sampler.LastTrace"/> is kept, which is slow.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public Sampler CreateSampler(SamplingOptions? options = null, IReadOnlyList<ILogitsProcessor>? processors = null, bool traces = false) =>
        new(options ?? new SamplingOptions(), Math.Min(Info.VocabSize, Tokenizer.VocabSize), Tokenizer, processors, traces);

    /// <summary>How probable <paramref name="text"/> is, token by token, from one reading of it. Special tokens are parsed, and added as the model says.</summary>
    /// <exception cref="ArgumentException">The text has no tokens.</exception>
    /// <exception cref="InvalidOperationException">The model does not generate, or only after a source text.</exception>
    /// <exception cref="ContextLengthException">The text is longer than the context.</exception>
    /// <exception cref="KvCacheFullException">Open sequences leave no room for it.</exception>
    public Task<TextScore> ScoreAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ScoreAsync(Tokenizer.Encode(Encoding.UTF8.GetBytes(text), addSpecial: true, parseSpecial: true), cancellationToken);
    }

    /// <summary>How probable <paramref name="tokens"/> are, each after those before it, from one reading of them. Nothing is added.</summary>
    /// <inheritdoc cref="ScoreAsync(string, CancellationToken)"/>
    public async Task<TextScore> ScoreAsync(ReadOnlyMemory<int> tokens, CancellationToken cancellationToken = default)
    {
        int[] ids = CheckTokens(tokens.Span, "the text");
        var runner = CheckSequence(ids.Length - 1);
        if (ids.Length == 1) return new TextScore { Ids = ids, LogProbabilities = [null] };
        var request = new ScoreRequest(runner.Model, ids) { Caller = cancellationToken };
        await SubmitAsync(request, request.Done).ConfigureAwait(false);
        return new TextScore { Ids = ids, LogProbabilities = await request.Done.ConfigureAwait(false) };
    }

    /// <summary>
    /// Generates <paramref name="count"/> texts after <paramref name="prompt"/>, which is read once and shared by all, and returns them by falling mean log-probability
    /// of their tokens. With a seed the texts have that seed and those after it.
    /// </summary>
    /// <remarks>The mean is that of the model's probabilities, before the policies; <see cref="Completion.LogProbabilities"/> has them.</remarks>
    /// <inheritdoc cref="GenerateAsync(ReadOnlyMemory{int}, GenerationOptions?, CancellationToken)"/>
    public async Task<IReadOnlyList<Completion>> CompleteBestAsync(ReadOnlyMemory<int> prompt, int count, GenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (count < 1) throw new ArgumentOutOfRangeException(nameof(count), count, "at least one text was expected");
        options ??= new GenerationOptions();
        options = options with { LogProbabilities = options.LogProbabilities ?? 0 };
        var texts = await Task.WhenAll(Enumerable.Range(0, count).Select(i =>
            CompleteAsync(prompt, options.Seed is { } seed ? options with { Seed = unchecked(seed + (ulong)i) } : options, cancellationToken))).ConfigureAwait(false);
        return [.. texts.OrderByDescending(text => text.LogProbabilities.Count == 0 ? double.NegativeInfinity : text.LogProbabilities.Average(token => token.LogProbability))];
    }

    /// <inheritdoc cref="CompleteBestAsync(ReadOnlyMemory{int}, int, GenerationOptions?, CancellationToken)"/>
    public Task<IReadOnlyList<Completion>> CompleteBestAsync(string prompt, int count, GenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return CompleteBestAsync(Tokenizer.Encode(Encoding.UTF8.GetBytes(prompt), addSpecial: true, (options ?? new GenerationOptions()).ParseSpecial), count, options, cancellationToken);
    }
}
