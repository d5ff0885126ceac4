using Engine.Backends;
using Engine.Gguf;
using Engine.Kernels.Quantization;
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

    private ProbedModel(GgufFile file, IBackend backend, BackendModel model)
    {
        _file = file;
        _model = model;
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
    public static ProbedModel Load(GgufFile file, IBackend backend, int tokens, CancellationToken cancellationToken)
    {
        var options = new ModelOptions
        {
            Backend = backend.Kind,
            ContextLength = tokens,
            BatchSize = tokens,
            MaxSequences = 1,
            Threads = backend.Kind == Backend.Reference ? 0 : 1,   // the others' order of summation depends on it
            Gpu = GpuUse.None,
            KeyType = TensorType.F32,
            ValueType = TensorType.F32,
            FlashAttention = backend.Kind == Backend.LlamaCpp ? Toggle.Off : Toggle.Auto,   // fused, llama.cpp has no weights to show
            Repack = false,
        };
        return new ProbedModel(file, backend, backend.Load(file, options, cancellationToken));
    }

    /// <summary>Why <paramref name="backend"/> cannot run <paramref name="file"/>; null when it can.</summary>
    public static string? WhyNot(GgufFile file, IBackend backend) => backend.WhyNot(file, new ModelOptions { Backend = backend.Kind });

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

    public void Dispose() => _model.Dispose();

    /// <summary>The ids of <paramref name="text"/>, at least one and no more than <paramref name="file"/>'s context.</summary>
    /// <exception cref="ArgumentException">There is none, or there are too many.</exception>
    public static int[] Tokenize(GgufFile file, Tokenizer tokenizer, ReadOnlySpan<byte> text, bool parseSpecial)
    {
        int[] ids = tokenizer.Encode(text, parseSpecial: parseSpecial);
        int most = Hyperparameters.Read(file.Metadata).ContextLength;
        return ids.Length >= 1 && ids.Length <= most
            ? ids
            : throw new ArgumentException($"the text has {ids.Length} tokens; 1 to {most} were expected", nameof(text));
    }
}
