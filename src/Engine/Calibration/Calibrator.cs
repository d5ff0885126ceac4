using Engine.Backends;
using Engine.Calibration;
using Engine.Comparison;
using Engine.Gguf;
using Engine.Models;
using Engine.Quantization;
using Engine.Tokenization;
using Engine.Verification;

namespace Engine;

/// <summary>How an importance matrix is made.</summary>
public sealed record CalibrationOptions
{
    /// <summary>Tokens of a chunk, each read afresh.</summary>
    public int ContextLength { get; init; } = 512;

    /// <summary>Chunks at most; 0 for all that the text has.</summary>
    public int MaxChunks { get; init; }

    /// <summary>What the text is called in the file; a matrix that is there already is continued when it is of the same text.</summary>
    public string Dataset { get; init; } = "text";

    /// <summary>Who runs the model and how; its context length, batch and sequences are taken from here.</summary>
    public ModelOptions Model { get; init; } = new();
}

/// <summary>An importance matrix that was made.</summary>
/// <param name="Output">The file.</param>
/// <param name="Chunks">Chunks it is made of.</param>
/// <param name="ResumedChunks">Of these, chunks that were there already.</param>
/// <param name="Tokens">Tokens it is made of.</param>
/// <param name="Entries">Matrices it knows.</param>
/// <param name="Backend">Who ran the model.</param>
public sealed record CalibrationResult(string Output, int Chunks, int ResumedChunks, long Tokens, int Entries, Backend Backend);

/// <summary>How far it is.</summary>
/// <param name="Done">Chunks that are done.</param>
/// <param name="Chunks">Chunks in all.</param>
public sealed record CalibrationProgress(int Done, int Chunks);

/// <summary>Makes importance matrices: how large the activations are that a text sends through each matrix of a model.</summary>
/// <remarks>
/// Source: llama.cpp's imatrix tool: chunks side by side, each begun with BOS where the model adds it, and all tokens counted. The file is written every few
/// chunks, so that what was stopped goes on from there.
/// </remarks>
public static class Calibrator
{
    private const int ChunksBetweenWrites = 16;

    /// <summary>Makes the importance matrix of <paramref name="model"/> over <paramref name="text"/>, or goes on with the one at <paramref name="output"/>.</summary>
    /// <param name="model">A GGUF file of a decoder.</param>
    /// <param name="text">UTF-8 text; special tokens in it are text.</param>
    /// <param name="output">The file to write.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told after every chunk.</param>
    /// <param name="cancellationToken">Stops it; what is there can be gone on with.</param>
    /// <exception cref="GgufException">The model is malformed or no decoder, or the output is there and something else.</exception>
    /// <exception cref="ArgumentException">The text is shorter than a chunk, or the chunk longer than the model's context.</exception>
    /// <exception cref="InvalidOperationException">The backend cannot run the model, or does not show what it computes.</exception>
    public static CalibrationResult Collect(
        string model, ReadOnlySpan<byte> text, string output, CalibrationOptions? options = null, IProgress<CalibrationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(output);
        byte[] utf8 = text.ToArray();
        options ??= new CalibrationOptions();
        return Guarded.Run(() => Collect(model, utf8, output, options, progress, cancellationToken));
    }

    private static CalibrationResult Collect(
        string path, byte[] text, string output, CalibrationOptions options, IProgress<CalibrationProgress>? progress, CancellationToken cancellationToken)
    {
        OutputFiles.RequirePlace([path], output);
        var chunks = Cut(path, text, options);
        using var parts = ModelParts.Open(path, keepSplit: false);
        var before = Resume(output, parts, chunks, options);
        int resumed = before?.ChunkCount ?? 0;

        using var model = Load(path, options, cancellationToken);
        var pass = Pass(path, model, options);
        var sums = new ActivationSums(model.File, before);
        model.Backend.Probe!.Watch(sums);
        // llama.cpp leaves out what it needs for no logits.
        bool wantsLogits = model.Report.Backend == Backend.LlamaCpp;
        ImportanceMatrix matrix = before ?? new ImportanceMatrix();
        for (int chunk = resumed; chunk < chunks.Count; chunk++)
        {
            int[] window = chunks.Window(chunk);
            pass.KvStore.Truncate(0, 0);
            pass.Forward([.. window.Select((token, position) => new BatchToken(token, position, 0, wantsLogits))], cancellationToken);
            bool isLast = chunk + 1 == chunks.Count;
            if (isLast || (chunk + 1) % ChunksBetweenWrites == 0)
            {
                matrix = new ImportanceMatrix
                {
                    Datasets = [options.Dataset],
                    ChunkCount = chunk + 1,
                    ChunkSize = chunks.Length,
                    Model = ModelFingerprint.Of(parts.Files),
                    Entries = sums.Entries((long)(chunk + 1) * chunks.Length),
                };
                matrix.Write(output);
            }
            progress?.Report(new CalibrationProgress(chunk + 1, chunks.Count));
        }
        return new CalibrationResult(output, matrix.ChunkCount, resumed, (long)matrix.ChunkCount * matrix.ChunkSize, matrix.Entries.Count, model.Report.Backend);
    }

    private static ChunkedText Cut(string path, byte[] text, CalibrationOptions options)
    {
        using var file = GgufFile.Open(path);
        GgufValidator.Validate(file);
        return ChunkedText.Cut(Tokenizer.Load(file), text, options.ContextLength, stride: 0, options.MaxChunks);
    }

    /// <summary>What is at <paramref name="output"/> already; null where nothing is.</summary>
    private static ImportanceMatrix? Resume(string output, ModelParts parts, ChunkedText chunks, CalibrationOptions options)
    {
        if (!File.Exists(output)) return null;
        var before = ImportanceMatrix.Read(output);
        before.RequireModel(output, parts);
        string made = $"{output} is an importance matrix of {string.Join(", ", before.Datasets)} in {before.ChunkCount} chunks of {before.ChunkSize}";
        if (!before.Datasets.SequenceEqual([options.Dataset]) || before.ChunkSize != chunks.Length)
            throw new GgufException($"{made}; one of {options.Dataset} in chunks of {chunks.Length} was expected to go on with, or another output");
        return before.ChunkCount <= chunks.Count ? before : throw new GgufException($"{made}; at most {chunks.Count}, which the text has now, were expected");
    }

    private static LoadedModel Load(string path, CalibrationOptions options, CancellationToken cancellationToken)
    {
        bool isChosen = options.Model.Backend != Backend.Auto;
        var fitted = options.Model with
        {
            ContextLength = options.ContextLength,
            BatchSize = options.ContextLength,
            MaxSequences = 1,
            // Fused, llama.cpp's attention shows less; the others do not have it.
            FlashAttention = options.Model.Backend == Backend.LlamaCpp ? Toggle.Off : options.Model.FlashAttention,
        };
        // Not llama.cpp where nobody asked for it: there each node that is watched interrupts the graph.
        var backends = BackendCatalog.All.Where(backend => isChosen || backend.Kind != Backend.LlamaCpp).ToArray();
        return LoadedModel.Load(path, fitted, backends, _ => { }, cancellationToken);
    }

    private static IForwardPass Pass(string path, LoadedModel model, CalibrationOptions options)
    {
        var shape = model.Info.Hyperparameters;
        if (model.Backend.ForwardPass is not { } pass || model.Backend.SourceEncoder is not null)
            throw new GgufException($"{path} is {shape.Architecture}, no causal language model; one that continues a text was expected");
        if (options.ContextLength > shape.ContextLength)
            throw new ArgumentException($"chunks of {options.ContextLength} tokens were asked for; {path} has a context of {shape.ContextLength}");
        if (model.Backend.Probe is null) throw new InvalidOperationException($"the {BackendNames.Of(model.Report.Backend)} backend does not show what it computes of {path}");
        if (pass.MaxBatchTokens < options.ContextLength)
            throw new InvalidOperationException($"the {BackendNames.Of(model.Report.Backend)} backend reads {pass.MaxBatchTokens} tokens at a time; a chunk of {options.ContextLength} was expected to fit");
        return pass;
    }
}
