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
    private readonly float[] _rows;   // (together, vocabSize), where a piece is read in several batches
    private readonly int _batchSize;
    private int[] _window = [];
    private int _start;   // of what was read last

    private ChunkReader(LoadedModel model, IForwardPass pass, IReadOnlyList<LoraAdapter> adapters, int together, int batchSize)
    {
        _model = model;
        _pass = pass;
        _batch = new BatchToken[together];
        _batchSize = batchSize > 0 ? batchSize : together;
        _rows = batchSize > 0 ? new float[(long)together * pass.VocabSize] : [];
        _adapters = new AdapterSet(model.Backend.Adapters);
        _adapters.Set(adapters);
    }

    public Tokenizer Tokenizer => _model.Tokenizer;

    public ModelInfo Info => _model.Info;

    public LoadReport Report => _model.Report;

    public GgufFile File => _model.File;

    /// <summary>Logits of a row.</summary>
    public int VocabSize => _pass.VocabSize;

    /// <summary>Loads a model for windows of a text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="tokens">Tokens of a window.</param>
    /// <param name="together">Tokens that are read at once at most.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <param name="batchSize">Tokens of a batch where that is not all that are read at once: what other batches change is noise.</param>
    /// <exception cref="GgufException">It is no language model, or none that continues a text.</exception>
    public static ChunkReader Load(string path, ModelOptions options, int tokens, int together, CancellationToken cancellationToken, int batchSize = 0)
    {
        var fitted = options with { ContextLength = tokens, BatchSize = together, MaxSequences = 1 };
        var model = LoadedModel.Load(path, fitted, BackendCatalog.All, _ => { }, cancellationToken);
        try
        {
            if (model.Backend.ForwardPass is not { } pass || model.Backend.SourceEncoder is not null)
                throw new GgufException($"{path} is {model.Info.Hyperparameters.Architecture}, no causal language model; one that continues a text was expected");
            if (tokens > model.Info.Hyperparameters.ContextLength)
                throw new ArgumentException($"chunks of {tokens} tokens were asked for; {path} has a context of {model.Info.Hyperparameters.ContextLength}");
            return new ChunkReader(model, pass, options.Adapters, together, batchSize);
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
        for (int at = 0; at < end - start; at += _batchSize)
        {
            int count = Math.Min(_batchSize, end - start - at);
            _pass.Forward(_batch.AsSpan(at, count), cancellationToken);
            if (_rows.Length == 0) continue;
            for (int i = 0; i < count; i++)
                if (_batch[at + i].WantsLogits) _pass.Logits(i).CopyTo(_rows.AsSpan((at + i) * VocabSize, VocabSize));
        }
    }

    /// <summary>The logits, (vocabSize), after position <paramref name="position"/> of the last <see cref="Read"/>; valid until the next.</summary>
    public ReadOnlySpan<float> Row(int position) =>
        _rows.Length == 0 ? _pass.Logits(position - _start) : _rows.AsSpan((position - _start) * VocabSize, VocabSize);

    public void Dispose()
    {
        _adapters.Dispose();
        _model.Dispose();
    }
}
