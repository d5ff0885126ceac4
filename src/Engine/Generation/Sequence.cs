using System.Buffers.Binary;
using System.Text;
using Engine.Generation;

namespace Engine;

/// <summary>
/// A text in the model's KV cache, step by step: append tokens and read the logits after them, fork, rewind, save. For search,
/// speculation and verification; generation does not need it.
/// </summary>
/// <remarks>
/// Holds one of the model's sequences until disposed. One caller at a time per sequence; different sequences of one model may be used at once.
/// </remarks>
public sealed class Sequence : IDisposable, IAsyncDisposable
{
    private static ReadOnlySpan<byte> Magic => "ENGSEQ01"u8;

    private readonly Model _model;
    private readonly float[] _logits;
    private int[] _tokens;
    private int _id = -1;
    private bool _hasLogits;
    private bool _disposed;

    internal Sequence(Model model)
    {
        _model = model;
        _logits = new float[model.Info.VocabSize];
        _tokens = [];
    }

    /// <summary>Tokens it holds.</summary>
    public int Length => _tokens.Length;

    /// <summary>The token ids it holds.</summary>
    public IReadOnlyList<int> Tokens => _tokens;

    /// <summary>The logits after the last token appended, (vocabSize), a copy of its own; empty before the first and after going back.</summary>
    public ReadOnlySpan<float> Logits => _hasLogits ? _logits : [];

    /// <summary>Appends <paramref name="tokens"/>; <see cref="Logits"/> is then the row after the last of them. One alone is taken as chosen by the caller's own decode loop.</summary>
    /// <exception cref="ArgumentException">There are none, or one does not exist.</exception>
    /// <exception cref="KvCacheFullException">They do not fit.</exception>
    public Task AppendAsync(ReadOnlyMemory<int> tokens, CancellationToken cancellationToken = default)
    {
        int[] all = [.. _tokens, .. _model.CheckTokens(tokens.Span, "tokens")];
        return RunAsync((runner, cancel) =>
        {
            if (_id < 0) _id = runner.Cache.Take(all, all.Length);
            try
            {
                int row = 0;
                if (tokens.Length == 1 && runner.Cache.Length(_id) == all.Length - 1) runner.Feed.Decode(_id, all[^1], cancel);
                else row = runner.Feed.Prefill(_id, all, cancel);
                runner.Pass.Logits(row).CopyTo(_logits);
                _hasLogits = true;
            }
            finally
            {
                // Cancelled between two batches, the first one stays.
                _hasLogits &= runner.Cache.Length(_id) == all.Length;
                _tokens = runner.Cache.Tokens(_id).ToArray();
            }
        }, cancellationToken);
    }

    /// <summary>Appends the tokens of <paramref name="text"/>; special tokens are added only at the beginning, and parsed.</summary>
    public Task AppendAsync(string text, CancellationToken cancellationToken = default) =>
        AppendAsync(_model.Tokenizer.Encode(Encoding.UTF8.GetBytes(text), addSpecial: Length == 0, parseSpecial: true), cancellationToken);

    /// <summary>A second sequence with the same tokens, which share their place in the cache.</summary>
    /// <exception cref="KvCacheFullException">No sequence is free; see <see cref="ModelOptions.MaxSequences"/>.</exception>
    public async Task<Sequence> ForkAsync(CancellationToken cancellationToken = default)
    {
        var fork = new Sequence(_model);
        await RunAsync((runner, _) =>
        {
            if (_id >= 0) fork._id = runner.Cache.Fork(_id);
        }, cancellationToken).ConfigureAwait(false);
        fork._tokens = _tokens;
        _logits.CopyTo(fork._logits, 0);
        fork._hasLogits = _hasLogits;
        return fork;
    }

    /// <summary>Forgets all but the first <paramref name="length"/> tokens.</summary>
    public Task RewindAsync(int length, CancellationToken cancellationToken = default)
    {
        if ((uint)length > (uint)Length) throw new ArgumentOutOfRangeException(nameof(length), length, $"0 to {Length} was expected");
        return RunAsync((runner, _) =>
        {
            if (length == Length) return;
            runner.Cache.Truncate(_id, length);
            _tokens = _tokens[..length];
            _hasLogits = false;
        }, cancellationToken);
    }

    /// <summary>Writes its tokens and their keys and values.</summary>
    public async Task SaveAsync(Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using var bytes = new MemoryStream();
        await RunAsync((runner, _) =>
        {
            bytes.Write(Magic);
            WriteInt(bytes, _tokens.Length);
            foreach (int token in _tokens) WriteInt(bytes, token);
            if (_id >= 0) runner.Pass.KvStore.Save(_id, bytes);
        }, cancellationToken).ConfigureAwait(false);
        bytes.Position = 0;
        await bytes.CopyToAsync(destination, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Becomes what <see cref="SaveAsync"/> wrote, by this model with this configuration; it has no logits until the next token.</summary>
    /// <exception cref="InvalidDataException">The bytes are something else; the sequence is then empty.</exception>
    /// <exception cref="KvCacheFullException">It does not fit.</exception>
    public async Task LoadAsync(Stream source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var bytes = new MemoryStream();
        await source.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
        bytes.Position = 0;
        await RunAsync((runner, _) =>
        {
            int[] tokens = ReadTokens(bytes, runner.Pass.ContextLength);
            _hasLogits = false;
            _tokens = [];
            if (_id >= 0) runner.Cache.Truncate(_id, 0);
            else _id = runner.Cache.Take([], tokens.Length);
            runner.Cache.Reserve(tokens.Length);
            if (tokens.Length == 0) return;
            runner.Pass.KvStore.Load(_id, bytes);
            runner.Cache.Append(_id, tokens);
            _tokens = tokens;
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the sequence back; its tokens stay cached for others until their place is needed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        try
        {
            await _model.RunAsync((runner, _) =>
            {
                if (_id >= 0) runner.Cache.Release(_id);
            }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The model went first and took everything with it.
        }
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private Task RunAsync(Action<ModelRunner, CancellationToken> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _model.RunAsync(work, cancellationToken);
    }

    private int[] ReadTokens(MemoryStream bytes, int contextLength)
    {
        Span<byte> magic = stackalloc byte[Magic.Length];
        if (bytes.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) < magic.Length || !magic.SequenceEqual(Magic))
            throw new InvalidDataException("these bytes are not a saved sequence");
        int count = ReadInt(bytes);
        if (count < 0 || count > contextLength) throw new InvalidDataException($"the saved sequence has {count} tokens; 0 to {contextLength} were expected");
        int[] tokens = new int[count];
        for (int i = 0; i < count; i++) tokens[i] = ReadInt(bytes);
        int unknown = Array.FindIndex(tokens, token => (uint)token >= (uint)_logits.Length);
        return unknown < 0 ? tokens : throw new InvalidDataException($"the saved sequence has token {tokens[unknown]}; 0 to {_logits.Length - 1} was expected");
    }

    private static int ReadInt(MemoryStream bytes)
    {
        Span<byte> number = stackalloc byte[sizeof(int)];
        return bytes.ReadAtLeast(number, number.Length, throwOnEndOfStream: false) == number.Length
            ? BinaryPrimitives.ReadInt32LittleEndian(number)
            : throw new InvalidDataException("the saved sequence ends before its tokens do");
    }

    private static void WriteInt(MemoryStream bytes, int value)
    {
        Span<byte> number = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(number, value);
        bytes.Write(number);
    }
}
