using System.Text;
using Engine.Tokenization;

namespace Engine.Generation;

/// <summary>
/// Finds the first stop sequence in a text that arrives in pieces. Text that could be the beginning of one is held back, so that no
/// part of a stop sequence ever gets out.
/// </summary>
/// <remarks>
/// Works on UTF-8: a stop sequence begins with a whole character, so holding back never splits one. Control tokens count by their text, which is
/// looked through and goes out only where it is asked for. Allocates nothing per token.
/// </remarks>
internal sealed class StopMatcher
{
    private readonly Tokenizer? _tokenizer;
    private readonly byte[][] _stops;
    private byte[] _buffer = new byte[256];
    private Origin[] _origins = new Origin[256];   // of each byte of the buffer
    private byte[] _visible = new byte[256];
    private bool[] _marks = new bool[256];         // of each byte that went out, whether it is of a control token
    private int _marked;
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

    /// <summary>Of each byte that just went out, whether it is of a control token; empty where none is.</summary>
    public ReadOnlySpan<bool> Marks => _marks.AsSpan(0, _marked);

    /// <summary>Appends <paramref name="utf8"/>, which came with <paramref name="token"/>, and returns what can go out; valid until the next call.</summary>
    /// <param name="token">The token.</param>
    /// <param name="utf8">Its text.</param>
    /// <param name="spells">Whether the text of a control token goes out as well.</param>
    public ReadOnlySpan<byte> Append(int token, ReadOnlySpan<byte> utf8, bool spells = false)
    {
        _marked = 0;
        if (IsStopped) return [];
        bool isControl = _tokenizer?.IsControl(token) == true;
        if (_stops.Length == 0 && !(spells && isControl)) return utf8;
        DropDone();
        Add(utf8, Origin.Text);
        if (isControl) Add(_tokenizer!.Spelling(token), spells ? Origin.Mark : Origin.Hidden);
        return Take();
    }

    /// <summary>Appends <paramref name="utf8"/>, which came with no token, and returns what can go out; valid until the next call.</summary>
    public ReadOnlySpan<byte> Append(ReadOnlySpan<byte> utf8)
    {
        _marked = 0;
        if (IsStopped || _stops.Length == 0) return IsStopped ? [] : utf8;
        DropDone();
        Add(utf8, Origin.Text);
        return Take();
    }

    /// <summary>What was held back, once no more text comes.</summary>
    public ReadOnlySpan<byte> Flush()
    {
        _marked = 0;
        if (IsStopped) return [];
        DropDone();
        _done = _length;
        return Visible(_length);
    }

    private void DropDone()
    {
        _buffer.AsSpan(_done, _length - _done).CopyTo(_buffer);
        _origins.AsSpan(_done, _length - _done).CopyTo(_origins);
        _length -= _done;
        _done = 0;
    }

    private void Add(ReadOnlySpan<byte> utf8, Origin origin)
    {
        if (_buffer.Length - _length < utf8.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + utf8.Length));
            Array.Resize(ref _origins, _buffer.Length);
            Array.Resize(ref _visible, _buffer.Length);
            Array.Resize(ref _marks, _buffer.Length);
        }
        utf8.CopyTo(_buffer.AsSpan(_length));
        _origins.AsSpan(_length, utf8.Length).Fill(origin);
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
        if (!_origins.AsSpan(0, length).ContainsAnyExcept(Origin.Text)) return _buffer.AsSpan(0, length);
        int count = 0;
        for (int i = 0; i < length; i++)
        {
            if (_origins[i] == Origin.Hidden) continue;
            _marks[count] = _origins[i] == Origin.Mark;
            _visible[count++] = _buffer[i];
        }
        _marked = count;
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

    /// <summary>What a byte is of.</summary>
    private enum Origin : byte
    {
        Text,
        /// <summary>Of a control token, and goes out.</summary>
        Mark,
        /// <summary>Of a control token, and does not.</summary>
        Hidden,
    }
}
