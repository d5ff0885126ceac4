using System.Text;
using Engine.Tokenization;

namespace Engine.Generation;

/// <summary>
/// Finds the first stop sequence in a text that arrives in pieces. Text that could be the beginning of one is held back, so that no
/// part of a stop sequence ever gets out.
/// </summary>
/// <remarks>
/// Works on UTF-8: a stop sequence begins with a whole character, so holding back never splits one. Control tokens count by their text, which is
/// looked through and never goes out. Allocates nothing per token.
/// </remarks>
internal sealed class StopMatcher
{
    private readonly Tokenizer? _tokenizer;
    private readonly byte[][] _stops;
    private byte[] _buffer = new byte[256];
    private bool[] _isHidden = new bool[256];   // of each byte of the buffer, whether it is of a control token
    private byte[] _visible = new byte[256];
    private int _done;     // bytes at the front that the last call dealt with
    private int _length;

    /// <param name="stops">The texts that end generation.</param>
    /// <param name="tokenizer">Whose control tokens count; null for text without any.</param>
    /// <exception cref="ArgumentException">A stop sequence is empty.</exception>
    public StopMatcher(IReadOnlyList<string> stops, Tokenizer? tokenizer = null)
    {
        ArgumentNullException.ThrowIfNull(stops);
        _tokenizer = tokenizer;
        _stops = new byte[stops.Count][];
        for (int i = 0; i < _stops.Length; i++)
        {
            if (string.IsNullOrEmpty(stops[i])) throw new ArgumentException($"stop sequence {i} is empty; a text was expected", nameof(stops));
            _stops[i] = Encoding.UTF8.GetBytes(stops[i]);
        }
    }

    /// <summary>Whether a stop sequence was found; nothing comes out after it.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Appends <paramref name="utf8"/>, which came with <paramref name="token"/>, and returns what can go out; valid until the next call.</summary>
    public ReadOnlySpan<byte> Append(int token, ReadOnlySpan<byte> utf8)
    {
        if (IsStopped || _stops.Length == 0) return IsStopped ? [] : utf8;
        DropDone();
        Add(utf8, isHidden: false);
        if (_tokenizer?.IsControl(token) == true) Add(_tokenizer.Spelling(token), isHidden: true);
        return Take();
    }

    /// <summary>Appends <paramref name="utf8"/>, which came with no token, and returns what can go out; valid until the next call.</summary>
    public ReadOnlySpan<byte> Append(ReadOnlySpan<byte> utf8)
    {
        if (IsStopped || _stops.Length == 0) return IsStopped ? [] : utf8;
        DropDone();
        Add(utf8, isHidden: false);
        return Take();
    }

    /// <summary>What was held back, once no more text comes.</summary>
    public ReadOnlySpan<byte> Flush()
    {
        if (IsStopped) return [];
        DropDone();
        _done = _length;
        return Visible(_length);
    }

    private void DropDone()
    {
        _buffer.AsSpan(_done, _length - _done).CopyTo(_buffer);
        _isHidden.AsSpan(_done, _length - _done).CopyTo(_isHidden);
        _length -= _done;
        _done = 0;
    }

    private void Add(ReadOnlySpan<byte> utf8, bool isHidden)
    {
        if (_buffer.Length - _length < utf8.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + utf8.Length));
            Array.Resize(ref _isHidden, _buffer.Length);
            Array.Resize(ref _visible, _buffer.Length);
        }
        utf8.CopyTo(_buffer.AsSpan(_length));
        _isHidden.AsSpan(_length, utf8.Length).Fill(isHidden);
        _length += utf8.Length;
    }

    /// <summary>What comes before a stop sequence, or before what could become one.</summary>
    private ReadOnlySpan<byte> Take()
    {
        var text = _buffer.AsSpan(0, _length);
        int stop = FirstStop(text);
        IsStopped = stop >= 0;
        _done = IsStopped ? stop : _length - Held(text);
        return Visible(_done);
    }

    private ReadOnlySpan<byte> Visible(int length)
    {
        if (!_isHidden.AsSpan(0, length).Contains(true)) return _buffer.AsSpan(0, length);
        int count = 0;
        for (int i = 0; i < length; i++)
            if (!_isHidden[i]) _visible[count++] = _buffer[i];
        return _visible.AsSpan(0, count);
    }

    /// <summary>Where the stop sequence that begins first begins; -1 when there is none.</summary>
    private int FirstStop(ReadOnlySpan<byte> text)
    {
        int first = -1;
        foreach (byte[] stop in _stops)
        {
            int at = text.IndexOf(stop);
            if (at >= 0 && (first < 0 || at < first)) first = at;
        }
        return first;
    }

    /// <summary>Length of the longest end of <paramref name="text"/> that is a beginning of a stop sequence.</summary>
    private int Held(ReadOnlySpan<byte> text)
    {
        int held = 0;
        foreach (byte[] stop in _stops)
        {
            for (int length = Math.Min(stop.Length - 1, text.Length); length > held; length--)
                if (text.EndsWith(stop.AsSpan(0, length))) held = length;
        }
        return held;
    }
}
