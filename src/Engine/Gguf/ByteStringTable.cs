using System.Runtime.CompilerServices;

namespace Engine.Gguf;

/// <summary>Byte strings numbered in order of arrival, in one block of memory, with the way back from bytes to number.</summary>
internal sealed class ByteStringTable
{
    private byte[] _bytes;
    private int[] _ends;      // _ends[i] is where string i ends; it starts where its predecessor ends
    private int[] _next;      // chain of strings in the same bucket
    private int[] _buckets;   // 1 + number of the first string of the chain

    /// <summary>An empty table with room for <paramref name="capacity"/> strings of <paramref name="bytes"/> bytes in all; it grows when they are more.</summary>
    public ByteStringTable(int capacity, int bytes)
    {
        capacity = Math.Max(capacity, 16);
        _bytes = new byte[bytes];
        _ends = new int[capacity];
        _next = new int[capacity];
        _buckets = new int[capacity];
    }

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            int start = Start(index);
            return _bytes.AsSpan(start, _ends[index] - start);
        }
    }

    /// <summary>Where string <paramref name="index"/> starts among the bytes of all; of the one after the last, their number.</summary>
    public int Start(int index) => index == 0 ? 0 : _ends[index - 1];

    /// <summary>The number of <paramref name="value"/>, or -1.</summary>
    public int Find(ReadOnlySpan<byte> value) => Find(value, Hash(value));

    /// <summary>The number of <paramref name="value"/>, which gets one if it has none.</summary>
    public int Intern(ReadOnlySpan<byte> value)
    {
        TryAdd(value, out int number);
        return number;
    }

    /// <summary>Adds <paramref name="value"/> unless it is there; <paramref name="number"/> is its number either way.</summary>
    public bool TryAdd(ReadOnlySpan<byte> value, out int number)
    {
        uint hash = Hash(value);
        number = Find(value, hash);
        if (number >= 0) return false;
        number = Append(value, hash);
        return true;
    }

    /// <summary>Adds <paramref name="value"/> without looking whether it is there; <see cref="Find(ReadOnlySpan{byte})"/> will give the latest.</summary>
    public int Append(ReadOnlySpan<byte> value) => Append(value, Hash(value));

    private int Find(ReadOnlySpan<byte> value, uint hash)
    {
        for (int i = _buckets[hash % (uint)_buckets.Length] - 1; i >= 0; i = _next[i] - 1)
            if (this[i].SequenceEqual(value)) return i;
        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Append(ReadOnlySpan<byte> value, uint hash)
    {
        int start = Start(Count);
        if (Count == _ends.Length || _bytes.Length - start < value.Length) Grow(start + (long)value.Length);
        value.CopyTo(_bytes.AsSpan(start));
        _ends[Count] = start + value.Length;
        ref int bucket = ref _buckets[hash % (uint)_buckets.Length];
        _next[Count] = bucket;
        bucket = ++Count;
        return Count - 1;
    }

    private void Grow(long bytes)
    {
        if (bytes > _bytes.Length) Array.Resize(ref _bytes, checked((int)Math.Max(bytes, Math.Min(2L * _bytes.Length, Array.MaxLength))));
        if (Count < _ends.Length) return;
        int capacity = Count * 2;
        Array.Resize(ref _ends, capacity);
        Array.Resize(ref _next, capacity);
        _buckets = new int[capacity];
        for (int i = 0; i < Count; i++)
        {
            ref int bucket = ref _buckets[Hash(this[i]) % (uint)_buckets.Length];
            _next[i] = bucket;
            bucket = i + 1;
        }
    }

    // HashCode is seeded per process, so no vocabulary can be made to collide.
    [MethodImpl(MethodImplOptions.NoInlining)]   // a call costs less than to compile its loops again into each caller, when a file is opened
    private static uint Hash(ReadOnlySpan<byte> value)
    {
        var hash = new HashCode();
        hash.AddBytes(value);
        return (uint)hash.ToHashCode();
    }
}
