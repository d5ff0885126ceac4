using System.CommandLine;

namespace Engine.Cli;

/// <summary>The flags of every verb that loads a model to run it: one set, so that a flag means the same wherever it is.</summary>
internal sealed class ModelFlags
{
    private readonly ModelPath _path;
    private readonly bool _takesSeveral;
    private readonly Option<string?> _backend;
    private readonly Option<int> _threads = new("--threads", "-t") { Description = "Threads that compute; 0 for all processors.", HelpName = "count" };
    private readonly Option<int>? _context;
    private readonly Option<KvTypes?> _kv = KvTypes.Option();
    private readonly Option<int>? _batch;
    private readonly LoadFlags _load;

    /// <param name="takesPath">Whether the model may be given as an argument.</param>
    /// <param name="hasContext">Whether <c>--context</c> is about the model; a verb with a context of its own says what it is.</param>
    /// <param name="watches">Whether the verb watches what is computed, with batches and kernels of its own choice.</param>
    /// <param name="backends">What <c>--backend</c> says where the verb takes several, separated by commas; null where it takes one.</param>
    public ModelFlags(bool takesPath = false, bool hasContext = true, bool watches = false, string? backends = null)
    {
        _path = new ModelPath(takesPath);
        bool serves = hasContext && !watches;
        _load = new LoadFlags(choosesKernels: serves);
        if (serves) _batch = new Option<int>("--batch-size", "-b") { Description = "Tokens per forward pass; longer prompts take several.", HelpName = "tokens", DefaultValueFactory = _ => new ModelOptions().BatchSize };
        _takesSeveral = backends is not null;
        if (hasContext) _context = new Option<int>("--context", "-c") { Description = "Tokens the KV cache holds; 0 for the model's own length, at most 4096.", HelpName = "tokens" };
        _backend = new Option<string?>("--backend") { Description = backends ?? $"{Names(BackendNames.All)}; auto without it.", HelpName = "name" };
    }

    public void AddTo(Command command)
    {
        _path.AddTo(command);
        foreach (var option in ((Option?[])[_backend, _threads, _context, _batch, _kv]).OfType<Option>()) command.Options.Add(option);
        _load.AddTo(command);
    }

    /// <summary>The file.</summary>
    public string Path(ParseResult result) => _path.Of(result);

    /// <summary>The backends asked for; empty where none was.</summary>
    public IReadOnlyList<Backend> Backends(ParseResult result) =>
        result.GetValue(_backend) is { } names ? Array.ConvertAll(names.Split(','), ParseBackend) : [];

    /// <summary>What the flags say about loading; a verb that takes several backends sets them itself.</summary>
    public ModelOptions Options(ParseResult result) => _load.Apply(result, new ModelOptions
    {
        Backend = !_takesSeveral && result.GetValue(_backend) is { } name ? ParseBackend(name) : Backend.Auto,
        Threads = CommonOptions.Count(result, _threads),
        ContextLength = _context is null ? 0 : CommonOptions.Count(result, _context),
        BatchSize = _batch is null ? new ModelOptions().BatchSize : Batch(result, _batch),
        KeyType = result.GetValue(_kv)?.Keys,
        ValueType = result.GetValue(_kv)?.Values,
    });

    /// <summary>The flags about loading that were given, for another process that loads the same.</summary>
    public IEnumerable<string> Loading(ParseResult result) => _load.Given(result);

    /// <summary>Loads the model, with its progress on stderr where someone watches.</summary>
    public Task<Model> LoadAsync(ParseResult result, CancellationToken cancellationToken) => LoadAsync(result, Options(result), cancellationToken);

    /// <inheritdoc cref="LoadAsync(ParseResult, CancellationToken)"/>
    public async Task<Model> LoadAsync(ParseResult result, ModelOptions options, CancellationToken cancellationToken)
    {
        using var progress = LoadProgress.Start();
        // Not the load itself is waited for, which may be deep inside a library, but it or the interruption.
        var model = await Model.LoadAsync(Path(result), options with { Progress = progress }, cancellationToken).WaitAsync(cancellationToken);
        progress?.Dispose();
        foreach (string warning in model.LoadReport.Warnings) Output.Complain(warning);
        return model;
    }

    /// <summary>Asks for a model that generates before anything is run.</summary>
    public static void RequireGeneration(Model model)
    {
        if (!model.Info.CanGenerate) throw new UsageException($"{model.Info.Name} does not generate text; a language model was expected");
    }

    internal static Backend ParseBackend(string name) =>
        BackendNames.Parse(name) ?? throw new UsageException($"--backend is {UntrustedText.Quote(name)}; {Names(BackendNames.All)} was expected");

    private static string Names(IReadOnlyList<string> names) => $"{string.Join(", ", names.SkipLast(1))} or {names[^1]}";

    private static int Batch(ParseResult result, Option<int> option) => result.GetValue(option) is > 0 and var tokens
        ? tokens
        : throw new UsageException($"{option.Name} is {result.GetValue(option)}; 1 or more was expected");
}
