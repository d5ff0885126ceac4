using Engine.Backends;
using Engine.Backends.LlamaCpp;
using Engine.Gguf;
using Engine.Tokenization;

namespace Engine.Models;

/// <summary>A model file, opened, checked, and taken over by a backend.</summary>
internal sealed class LoadedModel : IDisposable
{
    private LoadedModel(GgufFile file, Tokenizer tokenizer, BackendModel backend, ClassificationHead? head, ModelInfo info, LoadReport report) =>
        (File, Tokenizer, Backend, Head, Info, Report) = (file, tokenizer, backend, head, info, report);

    public GgufFile File { get; }

    public Tokenizer Tokenizer { get; }

    public BackendModel Backend { get; }

    /// <summary>The classification head of a decoder; null where it has none.</summary>
    public ClassificationHead? Head { get; }

    public ModelInfo Info { get; }

    public LoadReport Report { get; }

    /// <summary>Opens, checks and loads <paramref name="path"/>, with whichever of <paramref name="backends"/> can and should run it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How.</param>
    /// <param name="backends">Rows of the table of backends.</param>
    /// <param name="chosen">Told the backend before it begins.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    public static LoadedModel Load(
        string path, ModelOptions options, IReadOnlyList<IBackend> backends, Action<IBackend> chosen, CancellationToken cancellationToken)
    {
        Check(options);
        var file = GgufFile.Open(path, options.LoadIntoMemory);
        BackendModel? backend = null;
        Task<KnownTokenizer>? reading = null;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var content = GgufValidator.Validate(file);
            if (content.Kind != GgufKind.Model) throw new GgufException($"{path} is {Describe(content.Kind)}; a model was expected");
            reading = Task.Run(() => TokenizerModels.Read(file.Metadata), CancellationToken.None);   // beside the backend, which needs none of it
            var choice = BackendChoice.Make(backends, file, options);
            chosen(choice.Backend);
            // llama.cpp reads the vocabulary for itself: what we refuse must not come so far.
            var tokenizer = choice.Backend.Kind == Engine.Backend.LlamaCpp ? Read() : null;
            backend = choice.Backend.Load(file, options, cancellationToken);
            tokenizer ??= Read();
            string reason = backend.Precaution is { } precaution ? $"{choice.Reason}; {precaution}" : choice.Reason;
            string[] warnings = [.. content.Warnings, .. WarnOf(tokenizer), .. choice.Warnings, .. OptionRules.Warnings(choice.Backend.Options, options, content.Shape)];
            var report = new LoadReport(backend.Kind, backend.Device, reason, backend.GpuLayers, warnings);
            var head = backend.ForwardPass is { HiddenDim: > 0 } ? ClassificationHead.Read(file) : null;
            return new LoadedModel(file, tokenizer, backend, head, Describe(file, content.Shape, backend, head), report);
        }
        catch
        {
            // Nobody reads a file that is closed. A malformed vocabulary is told before what a backend makes of the file.
            try
            {
                reading?.GetAwaiter().GetResult();
            }
            finally
            {
                backend?.Dispose();
                file.Dispose();
            }
            throw;
        }

        Tokenizer Read() => Tokenizer.Load(file, reading!.GetAwaiter().GetResult(), options.NativeDirectory, options.Trial);
    }

    public void Dispose()
    {
        Backend.Dispose();
        File.Dispose();
    }

    private static string[] WarnOf(Tokenizer tokenizer) => tokenizer is LlamaCppTokenizer ? [$"the tokenizer is {tokenizer.Description}"] : [];

    private static string Describe(GgufKind kind) => kind == GgufKind.Vocabulary ? "a vocabulary without weights" : "a LoRA adapter";

    private static ModelInfo Describe(GgufFile file, Hyperparameters shape, BackendModel backend, ClassificationHead? head) => new()
    {
        Path = file.Path,
        Name = file.Metadata.String(GgufKeys.Name) ?? System.IO.Path.GetFileNameWithoutExtension(file.Path),
        Hyperparameters = shape,
        ParameterCount = file.Tensors.Sum(tensor => tensor.ElementCount),
        FileSize = file.Length,
        ContextLength = backend.ForwardPass?.ContextLength ?? backend.Encoder?.MaxTokens ?? backend.Classifier?.MaxTokens ?? 0,
        VocabSize = backend.ForwardPass?.VocabSize ?? 0,
        CanGenerate = backend.ForwardPass is not null,
        EmbeddingDimensions = backend.Encoder?.Dimensions ?? backend.ForwardPass?.HiddenDim ?? 0,
        Labels = backend.Classifier?.Labels ?? head?.Labels ?? [],
    };

    private static void Check(ModelOptions options)
    {
        ResolvedOptions.Check(options);
        foreach (var adapter in options.Adapters) AdapterSet.Check(adapter);
    }
}
