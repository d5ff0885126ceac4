using Engine.Backends;
using Engine.Gguf;
using Engine.Models;
using Engine.Tokenization;

namespace Engine.Comparison;

/// <summary>
/// A language model that reads one window of tokens after the other and shows the logits of a few positions at a time, so that memory does not grow
/// with vocabulary times context. Used by one thread.
/// </summary>
internal sealed class ChunkReader : IDisposable
{
    private readonly LoadedModel _model;
    private readonly IForwardPass _pass;
    private readonly AdapterSet _adapters;
    private readonly BatchToken[] _batch;
    private int[] _window = [];
    private int _start;   // of what was read last

    private ChunkReader(LoadedModel model, IForwardPass pass, IReadOnlyList<LoraAdapter> adapters)
    {
        _model = model;
        _pass = pass;
        _batch = new BatchToken[pass.MaxBatchTokens];
        _adapters = new AdapterSet(model.Backend.Adapters);
        _adapters.Set(adapters);
    }

    public Tokenizer Tokenizer => _model.Tokenizer;

    public ModelInfo Info => _model.Info;

    public LoadReport Report => _model.Report;

    public GgufFile File => _model.File;

    /// <summary>Logits of a row.</summary>
    public int VocabSize => _pass.VocabSize;

    /// <summary>Loads <paramref name="path"/> for windows of <paramref name="tokens"/>, of which up to <paramref name="together"/> are read at once.</summary>
    /// <exception cref="GgufException">It is no language model, or none that continues a text.</exception>
    public static ChunkReader Load(string path, ModelOptions options, int tokens, int together, CancellationToken cancellationToken)
    {
        var fitted = options with { ContextLength = tokens, BatchSize = together, MaxSequences = 1 };
        var model = LoadedModel.Load(path, fitted, BackendCatalog.All, _ => { }, cancellationToken);
        try
        {
            if (model.Backend.ForwardPass is not { } pass || model.Backend.SourceEncoder is not null)
                throw new GgufException($"{path} is {model.Info.Hyperparameters.Architecture}, no causal language model; one that continues a text was expected");
            if (tokens > model.Info.Hyperparameters.ContextLength)
                throw new ArgumentException($"chunks of {tokens} tokens were asked for; {path} has a context of {model.Info.Hyperparameters.ContextLength}");
            return new ChunkReader(model, pass, options.Adapters);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Begins another window; nothing of the last one is kept.</summary>
    public void Begin(int[] window)
    {
        _pass.KvStore.Truncate(0, 0);
        _window = window;
    }

    /// <summary>Reads the next tokens of the window, positions [<paramref name="start"/>, <paramref name="end"/>), with logits from <paramref name="firstScored"/> on.</summary>
    public void Read(int start, int end, int firstScored, CancellationToken cancellationToken)
    {
        _start = start;
        for (int at = start; at < end; at++) _batch[at - start] = new BatchToken(_window[at], at, 0, at >= firstScored && at < _window.Length - 1);
        _pass.Forward(_batch.AsSpan(0, end - start), cancellationToken);
    }

    /// <summary>The logits, (vocabSize), after position <paramref name="position"/> of the last <see cref="Read"/>; valid until the next.</summary>
    public ReadOnlySpan<float> Row(int position) => _pass.Logits(position - _start);

    public void Dispose()
    {
        _adapters.Dispose();
        _model.Dispose();
    }
}
