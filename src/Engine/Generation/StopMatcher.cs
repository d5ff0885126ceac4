using System.Text;

namespace Engine.Generation;

/// <summary>
/// Finds the first stop sequence in a text that arrives in pieces. Text that could be the beginning of one is held back, so that no
/// part of a stop sequence ever gets out.
/// </summary>
/// <remarks>Works on UTF-8: a stop sequence begins with a whole character, so holding back never splits one.</remarks>
internal sealed class StopMatcher
{
    private readonly byte[][] _stops;
    private byte[] _buffer = new byte[256];
    private int _emitted;   // bytes at the front that the last call handed out
    private int _length;

    /// <exception cref="ArgumentException">A stop sequence is empty.</exception>
    public StopMatcher(IReadOnlyList<string> stops)
    {
        _stops = new byte[stops.Count][];
        for (int i = 0; i < _stops.Length; i++)
        {
            if (string.IsNullOrEmpty(stops[i])) throw new ArgumentException($"stop sequence {i} is empty; a text was expected", nameof(stops));
            _stops[i] = Encoding.UTF8.GetBytes(stops[i]);
        }
    }

    /// <summary>Whether a stop sequence was found; nothing comes out after it.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Appends <paramref name="utf8"/> and returns what can go out; valid until the next call.</summary>
    public ReadOnlySpan<byte> Append(ReadOnlySpan<byte> utf8)
    {
        if (IsStopped) return [];
        if (_stops.Length == 0) return utf8;
        _buffer.AsSpan(_emitted, _length - _emitted).CopyTo(_buffer);
        _length -= _emitted;
        if (_buffer.Length - _length < utf8.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + utf8.Length));
        utf8.CopyTo(_buffer.AsSpan(_length));
        _length += utf8.Length;

        var text = _buffer.AsSpan(0, _length);
        _emitted = FirstStop(text);
        IsStopped = _emitted >= 0;
        if (!IsStopped) _emitted = _length - Held(text);
        return text[.._emitted];
    }

    /// <summary>What was held back, once no more text comes.</summary>
    public ReadOnlySpan<byte> Flush()
    {
        if (IsStopped) return [];
        var rest = _buffer.AsSpan(_emitted, _length - _emitted);
        _emitted = _length;
        return rest;
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
