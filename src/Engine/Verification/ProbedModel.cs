using Engine.Backends;
using Engine.Gguf;
using Engine.Models;
using Engine.Tokenization;

namespace Engine.Verification;

/// <summary>
/// A model loaded for one text at a time, in the setting in which implementations can be compared: keys and values in F32, attention
/// with its weights at hand, weights as they lie in the file, on the CPU.
/// </summary>
internal sealed class ProbedModel : IDisposable
{
    private readonly GgufFile _file;
    private readonly BackendModel _model;
    private readonly AdapterSet _adapters;

    private ProbedModel(GgufFile file, IBackend backend, BackendModel model, IReadOnlyList<LoraAdapter> adapters)
    {
        _file = file;
        _model = model;
        _adapters = new AdapterSet(model.Adapters);
        _adapters.Set(adapters);
        Name = backend.Name;
        Shape = Hyperparameters.Read(file.Metadata);
    }

    /// <summary>The name of the backend.</summary>
    public string Name { get; }

    public Hyperparameters Shape { get; }

    public ITensorProbe? Probe => _model.Probe;

    /// <summary>Elements of a row of <see cref="Run"/>.</summary>
    public int RowLength => _model.ForwardPass?.VocabSize ?? _model.Encoder?.Dimensions ?? _model.Classifier!.Labels.Count;

    /// <summary>What a row of <see cref="Run"/> is.</summary>
    public RowMeaning Meaning => _model.ForwardPass is null && _model.Encoder is not null ? RowMeaning.Values : RowMeaning.Logits;

    /// <summary>Whether a text can be run in several batches.</summary>
    public bool CanSplit => _model.ForwardPass is not null;

    /// <summary>Loads <paramref name="file"/>, which the caller keeps open, for texts of up to <paramref name="tokens"/>.</summary>
    /// <param name="file">The model.</param>
    /// <param name="backend">Who runs it.</param>
    /// <param name="tokens">Tokens of the longest text.</param>
    /// <param name="options">What the user said; the rest is set for comparing.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <exception cref="ArgumentException">The context asked for is shorter than the text.</exception>
    public static ProbedModel Load(GgufFile file, IBackend backend, int tokens, ModelOptions options, CancellationToken cancellationToken)
    {
        if (options.ContextLength > 0 && options.ContextLength < tokens)
            throw new ArgumentException($"the text has {tokens} tokens; the context asked for has {options.ContextLength}", nameof(options));
        foreach (var adapter in options.Adapters) AdapterSet.Check(adapter);
        var model = backend.Load(file, Settle(options, backend, tokens), cancellationToken);
        try
        {
            return new ProbedModel(file, backend, model, options.Adapters);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Why <paramref name="backend"/> cannot run <paramref name="file"/> as <paramref name="options"/> say; null when it can.</summary>
    public static string? WhyNot(GgufFile file, IBackend backend, ModelOptions options) => backend.WhyNot(file, Settle(options, backend, tokens: 1));

    private static ModelOptions Settle(ModelOptions options, IBackend backend, int tokens) => options with
    {
        Backend = backend.Kind,
        ContextLength = Math.Max(options.ContextLength, tokens),
        BatchSize = tokens,
        MaxSequences = 1,
        Threads = options.Threads > 0 || backend.Kind == Backend.Reference ? options.Threads : 1,   // the others' order of summation depends on it
        Gpu = options.Gpu == GpuUse.Auto && options.GpuLayers is null ? GpuUse.None : options.Gpu,
        KeyType = options.KeyType ?? TensorType.F32,
        ValueType = options.ValueType ?? TensorType.F32,
        FlashAttention = backend.Kind == Backend.LlamaCpp ? Toggle.Off : Toggle.Auto,   // fused, llama.cpp has no weights to show
        Repack = false,
    };

    /// <summary>The rows of <paramref name="ids"/>: logits per position of a language model, a vector per token of an encoder, the logits of a classifier.</summary>
    /// <param name="ids">The text.</param>
    /// <param name="batch">Tokens at a time; 0 for all at once.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <param name="isDecoded">Whether the tokens are run as ones that the model chose.</param>
    public float[] Run(int[] ids, int batch, CancellationToken cancellationToken, bool isDecoded = false)
    {
        if (_model.Encoder is { } encoder && _model.ForwardPass is null) return encoder.Encode([ids], Pooling.None, cancellationToken)[0];
        if (_model.Classifier is { } classifier && _model.ForwardPass is null) return classifier.Classify([ids], cancellationToken)[0];
        if (_model.ForwardPass is not { } pass || _model.SourceEncoder is not null)
            throw new GgufException($"{_file.Path} is neither a causal language model nor an encoder");

        pass.KvStore.Truncate(0, 0);
        var rows = new float[ids.Length * pass.VocabSize];
        for (int start = 0; start < ids.Length;)
        {
            int count = batch == 0 ? ids.Length : Math.Min(batch, ids.Length - start);
            var entries = new BatchToken[count];
            for (int i = 0; i < count; i++) entries[i] = new BatchToken(ids[start + i], start + i, 0, true, isDecoded);
            pass.Forward(entries, cancellationToken);
            for (int i = 0; i < count; i++) pass.Logits(i).CopyTo(rows.AsSpan((start + i) * pass.VocabSize));
            start += count;
        }
        return rows;
    }

    /// <summary><see cref="Run"/>, all at once, with <paramref name="sink"/> watching.</summary>
    /// <exception cref="GgufException">The backend cannot be watched.</exception>
    public float[] Watch(int[] ids, ITensorSink sink, CancellationToken cancellationToken)
    {
        var probe = Probe ?? throw new GgufException($"the {Name} backend does not show intermediate tensors of {_file.Path}");
        if (_model.ForwardPass is { } pass) pass.KvStore.Truncate(0, 0);
        probe.Watch(sink);
        try
        {
            return Run(ids, 0, cancellationToken);
        }
        finally
        {
            probe.Watch(null);
        }
    }

    public void Dispose()
    {
        _adapters.Dispose();
        _model.Dispose();
    }

    /// <summary>The ids of <paramref name="text"/>, at least one and no more than <paramref name="file"/>'s context.</summary>
    /// <exception cref="ArgumentException">There is none, or there are too many.</exception>
    public static int[] Tokenize(GgufFile file, Tokenizer tokenizer, ReadOnlySpan<byte> text, PromptEncoding encoding)
    {
        int[] ids = tokenizer.Encode(text, encoding.AddSpecial, encoding.ParseSpecial);
        int most = Hyperparameters.Read(file.Metadata).ContextLength;
        return ids.Length >= 1 && ids.Length <= most
            ? ids
            : throw new ArgumentException($"the text has {ids.Length} tokens; 1 to {most} were expected", nameof(text));
    }
}
