using Engine.Gguf;
using Engine.Tokenization;

namespace Engine.Comparison;

/// <summary>A candidate before it is run.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Path">The file it is about.</param>
/// <param name="RunPath">The file that is run.</param>
/// <param name="Axis">weights, kv, backend or noise.</param>
/// <param name="Options">How it is run.</param>
/// <param name="Kv">The types of its KV cache; null for the backend's own.</param>
internal sealed record PlannedCandidate(string Name, string Path, string RunPath, string Axis, ModelOptions Options, KvCacheTypes? Kv)
{
    /// <summary>Whether it differs from the others as a file, so that its speed and memory are its own.</summary>
    public bool IsFile => Axis is "weights" or "base";
}

/// <summary>Which files are compared with which, and what has to be made for that.</summary>
internal sealed class ComparisonPlan
{
    private readonly string _basePath, _directory;
    private readonly ModelOptions _model;
    private readonly ComparisonOptions _options;

    public ComparisonPlan(string basePath, string directory, ModelOptions model, ComparisonOptions options)
    {
        _basePath = basePath;
        _directory = directory;
        _model = model;
        _options = options;
        if (options.Candidates.Count + options.Types.Count + options.KvTypes.Count + options.Backends.Count == 0)
            throw new ArgumentException("there is nothing to compare the base with; candidates, types, types of the KV cache or backends were expected", nameof(options));
        if ((options.ExplainGroups.Count > 0 || options.SuggestBytes > 0) && options.ExplainTokens == 0)
            throw new ArgumentException("groups of tensors are to be explained by 0 tokens; some were expected", nameof(options));
        if (options.ImportanceMatrix is not null && options.Types.Count == 0 && options.SuggestBytes == 0)
            throw new ArgumentException("an importance matrix was given, and nothing is quantized; types to quantize to, or a size to suggest a mix for, were expected", nameof(options));
        using var file = GgufFile.Open(basePath);
        GgufValidator.Validate(file);
        Tokenizer = Tokenizer.Load(file);
        ModelContext = Hyperparameters.Read(file.Metadata).ContextLength;
    }

    public Tokenizer Tokenizer { get; }

    /// <summary>Tokens the model was made for.</summary>
    public int ModelContext { get; }

    /// <summary>Refuses candidates whose token ids do not mean what the base's mean.</summary>
    public void CheckVocabularies()
    {
        foreach (string path in _options.Candidates)
        {
            using var file = GgufFile.Open(path);
            GgufValidator.Validate(file);
            var other = Tokenizer.Load(file);
            if (other.VocabSize != Tokenizer.VocabSize)
                throw new ArgumentException($"{path} has a vocabulary of {other.VocabSize} tokens, the base one of {Tokenizer.VocabSize}; the same was expected");
            for (int id = 0; id < other.VocabSize; id++)
                if (other.Piece(id) != Tokenizer.Piece(id))
                    throw new ArgumentException($"token {id} of {path} is {UntrustedText.Quote(other.Piece(id))}, of the base {UntrustedText.Quote(Tokenizer.Piece(id))}; the same vocabulary was expected");
        }
    }

    /// <summary>The file to run as the base: itself, or what it means in single precision.</summary>
    public string ExactBase(IProgress<ComparisonProgress>? progress, CancellationToken cancellationToken)
    {
        using (var file = GgufFile.Open(_basePath))
            if (ExactFile.IsExact(file)) return _basePath;
        string path = ModelPath($"{Path.GetFileNameWithoutExtension(_basePath)}-exact.gguf");
        if (File.Exists(path) && File.GetLastWriteTimeUtc(path) >= File.GetLastWriteTimeUtc(_basePath)) return path;
        progress?.Report(new ComparisonProgress("dequantizing", 0, 1, "the base"));
        ExactFile.Write(_basePath, path, cancellationToken);
        return path;
    }

    /// <summary>All that is held against the base at <paramref name="exact"/>.</summary>
    public async Task<List<PlannedCandidate>> CandidatesAsync(string exact, IProgress<ComparisonProgress>? progress, CancellationToken cancellationToken)
    {
        var planned = new List<PlannedCandidate>();
        string[] names = ShortNames([_basePath, .. _options.Candidates]);
        foreach (var (i, path) in _options.Candidates.Index()) planned.Add(new(Unused(planned, names[i + 1]), path, path, "weights", _model, null));
        foreach (var (i, type) in _options.Types.Index())
        {
            progress?.Report(new ComparisonProgress("quantizing", i, _options.Types.Count, type.ToString()));
            string path = await QuantizeAsync(exact, type, cancellationToken).ConfigureAwait(false);
            planned.Add(new(Unused(planned, type.ToString()), path, path, "weights", _model, null));
        }
        foreach (var kv in _options.KvTypes)
            planned.Add(new(Unused(planned, $"KV {kv}"), _basePath, exact, "kv", _model with { KeyType = kv.Keys, ValueType = kv.Values }, kv));
        foreach (var backend in _options.Backends)
            planned.Add(new(Unused(planned, $"on {ModelComparison.Name(backend)}"), _basePath, exact, "backend", _model with { Backend = backend }, null));
        if (_options.Backends.Count > 0)
            foreach (var backend in _options.Backends.Prepend(_model.Backend).Distinct())
                planned.Add(new(Unused(planned, $"{ModelComparison.Name(backend)}, other batches"), _basePath, exact, "noise", _model with { Backend = backend }, null));
        foreach (string name in _options.ExplainGroups)
            if (!planned.Exists(candidate => candidate.Name == name && candidate.Axis == "weights"))
                throw new ArgumentException($"groups are to be explained of {UntrustedText.Quote(name)}; one of {string.Join(", ", planned.Where(candidate => candidate.Axis == "weights").Select(candidate => candidate.Name))} was expected");
        return planned;
    }

    /// <summary>The base as <paramref name="type"/>, made unless an earlier run has made it.</summary>
    public async Task<string> QuantizeAsync(string exact, ModelFileType type, CancellationToken cancellationToken)
    {
        string path = ModelFile(type.ToString());
        if (IsNewer(path, exact, _options.ImportanceMatrix)) return path;
        await Quantizer.QuantizeAsync(exact, path, new QuantizeOptions { Type = type, Threads = _model.Threads, ImportanceMatrix = _options.ImportanceMatrix }, progress: null, cancellationToken).ConfigureAwait(false);
        return path;
    }

    /// <summary>Where the base as <paramref name="type"/> is kept; those made by an importance matrix are other files.</summary>
    public string ModelFile(string type) => ModelPath($"{Path.GetFileNameWithoutExtension(_basePath)}-{type}{(_options.ImportanceMatrix is null ? "" : "-imatrix")}.gguf");

    /// <summary>Whether there is a file that was made of these.</summary>
    public static bool IsNewer(string path, params string?[] sources) => File.Exists(path) && sources.OfType<string>().All(source => File.GetLastWriteTimeUtc(path) >= File.GetLastWriteTimeUtc(source));

    private string ModelPath(string name) => Path.Combine(Directory.CreateDirectory(Path.Combine(_directory, "models")).FullName, name);

    /// <summary>Names of files without what they all begin with, where it ends with a dash or a dot: model-Q4_0.gguf and model-Q8_0.gguf are Q4_0 and Q8_0.</summary>
    internal static string[] ShortNames(IReadOnlyList<string> paths)
    {
        string[] names = [.. paths.Select(path => Path.GetFileNameWithoutExtension(path))];
        int common = names.Min(name => name.Length) - 1;
        while (common > 0 && (names[0][common - 1] is not ('-' or '.') || !names.All(name => name.AsSpan(0, common).SequenceEqual(names[0].AsSpan(0, common))))) common--;
        return Array.ConvertAll(names, name => name[Math.Max(common, 0)..]);
    }

    private static string Unused(List<PlannedCandidate> planned, string name)
    {
        string unused = name;
        for (int i = 2; planned.Exists(candidate => candidate.Name == unused); i++) unused = $"{name} ({i})";
        return unused;
    }
}
