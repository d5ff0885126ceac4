namespace Engine.Extensions.AI.Hosting;

/// <summary>A registered model: loaded once, when its options say or somebody asks; drained and disposed at the application's end.</summary>
internal sealed class ModelHost(string id, EngineOptions options, ModelOptions modelOptions) : IModelSource, IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan s_drainInterval = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposed = new();
    private Task<Model>? _loading;
    private Draft? _draft;

    public string Id => id;

    public EngineOptions Options => options;

    /// <summary>Whether the application is ending.</summary>
    public bool IsDraining { get; private set; }

    public Model? Loaded => Loading is { IsCompletedSuccessfully: true } done ? done.Result : null;

    public Draft? Draft => Volatile.Read(ref _draft);

    /// <summary>The loading, begun or ended; null before.</summary>
    public Task<Model>? Loading
    {
        get
        {
            lock (_gate) return _loading;
        }
    }

    /// <remarks>One load for all who wait; a caller who cancels leaves it to the others. One that failed is tried again by the next caller.</remarks>
    public ValueTask<Model> GetAsync(CancellationToken cancellationToken)
    {
        Task<Model> loading;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, typeof(Model));
            // Reading a file's head and building tables take their time on the caller's thread otherwise.
            if (_loading is null or { IsFaulted: true } or { IsCanceled: true }) _loading = Task.Run(LoadAsync);
            loading = _loading;
        }
        return loading.IsCompletedSuccessfully ? new(loading.Result) : new(loading.WaitAsync(cancellationToken));
    }

    /// <summary>Waits until nobody is answered any more, for <see cref="EngineOptions.DrainTime"/> at most or until cancelled.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        IsDraining = true;
        if (Loaded is not { } model) return;
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(options.DrainTime);
        while (model.Failure is null && model.Statistics is { Running: > 0 } or { Queued: > 0 } && !late.IsCancellationRequested)
            await Task.Delay(s_drainInterval, late.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        Task<Model>? loading;
        lock (_gate)
        {
            if (_disposed.IsCancellationRequested) return;
            _disposed.Cancel();
            loading = _loading;
        }
        if (loading is null) return;
        await ((Task)loading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (loading.IsCompletedSuccessfully) await loading.Result.DisposeAsync().ConfigureAwait(false);
        _draft?.Dispose();
    }

    /// <summary>Loads the model, and what drafts for it, as it is loaded itself.</summary>
    private async Task<Model> LoadAsync()
    {
        var model = await Model.LoadAsync(options.Path!, modelOptions, _disposed.Token).ConfigureAwait(false);
        if (options.DraftPath is not { } path) return model;
        Draft? draft = null;
        try
        {
            draft = Draft.Load(path, new ModelOptions { Backend = modelOptions.Backend, Threads = modelOptions.Threads, ContextLength = modelOptions.ContextLength, LoggerFactory = modelOptions.LoggerFactory });
            draft.CheckVocabulary(model.Tokenizer);
        }
        catch
        {
            draft?.Dispose();
            await model.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        Volatile.Write(ref _draft, draft);
        return model;
    }
}
