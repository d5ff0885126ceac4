using System.Diagnostics;
using System.Text;
using Engine.Backends;
using Engine.Generation;
using Engine.Generation.Telemetry;
using Engine.Models;
using Engine.Tokenization;
using Microsoft.Extensions.Logging;

namespace Engine;

/// <summary>A GGUF model, loaded: generates, embeds, classifies or ranks, whichever it was made for.</summary>
/// <remarks>
/// Thread-safe. Any number of callers share it: their requests run together, step by step, on a thread of the model's own, as many at once as
/// <see cref="ModelOptions.MaxSequences"/> and the KV cache allow. Disposing cancels what runs; whoever waits for it gets an <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed partial class Model : IDisposable, IAsyncDisposable
{
    // Texts of several callers run together up to this many tokens: more would make each wait for the others.
    private const int TogetherTokens = 4096;

    /// <summary>The name of the activity source and of the meter by which models tell what they do; see docs/telemetry.md.</summary>
    public const string TelemetryName = "Engine";

    private readonly ModelThread _thread;
    private readonly LoadedModel _loaded;
    private readonly ModelRunner? _runner;
    private readonly AdapterSet _adapters;
    private readonly ModelTelemetry _telemetry;
    private readonly ILogger? _log;
    private readonly TextBatcher<Pooling>? _encoding;
    private readonly TextBatcher<bool>? _classifying;
    private readonly CausalTexts? _causalTexts;
    private ChatTemplate? _chatTemplate;

    private Model(ModelThread thread, LoadedModel loaded, ModelOptions options)
    {
        _thread = thread;
        _loaded = loaded;
        _adapters = new AdapterSet(loaded.Backend.Adapters);
        if (loaded.Backend.ForwardPass is { } pass)
        {
            _runner = new ModelRunner(pass, loaded.Backend.SourceEncoder, loaded.Tokenizer, options);
            thread.Attach(_runner.Scheduler);
            if (_runner.IsCausal && pass.HiddenDim > 0) _causalTexts = new CausalTexts(_runner, loaded.Head, loaded.Info.Hyperparameters.Pooling, SubmitAsync);
        }
        if (loaded.Backend.Encoder is { } encoder) _encoding = new TextBatcher<Pooling>(thread, encoder.Encode, Math.Max(encoder.MaxTokens, TogetherTokens));
        if (loaded.Backend.Classifier is { } classifier)
            _classifying = new TextBatcher<bool>(thread, (texts, _, cancel) => classifier.Classify(texts, cancel), Math.Max(classifier.MaxTokens, TogetherTokens));
        if (options.Adapters.Count > 0) _adapters.Set(options.Adapters);
        _telemetry = new ModelTelemetry(Info.Name, options.LoggerFactory, _runner is { } generating ? () => generating.Scheduler.Statistics : null);
        _log = options.LoggerFactory?.CreateLogger(LogCategories.Models);
    }

    /// <summary>What the model is and can do.</summary>
    public ModelInfo Info => _loaded.Info;

    /// <summary>Its tokenizer.</summary>
    public Tokenizer Tokenizer => _loaded.Tokenizer;

    /// <summary>What loading did: who runs the model, where, and why.</summary>
    public LoadReport LoadReport => _loaded.Report;

    /// <summary>The LoRA adapters that are active.</summary>
    public IReadOnlyList<LoraAdapter> Adapters => _adapters.Active;

    /// <summary>What a generating model is doing: requests, room in its KV cache, tokens so far. All zero for one that does not generate.</summary>
    public ModelStatistics Statistics => _runner?.Scheduler.Statistics ?? default;

    /// <summary>Why the model answers no more requests, whatever they are; null while it does.</summary>
    public Exception? Failure => _thread.Failure;

    /// <summary>The open file.</summary>
    internal Gguf.GgufFile File => _loaded.File;

    /// <summary>The chat template of the file, read when it is first asked for.</summary>
    /// <exception cref="ChatTemplateException">There is none, or it cannot be read.</exception>
    internal ChatTemplate ChatTemplate => LazyInitializer.EnsureInitialized(ref _chatTemplate, () => ChatTemplate.Create(File.Metadata, Tokenizer));

    /// <summary>What binds the answers asked for lately.</summary>
    internal Chat.Tools.AnswerConstraints AnswerConstraints { get; } = new();

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
        long start = Stopwatch.GetTimestamp();
        var thread = new ModelThread($"model {Path.GetFileName(path)}");
        try
        {
            return await thread.Run(cancel =>
            {
                var loaded = LoadedModel.Load(path, options, backends, backend => thread.FailOn(() => Lost(backend), backend.Aborted), cancel);
                try
                {
                    var model = new Model(thread, loaded, options);
                    if (model._log is { } log) ModelLog.Loaded(log, model.Info, model.LoadReport, Stopwatch.GetElapsedTime(start));
                    return model;
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
            thread.Dispose();
            throw;
        }

        Exception? Lost(IBackend backend)
        {
            var error = backend.AbortError;
            if (error is not null && options.LoggerFactory is { } loggers) ModelLog.Lost(loggers.CreateLogger(LogCategories.Models), error, Path.GetFileName(path), UntrustedText.Show(error.Message));
            return error;
        }
    }

    /// <summary>Generates after <paramref name="prompt"/>, streaming: a piece for every token, then one with the whole <see cref="Completion"/>.</summary>
    /// <remarks>The text is UTF-8 of any content; BOS is added as the model says. Leaving the loop early stops the generation.</remarks>
    /// <exception cref="ArgumentException">An option is out of its range, or the prompt is empty and the model adds nothing.</exception>
    /// <exception cref="InvalidOperationException">The model does not generate.</exception>
    /// <exception cref="ContextLengthException">The prompt is longer than the context.</exception>
    /// <exception cref="QueueFullException">Too many requests wait; thrown with the first piece, as all that follow are.</exception>
    /// <exception cref="KvCacheFullException">Open sequences leave no room for the prompt.</exception>
    /// <exception cref="GenerationCanceledException">It was cancelled; the exception has what was generated.</exception>
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
        return StreamAsync(CheckTokens(prompt.Span, "the prompt"), options, options.ReuseGenerated ?? false, null, cancellationToken);
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
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public Sequence CreateSequence()
    {
        ObjectDisposedException.ThrowIf(_thread.Stopping.IsCancellationRequested, this);
        CausalRunner();
        return new Sequence(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _thread.Stop(Free);
        _telemetry.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _thread.StopAsync(Free).ConfigureAwait(false);
        _telemetry.Dispose();
    }

    /// <summary>Identifies the active adapters and their scales.</summary>
    internal byte[] AdapterFingerprint => _adapters.Fingerprint;

    /// <summary>Runs <paramref name="work"/> on the model's thread, between two steps.</summary>
    internal Task RunAsync(Action<ModelRunner, CancellationToken> work, CancellationToken cancellationToken)
    {
        var runner = Runner();
        return _thread.Run(cancel => { work(runner, cancel); return true; }, cancellationToken);
    }

    /// <inheritdoc cref="RunAsync(Action{ModelRunner, CancellationToken}, CancellationToken)"/>
    internal Task<T> RunAsync<T>(Func<ModelRunner, T> work, CancellationToken cancellationToken)
    {
        var runner = Runner();
        return _thread.Run(_ => work(runner), cancellationToken);
    }

    /// <summary>Adds <paramref name="request"/> to the steps and waits for <paramref name="done"/>.</summary>
    internal async Task SubmitAsync(StepRequest request, Task done)
    {
        _thread.Submit(request);
        // Whoever cancels does not wait for others to make the model look.
        await using var wake = request.Caller.UnsafeRegister(static thread => ((ModelThread)thread!).Wake(), _thread).ConfigureAwait(false);
        await done.ConfigureAwait(false);
    }

    /// <summary>The runner of a model that has sequences, if one may have <paramref name="length"/> tokens.</summary>
    /// <exception cref="ContextLengthException">It may not.</exception>
    internal ModelRunner CheckSequence(int length)
    {
        var runner = CausalRunner();
        runner.CheckPrompt(length);
        return runner;
    }

    /// <summary>Gives the place of a sequence back that was forgotten.</summary>
    internal void Forget(HeldSequence held) => _ = RunAsync((runner, _) =>
    {
        if (held.Id >= 0) runner.Close(held.Id);
        held.Id = -1;
    }, CancellationToken.None);

    /// <summary>Generates after <paramref name="prompt"/>, in the sequence that <paramref name="held"/> has of it if there is one.</summary>
    internal IAsyncEnumerable<GeneratedPiece> StreamAsync(int[] prompt, GenerationOptions options, bool reuseDecoded, HeldSequence? held, CancellationToken cancellationToken, bool spellsControl = false)
    {
        var runner = Runner();
        options.Validate(runner.Model.VocabSize);
        runner.CheckPrompt(prompt.Length);
        return new CompletionStream((output, cancel) =>
        {
            long now = Stopwatch.GetTimestamp();
            var generation = new Generation.Generation(runner.Model, new GenerationRequest(prompt, options, now, reuseDecoded, spellsControl), output, held)
            {
                Caller = cancel,
                Priority = options.Priority,
                Deadline = options.MaxTime is { } time ? now + (long)Math.Min(time.TotalSeconds * Stopwatch.Frequency, long.MaxValue / 2) : long.MaxValue,
            };
            _thread.Submit(generation);
            return cancel.UnsafeRegister(static thread => ((ModelThread)thread!).Wake(), _thread);
        }, prompt, () => _telemetry.Begin(TelemetryTags.TextCompletion, options), cancellationToken);
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
        if (_log is not null) ModelLog.Unloaded(_log, Info.Name);
    }

    private static async Task<Completion> LastAsync(IAsyncEnumerable<GeneratedPiece> pieces)
    {
        Completion? completion = null;
        await foreach (var piece in pieces.ConfigureAwait(false)) completion = piece.Completion;
        return completion!;
    }
}
