using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Engine.Backends;
using Engine.Generation;
using Engine.Models;
using Engine.Tokenization;

namespace Engine;

/// <summary>A GGUF model, loaded: generates, embeds or classifies, whichever it was made for.</summary>
/// <remarks>
/// Thread-safe. Requests are served first come, first served, on a thread of the model's own. Disposing cancels what runs; whoever
/// waits for it gets an <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed partial class Model : IDisposable, IAsyncDisposable
{
    private readonly Scheduler _scheduler;
    private readonly LoadedModel _loaded;
    private readonly ModelRunner? _runner;
    private readonly AdapterSet _adapters;

    private Model(Scheduler scheduler, LoadedModel loaded, ModelOptions options)
    {
        _scheduler = scheduler;
        _loaded = loaded;
        _adapters = new AdapterSet(loaded.Backend.Adapters);
        if (loaded.Backend.ForwardPass is { } pass)
            _runner = new ModelRunner(pass, loaded.Backend.SourceEncoder, loaded.Tokenizer, options.BatchSize);
        if (options.Adapters.Count > 0) _adapters.Set(options.Adapters);
    }

    /// <summary>What the model is and can do.</summary>
    public ModelInfo Info => _loaded.Info;

    /// <summary>Its tokenizer.</summary>
    public Tokenizer Tokenizer => _loaded.Tokenizer;

    /// <summary>What loading did: who runs the model, where, and why.</summary>
    public LoadReport LoadReport => _loaded.Report;

    /// <summary>The LoRA adapters that are active.</summary>
    public IReadOnlyList<LoraAdapter> Adapters => _adapters.Active;

    /// <summary>The backend's view of the model, for use inside <see cref="RunOnThreadAsync"/>.</summary>
    internal BackendModel Backend => _loaded.Backend;

    /// <summary>The open file.</summary>
    internal Gguf.GgufFile File => _loaded.File;

    /// <summary>Loads <paramref name="path"/>.</summary>
    /// <exception cref="Gguf.GgufException">The file is malformed, or not a model we know.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The backend asked for cannot run it; <see cref="GpuUnavailableException"/> when a GPU is required.</exception>
    public static Model Load(string path, ModelOptions? options = null) => LoadAsync(path, options).GetAwaiter().GetResult();

    /// <inheritdoc cref="Load"/>
    public static Task<Model> LoadAsync(string path, ModelOptions? options = null, CancellationToken cancellationToken = default) =>
        LoadAsync(path, options ?? new ModelOptions(), BackendCatalog.All, cancellationToken);

    internal static async Task<Model> LoadAsync(string path, ModelOptions options, IReadOnlyList<IBackend> backends, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var scheduler = new Scheduler($"model {Path.GetFileName(path)}");
        try
        {
            return await scheduler.Run(cancel =>
            {
                var loaded = LoadedModel.Load(path, options, backends, backend => scheduler.FailOn(() => backend.AbortError, backend.Aborted), cancel);
                try
                {
                    return new Model(scheduler, loaded, options);
                }
                catch
                {
                    loaded.Dispose();
                    throw;
                }
            }, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            scheduler.Dispose();
            throw;
        }
    }

    /// <summary>Generates after <paramref name="prompt"/>, streaming: a piece for every token, then one with the whole <see cref="Completion"/>.</summary>
    /// <remarks>The text is UTF-8 of any content; BOS is added as the model says. Leaving the loop early stops the generation.</remarks>
    /// <exception cref="ArgumentException">An option is out of its range, or the prompt is empty and the model adds nothing.</exception>
    /// <exception cref="InvalidOperationException">The model does not generate.</exception>
    /// <exception cref="KvCacheFullException">The prompt does not fit.</exception>
    public IAsyncEnumerable<GeneratedPiece> GenerateAsync(string prompt, GenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        bool parseSpecial = (options ?? new GenerationOptions()).ParseSpecial;
        return GenerateAsync(Tokenizer.Encode(Encoding.UTF8.GetBytes(prompt), addSpecial: true, parseSpecial), options, cancellationToken);
    }

    /// <summary>Generates after the tokens of <paramref name="prompt"/>, to which nothing is added.</summary>
    /// <inheritdoc cref="GenerateAsync(string, GenerationOptions?, CancellationToken)"/>
    public IAsyncEnumerable<GeneratedPiece> GenerateAsync(ReadOnlyMemory<int> prompt, GenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new GenerationOptions();
        var runner = Runner();
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxTokens);
        Sampling.SamplingCatalog.Validate(options, Math.Min(Info.VocabSize, Tokenizer.VocabSize));
        _ = new StopMatcher(options.StopSequences);
        var request = new GenerationRequest(CheckTokens(prompt.Span, "the prompt"), options, Stopwatch.GetTimestamp());
        return StreamAsync(runner, request, cancellationToken);
    }

    /// <summary>Generates after <paramref name="prompt"/> and returns the whole.</summary>
    /// <inheritdoc cref="GenerateAsync(string, GenerationOptions?, CancellationToken)"/>
    public Task<Completion> CompleteAsync(string prompt, GenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        LastAsync(GenerateAsync(prompt, options, cancellationToken));

    /// <summary>Generates after the tokens of <paramref name="prompt"/> and returns the whole.</summary>
    /// <inheritdoc cref="GenerateAsync(string, GenerationOptions?, CancellationToken)"/>
    public Task<Completion> CompleteAsync(ReadOnlyMemory<int> prompt, GenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        LastAsync(GenerateAsync(prompt, options, cancellationToken));

    /// <summary>A text of the caller's own in the KV cache, empty.</summary>
    /// <exception cref="InvalidOperationException">The model does not generate, or only after a source text.</exception>
    public Sequence CreateSequence()
    {
        CausalRunner();
        return new Sequence(this);
    }

    /// <inheritdoc/>
    public void Dispose() => _scheduler.Stop(Free);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _scheduler.StopAsync(Free).ConfigureAwait(false);

    /// <summary>Runs <paramref name="work"/> on the model's thread.</summary>
    internal Task<T> RunOnThreadAsync<T>(Func<CancellationToken, T> work, CancellationToken cancellationToken) => _scheduler.Run(work, cancellationToken);

    internal Task RunAsync(Action<ModelRunner, CancellationToken> work, CancellationToken cancellationToken)
    {
        var runner = Runner();
        return _scheduler.Run(cancel => { work(runner, cancel); return true; }, cancellationToken);
    }

    internal int[] CheckTokens(ReadOnlySpan<int> tokens, string what)
    {
        if (tokens.IsEmpty) throw new ArgumentException($"{what} has no tokens; at least one was expected", nameof(tokens));
        foreach (int token in tokens)
            if ((uint)token >= (uint)Info.VocabSize) throw new ArgumentException($"{what} has token {token}; 0 to {Info.VocabSize - 1} was expected", nameof(tokens));
        return tokens.ToArray();
    }

    private ModelRunner Runner() => _runner ?? throw new InvalidOperationException($"{Info.Name} does not generate text; a language model was expected");

    private ModelRunner CausalRunner() => Runner() is { IsCausal: true } runner
        ? runner
        : throw new InvalidOperationException($"{Info.Name} is an encoder-decoder and generates only after a source text; a causal model was expected");

    private void Free()
    {
        _adapters.Dispose();
        _loaded.Dispose();
    }

    private async IAsyncEnumerable<GeneratedPiece> StreamAsync(ModelRunner runner, GenerationRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Unbounded: the context bounds it, and a caller who stops reading must not hold up the others.
        var pieces = Channel.CreateUnbounded<GeneratedPiece>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var run = _scheduler.Run(cancel => Generate(runner, request, pieces.Writer, cancel), left.Token);
        _ = run.ContinueWith(
            static (finished, writer) => ((ChannelWriter<GeneratedPiece>)writer!).TryComplete(finished.Exception?.InnerException ?? (finished.IsCanceled ? new OperationCanceledException() : null)),
            pieces.Writer, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            await foreach (var piece in pieces.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false)) yield return piece;
        }
        finally
        {
            await left.CancelAsync().ConfigureAwait(false);
            await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static bool Generate(ModelRunner runner, GenerationRequest request, ChannelWriter<GeneratedPiece> writer, CancellationToken cancellationToken)
    {
        var whole = new StringBuilder();
        string rest = "";
        var result = runner.Generator.Run(request, (token, utf8) =>
        {
            string text = Encoding.UTF8.GetString(utf8);
            whole.Append(text);
            if (token == Generator.NoToken) rest += text;
            else writer.TryWrite(new GeneratedPiece(token, text));
        }, cancellationToken);
        return writer.TryWrite(new GeneratedPiece(Generator.NoToken, rest, new Completion
        {
            Text = whole.ToString(),
            Ids = result.Ids,
            PromptIds = request.Prompt,
            FinishReason = result.FinishReason,
            Usage = result.Usage,
            Timings = result.Timings,
        }));
    }

    private static async Task<Completion> LastAsync(IAsyncEnumerable<GeneratedPiece> pieces)
    {
        Completion? completion = null;
        await foreach (var piece in pieces.ConfigureAwait(false)) completion = piece.Completion;
        return completion!;
    }
}
