using System.Text;
using Engine.Generation;

namespace Engine;

public sealed partial class Model
{
    /// <summary>The most probable texts after the tokens of <paramref name="prompt"/>, best first, found by beam search.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or a token does not exist.</exception>
    /// <exception cref="InvalidOperationException">The model does not generate.</exception>
    /// <exception cref="ContextLengthException">The prompt is longer than the context.</exception>
    /// <exception cref="KvCacheFullException">There are fewer sequences than beams, see <see cref="ModelOptions.MaxSequences"/>, or open ones leave no room.</exception>
    public async Task<IReadOnlyList<BeamSearchResult>> SearchAsync(ReadOnlyMemory<int> prompt, BeamSearchOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var runner = Runner();
        BeamSearch.Check(options);
        int[] tokens = CheckTokens(prompt.Span, "the prompt");
        runner.CheckPrompt(tokens.Length);
        if (options.Width > runner.Cache.MaxHeld)
            throw new KvCacheFullException($"a beam {options.Width} wide takes as many sequences; {runner.Cache.MaxHeld} may run at once, see MaxSequences");
        if (options.Width > runner.Scheduler.Capacity)
            throw new ArgumentException($"a beam {options.Width} wide takes a batch of as many tokens; BatchSize allows {runner.Scheduler.Capacity}", nameof(options));
        var request = new BeamRequest(runner.Model, tokens, options) { Caller = cancellationToken };
        await SubmitAsync(request, request.Done).ConfigureAwait(false);
        return await request.Done.ConfigureAwait(false);
    }

    /// <summary>The most probable texts after <paramref name="prompt"/>, whose special tokens are parsed.</summary>
    /// <inheritdoc cref="SearchAsync(ReadOnlyMemory{int}, BeamSearchOptions, CancellationToken)"/>
    public Task<IReadOnlyList<BeamSearchResult>> SearchAsync(string prompt, BeamSearchOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return SearchAsync(Tokenizer.Encode(Encoding.UTF8.GetBytes(prompt), addSpecial: true, parseSpecial: true), options, cancellationToken);
    }

    /// <summary>Makes exactly <paramref name="adapters"/> active: adds, removes and scales in one. None restores the bare model.</summary>
    /// <remarks>Takes effect when the requests asked for earlier have ended; those asked for later wait for it. Cached prefixes are forgotten; open sequences keep what they computed.</remarks>
    /// <exception cref="Gguf.GgufException">A file is no adapter, or one for another model.</exception>
    /// <exception cref="InvalidOperationException">The backend has no adapters for this model.</exception>
    public Task SetAdaptersAsync(IReadOnlyList<LoraAdapter> adapters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(adapters);
        foreach (var adapter in adapters) Models.AdapterSet.Check(adapter);
        return _thread.RunAlone(_ =>
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
        if (encoder is not null) return _thread.Run(cancel => test.Run(encoder, Tokenizer.VocabSize, cancel), cancellationToken);
        var runner = CausalRunner();
        return _thread.Run(cancel => test.Run(runner, Tokenizer.Special.Bos, cancel), cancellationToken);
    }
}
