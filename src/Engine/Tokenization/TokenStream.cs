using System.Text;

namespace Engine.Tokenization;

/// <summary>Turns ids into text as they come: whole characters only, whatever bytes the tokens are. One per running text; allocates nothing per token.</summary>
#pragma warning disable CA1711 // a stream of tokens, as the field says it, not a System.IO.Stream
public sealed class TokenStream
#pragma warning restore CA1711
{
    private const int LongestCharacter = 4;
    private readonly Tokenizer _tokenizer;
    private byte[] _buffer = new byte[256];
    private int _emitted;   // bytes at the front that the last call handed out
    private int _length;

    /// <summary>Starts a text.</summary>
    public TokenStream(Tokenizer tokenizer) => _tokenizer = tokenizer;

    /// <summary>Appends <paramref name="id"/> and returns the UTF-8 of the characters that are now complete; often none, valid until the next call.</summary>
    /// <remarks>Bytes that cannot become a character come out as they are.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">There is no such id.</exception>
    public ReadOnlySpan<byte> Append(int id)
    {
        var bytes = _tokenizer.Bytes(id);
        DropEmitted();
        if (_buffer.Length - _length < bytes.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes.Length));
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
        _emitted = _length - IncompleteTail(_buffer.AsSpan(0, _length));
        return _buffer.AsSpan(0, _emitted);
    }

    /// <summary>The bytes of a character that never became complete. The stream is then as new.</summary>
    public ReadOnlySpan<byte> Flush()
    {
        DropEmitted();
        var rest = _buffer.AsSpan(0, _length);
        _emitted = _length;
        return rest;
    }

    private void DropEmitted()
    {
        _buffer.AsSpan(_emitted, _length - _emitted).CopyTo(_buffer);
        _length -= _emitted;
        _emitted = 0;
    }

    /// <summary>How many bytes at the end begin a character that more bytes could complete.</summary>
    private static int IncompleteTail(ReadOnlySpan<byte> utf8)
    {
        for (int length = Math.Min(LongestCharacter - 1, utf8.Length); length > 0; length--)
            if (Rune.DecodeFromUtf8(utf8[^length..], out _, out _) == System.Buffers.OperationStatus.NeedMoreData) return length;
        return 0;
    }
}
