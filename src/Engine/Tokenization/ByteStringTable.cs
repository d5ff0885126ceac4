namespace Engine.Tokenization;

/// <summary>Byte strings numbered in order of arrival, in one block of memory, with the way back from bytes to number.</summary>
internal sealed class ByteStringTable
{
    private byte[] _bytes;
    private int[] _ends;      // _ends[i] is where string i ends; it starts where its predecessor ends
    private int[] _next;      // chain of strings in the same bucket
    private int[] _buckets;   // 1 + number of the first string of the chain

    public ByteStringTable(int capacity)
    {
        capacity = Math.Max(capacity, 16);
        _bytes = new byte[capacity * 8];
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
            int start = index == 0 ? 0 : _ends[index - 1];
            return _bytes.AsSpan(start, _ends[index] - start);
        }
    }

    /// <summary>The number of <paramref name="value"/>, or -1.</summary>
    public int Find(ReadOnlySpan<byte> value)
    {
        for (int i = _buckets[Bucket(value)] - 1; i >= 0; i = _next[i] - 1)
            if (this[i].SequenceEqual(value)) return i;
        return -1;
    }

    /// <summary>The number of <paramref name="value"/>, which gets one if it has none.</summary>
    public int Intern(ReadOnlySpan<byte> value)
    {
        int found = Find(value);
        return found >= 0 ? found : Append(value);
    }

    /// <summary>Adds <paramref name="value"/> without looking whether it is there; <see cref="Find"/> will give the latest.</summary>
    public int Append(ReadOnlySpan<byte> value)
    {
        int start = Count == 0 ? 0 : _ends[Count - 1];
        if (_bytes.Length - start < value.Length) Array.Resize(ref _bytes, checked(Math.Max(_bytes.Length * 2, start + value.Length)));
        if (Count == _ends.Length) Grow();
        value.CopyTo(_bytes.AsSpan(start));
        _ends[Count] = start + value.Length;
        ref int bucket = ref _buckets[Bucket(value)];
        _next[Count] = bucket;
        bucket = ++Count;
        return Count - 1;
    }

    private void Grow()
    {
        int capacity = Count * 2;
        Array.Resize(ref _ends, capacity);
        Array.Resize(ref _next, capacity);
        _buckets = new int[capacity];
        for (int i = 0; i < Count; i++)
        {
            ref int bucket = ref _buckets[Bucket(this[i])];
            _next[i] = bucket;
            bucket = i + 1;
        }
    }

    // HashCode is seeded per process, so no vocabulary can be made to collide.
    private int Bucket(ReadOnlySpan<byte> value)
    {
        var hash = new HashCode();
        hash.AddBytes(value);
        return (int)((uint)hash.ToHashCode() % (uint)_buckets.Length);
    }
}
