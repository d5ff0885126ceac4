using System.Text;
using Engine.Generation;

namespace Engine;

public sealed partial class Model
{
    /// <summary>The most probable texts after the tokens of <paramref name="prompt"/>, best first, found by beam search.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or a token does not exist.</exception>
    /// <exception cref="InvalidOperationException">The model does not generate.</exception>
    /// <exception cref="KvCacheFullException">The prompt does not fit, or there are fewer sequences than beams; see <see cref="ModelOptions.MaxSequences"/>.</exception>
    public Task<IReadOnlyList<BeamSearchResult>> SearchAsync(ReadOnlyMemory<int> prompt, BeamSearchOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var runner = Runner();
        BeamSearch.Check(options);
        int[] tokens = CheckTokens(prompt.Span, "the prompt");
        return _scheduler.Run(cancel => runner.Search(tokens, options, cancel), cancellationToken);
    }

    /// <summary>The most probable texts after <paramref name="prompt"/>, whose special tokens are parsed.</summary>
    /// <inheritdoc cref="SearchAsync(ReadOnlyMemory{int}, BeamSearchOptions, CancellationToken)"/>
    public Task<IReadOnlyList<BeamSearchResult>> SearchAsync(string prompt, BeamSearchOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return SearchAsync(Tokenizer.Encode(Encoding.UTF8.GetBytes(prompt), addSpecial: true, parseSpecial: true), options, cancellationToken);
    }

    /// <summary>The vectors of <paramref name="texts"/>, in their order.</summary>
    /// <exception cref="InvalidOperationException">The model is no text encoder.</exception>
    /// <exception cref="ArgumentException">A text is longer than the model can take.</exception>
    public Task<Embeddings> EmbedAsync(IReadOnlyList<string> texts, EmbeddingOptions? options = null, CancellationToken cancellationToken = default)
    {
        var encoder = _loaded.Backend.Encoder ?? throw new InvalidOperationException($"{Info.Name} has no embeddings; a text encoder was expected");
        var ids = Tokenize(texts);
        return _scheduler.Run(cancel => TextEncoding.Embed(encoder, ids, options ?? new EmbeddingOptions(), cancel), cancellationToken);
    }

    /// <summary>What each of <paramref name="texts"/> is, in their order.</summary>
    /// <exception cref="InvalidOperationException">The model is no classifier.</exception>
    /// <exception cref="ArgumentException">A text is longer than the model can take.</exception>
    public Task<IReadOnlyList<Classification>> ClassifyAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
    {
        var classifier = _loaded.Backend.Classifier ?? throw new InvalidOperationException($"{Info.Name} does not classify; a model with a classification head was expected");
        var ids = Tokenize(texts);
        return _scheduler.Run(cancel => TextEncoding.Classify(classifier, ids, cancel), cancellationToken);
    }

    /// <summary>Makes exactly <paramref name="adapters"/> active: adds, removes and scales in one. None restores the bare model.</summary>
    /// <remarks>Takes effect after the requests asked for earlier. Cached prefixes are forgotten; open sequences keep what they computed.</remarks>
    /// <exception cref="Gguf.GgufException">A file is no adapter, or one for another model.</exception>
    /// <exception cref="InvalidOperationException">The backend has no adapters for this model.</exception>
    public Task SetAdaptersAsync(IReadOnlyList<LoraAdapter> adapters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(adapters);
        foreach (var adapter in adapters) Models.AdapterSet.Check(adapter);
        return _scheduler.Run(_ =>
        {
            _adapters.Set(adapters);
            _runner?.Cache.Clear();
            return true;
        }, cancellationToken);
    }

    /// <summary>How long the forward passes of <paramref name="test"/> take.</summary>
    /// <exception cref="ArgumentException">A number is below 0, or nothing would be measured, or an encoder's text is too long.</exception>
    /// <exception cref="InvalidOperationException">The model neither generates nor has embeddings, or it generates only after a source text.</exception>
    /// <exception cref="KvCacheFullException">The context is shorter than the test.</exception>
    public Task<TimeSpan> MeasureAsync(SpeedTest test, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(test);
        var encoder = Info.CanGenerate ? null : _loaded.Backend.Encoder;
        SpeedTest.Check(test, encodes: encoder is not null);
        if (encoder is not null) return _scheduler.Run(cancel => test.Run(encoder, Tokenizer.VocabSize, cancel), cancellationToken);
        var runner = CausalRunner();
        return _scheduler.Run(cancel => test.Run(runner, Tokenizer.Special.Bos, cancel), cancellationToken);
    }

    private int[][] Tokenize(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.Count == 0) throw new ArgumentException("there are no texts; at least one was expected", nameof(texts));
        foreach (string text in texts) ArgumentNullException.ThrowIfNull(text, nameof(texts));
        return [.. texts.Select(text => Tokenizer.Encode(Encoding.UTF8.GetBytes(text), addSpecial: true, parseSpecial: false))];
    }
}
