using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Engine.Generation;
using Engine.Gguf;
using Engine.KvCache;

namespace Engine;

/// <summary>
/// A text in the model's KV cache, step by step: append tokens and read the logits after them, generate, fork, rewind, save. For search, speculation
/// and verification; plain generation does not need it.
/// </summary>
/// <remarks>
/// Takes one of the model's sequences, from its first token until disposed; its tokens also serve other requests that begin alike. One call at a time per sequence, a
/// second one is refused; different sequences of one model may be used at once.
/// </remarks>
public sealed class Sequence : IDisposable, IAsyncDisposable
{
    private readonly Model _model;
    private readonly HeldSequence _held;
    private readonly Guard _guard;
    private readonly List<int> _tokens = [];
    private int _isBusy;
    private bool _isDisposed;

    internal Sequence(Model model)
    {
        _model = model;
        _held = new HeldSequence(model.Info.VocabSize);
        _guard = new Guard(model, _held);
    }

    /// <summary>Tokens it holds.</summary>
    public int Length => _tokens.Count;

    /// <summary>The token ids it holds.</summary>
    public IReadOnlyList<int> Tokens => _tokens;

    /// <summary>The logits after the last token, (vocabSize), a copy of its own; empty before the first token and after going back.</summary>
    public ReadOnlySpan<float> Logits => _held.HasLogits ? _held.Logits : [];

    /// <summary>Appends <paramref name="tokens"/>; <see cref="Logits"/> is then the row after the last of them. One alone is taken as chosen by the caller's own decode loop.</summary>
    /// <exception cref="ArgumentException">There are none, or one does not exist.</exception>
    /// <exception cref="ContextLengthException">They are more than the context has room for.</exception>
    /// <exception cref="KvCacheFullException">They do not fit beside other sequences that are open.</exception>
    /// <exception cref="InvalidOperationException">Another call on this sequence is not over.</exception>
    public async Task AppendAsync(ReadOnlyMemory<int> tokens, CancellationToken cancellationToken = default)
    {
        int[] added = _model.CheckTokens(tokens.Span, "tokens");
        using var busy = Enter();
        var runner = _model.CheckSequence(Length + added.Length);
        var request = new AppendRequest(runner, _held, Length, added) { Caller = cancellationToken };
        try
        {
            await _model.SubmitAsync(request, request.Done).ConfigureAwait(false);
        }
        finally
        {
            // Cancelled between two steps, the first one stays.
            await SyncAsync(runner, from: Length).ConfigureAwait(false);
        }
    }

    /// <summary>Appends the tokens of <paramref name="text"/>; special tokens are added only at the beginning, and parsed.</summary>
    /// <inheritdoc cref="AppendAsync(ReadOnlyMemory{int}, CancellationToken)"/>
    public Task AppendAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return AppendAsync(_model.Tokenizer.Encode(Encoding.UTF8.GetBytes(text), addSpecial: Length == 0, parseSpecial: true), cancellationToken);
    }

    /// <summary>
    /// Generates after its tokens, streaming, and appends what it generates, the last token included where the context has room for it.
    /// </summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">It is empty, or another call on it is not over.</exception>
    public IAsyncEnumerable<GeneratedPiece> GenerateAsync(GenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new GenerationOptions();
        options.Validate(_model.CheckSequence(0).Model.VocabSize);
        return new SingleReader<GeneratedPiece>(cancel => RunAsync(options, cancel), cancellationToken);
    }

    /// <summary>A second sequence with the same tokens, which share their place in the cache.</summary>
    /// <exception cref="KvCacheFullException">No sequence is free; see <see cref="ModelOptions.MaxSequences"/>.</exception>
    public async Task<Sequence> ForkAsync(CancellationToken cancellationToken = default)
    {
        using var busy = Enter();
        var fork = new Sequence(_model);
        await _model.RunAsync((runner, _) =>
        {
            if (_held.Id >= 0) fork._held.Id = runner.OpenFork(_held.Id);
        }, cancellationToken).ConfigureAwait(false);
        fork._tokens.AddRange(_tokens);
        _held.Logits.CopyTo(fork._held.Logits, 0);
        (fork._held.HasLogits, fork._held.LastIsDecoded) = (_held.HasLogits, _held.LastIsDecoded);
        return fork;
    }

    /// <summary>Forgets all but the first <paramref name="length"/> tokens.</summary>
    public async Task RewindAsync(int length, CancellationToken cancellationToken = default)
    {
        if ((uint)length > (uint)Length) throw new ArgumentOutOfRangeException(nameof(length), length, $"0 to {Length} was expected");
        using var busy = Enter();
        if (length == Length) return;
        await _model.RunAsync((runner, _) =>
        {
            runner.Cache.Truncate(_held.Id, length);
            _held.LastIsDecoded = length > runner.Cache.ReadLength(_held.Id);
            _held.HasLogits = false;
        }, cancellationToken).ConfigureAwait(false);
        _tokens.RemoveRange(length, _tokens.Count - length);
    }

    /// <summary>Writes its tokens, their keys and values, and its logits, with a checksum and what tells the model they are of.</summary>
    public async Task SaveAsync(Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using var busy = Enter();
        var header = await _model.RunAsync(runner => Header(runner) with
        {
            Tokens = [.. _tokens],
            ReadLength = _held.Id < 0 ? 0 : runner.Cache.ReadLength(_held.Id),
            LastIsDecoded = _held.LastIsDecoded,
            Logits = _held.HasLogits ? _held.Logits : [],
        }, cancellationToken).ConfigureAwait(false);
        var writer = new SavedSequence.Writer(destination);
        await writer.WriteAsync(header, cancellationToken).ConfigureAwait(false);
        int parts = _model.CheckSequence(0).Cache.Tables.Store.PartCount(Length);
        var buffer = new ArrayBufferWriter<byte>();
        for (int part = 0; part < parts; part++)
        {
            int at = part;
            buffer.ResetWrittenCount();
            // The steps of others go on between two parts.
            await _model.RunAsync((runner, _) =>
                runner.Cache.Tables.Store.SavePart(_held.Id, runner.Cache.Tables.Table(_held.Id), Length, at, buffer), cancellationToken).ConfigureAwait(false);
            await writer.WritePartAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
        }
        await writer.FinishAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary><see cref="SaveAsync(Stream, CancellationToken)"/> to a file, written beside it and renamed: there is the old one or the new one, never a part.</summary>
    public async Task SaveAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new FileBeside(path, isAsync: true);
        await SaveAsync(file.Stream, cancellationToken).ConfigureAwait(false);
        file.Stream.Flush(flushToDisk: true);
        file.Complete();
    }

    /// <summary>Becomes what <see cref="SaveAsync(Stream, CancellationToken)"/> wrote, by this model with this configuration.</summary>
    /// <exception cref="InvalidDataException">The bytes are something else, or damaged, or of another model, adapter or type; the sequence is then empty.</exception>
    /// <exception cref="KvCacheFullException">It does not fit.</exception>
    public async Task LoadAsync(Stream source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var busy = Enter();
        _tokens.Clear();
        _held.HasLogits = false;
        var expected = await _model.RunAsync(runner =>
        {
            if (_held.Id >= 0) runner.Cache.Truncate(_held.Id, 0);
            else _held.Id = runner.Open([]);
            return Header(runner);
        }, cancellationToken).ConfigureAwait(false);
        try
        {
            var reader = new SavedSequence.Reader(source);
            var header = await reader.ReadAsync(expected, _model.Info.ContextLength, _held.Logits.Length, cancellationToken).ConfigureAwait(false);
            await LoadPartsAsync(reader, header, cancellationToken).ConfigureAwait(false);
            header.Logits.CopyTo(_held.Logits, 0);
            (_held.HasLogits, _held.LastIsDecoded) = (header.Logits.Length > 0, header.LastIsDecoded);
            _tokens.AddRange(header.Tokens);
        }
        catch
        {
            await _model.RunAsync((runner, _) => runner.Cache.Truncate(_held.Id, 0), CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary><see cref="LoadAsync(Stream, CancellationToken)"/> from a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="GgufException">It is a directory, a pipe, a device, or empty.</exception>
    public async Task LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        RegularFile.Check(path, "a saved sequence");
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, useAsync: true);
        await LoadAsync(file, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the sequence back; its tokens stay cached for others until their place is needed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _guard.IsNeeded = false;
        try
        {
            await _model.RunAsync((runner, _) =>
            {
                if (_held.Id >= 0) runner.Close(_held.Id);
                _held.Id = -1;
            }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The model went first and took everything with it.
        }
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async IAsyncEnumerable<GeneratedPiece> RunAsync(GenerationOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Length == 0) throw new InvalidOperationException("the sequence is empty; append a token before generating after it");
        using var busy = Enter();
        var runner = _model.CheckSequence(Length);
        try
        {
            await foreach (var piece in _model.StreamAsync([.. _tokens], options, false, _held, cancellationToken).ConfigureAwait(false))
                yield return piece;
        }
        finally
        {
            // A shift changes what came before as well.
            await SyncAsync(runner, from: options.Overflow == ContextOverflow.Shift ? 0 : Length).ConfigureAwait(false);
        }
    }

    private async Task LoadPartsAsync(SavedSequence.Reader reader, SavedHeader header, CancellationToken cancellationToken)
    {
        int length = header.Tokens.Length;
        var store = _model.CheckSequence(0).Cache.Tables.Store;
        int parts = store.PartCount(length);
        if (parts == 0) await reader.CheckAsync(cancellationToken).ConfigureAwait(false);
        for (int part = 0; part < parts; part++)
        {
            int at = part;
            byte[] bytes = await reader.ReadPartAsync(store.PartBytes(length, part), isLast: part == parts - 1, cancellationToken).ConfigureAwait(false);
            await _model.RunAsync((runner, _) =>
            {
                var tables = runner.Cache.Tables;
                if (at == 0 && !runner.Cache.TryBeginLoading(_held.Id, length))
                    throw new KvCacheFullException(length, (tables.Pool.Count - tables.Pool.Free) * tables.BlockTokens, 0, tables.Capacity);
                store.LoadPart(_held.Id, tables.Table(_held.Id), length, at, bytes);
                if (at == parts - 1) runner.Cache.FinishLoading(_held.Id, header.Tokens, header.ReadLength);
            }, cancellationToken).ConfigureAwait(false);
        }
    }

    private SavedHeader Header(ModelRunner runner) => new()
    {
        Format = runner.Cache.Tables.Store.Format,
        Model = runner.Cache.Tables.Store.Fingerprint.ToArray(),
        Adapters = _model.AdapterFingerprint,
        Tokens = [],
        ReadLength = 0,
        LastIsDecoded = false,
        Logits = [],
    };

    /// <summary>Takes over which tokens the model now holds from position <paramref name="from"/> on.</summary>
    private async Task SyncAsync(ModelRunner runner, int from)
    {
        try
        {
            await _model.RunAsync((_, _) =>
            {
                int length = _held.Id < 0 ? 0 : runner.Cache.Length(_held.Id);
                from = Math.Min(from, length);
                _tokens.RemoveRange(from, _tokens.Count - from);
                if (length > from) _tokens.AddRange(runner.Cache.Tokens(_held.Id)[from..]);
            }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The model went, and took everything with it.
        }
    }

    private Busy Enter()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (Interlocked.Exchange(ref _isBusy, 1) != 0)
            throw new InvalidOperationException("another call on this sequence is not over; one at a time was expected");
        return new Busy(this);
    }

    /// <summary>Gives the place of a sequence back that was forgotten without being disposed.</summary>
    private sealed class Guard(Model model, HeldSequence held)
    {
        public bool IsNeeded { get; set; } = true;

        ~Guard()
        {
            if (IsNeeded) model.Forget(held);
        }
    }

    private readonly struct Busy(Sequence sequence) : IDisposable
    {
        public void Dispose() => Volatile.Write(ref sequence._isBusy, 0);
    }
}
