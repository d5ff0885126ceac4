using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Engine.KvCache;

namespace Engine.Backends.Reference;

/// <summary>
/// Keys and values in one array per layer, a row per cell. A sequence is a list of cells, and sequences that share a
/// beginning share its cells; a cell is free when no sequence lists it.
/// </summary>
/// <param name="layerCount">Layers.</param>
/// <param name="rowLength">Elements of a token's keys, and of its values, in one layer.</param>
/// <param name="capacity">Cells.</param>
/// <param name="maxSequences">Sequences.</param>
/// <param name="fingerprint">Identifies model and configuration in saved sequences.</param>
/// <param name="rotate">Moves the keys of a token.</param>
internal sealed class ReferenceKvStore(int layerCount, int rowLength, int capacity, int maxSequences, Lazy<byte[]> fingerprint, KeyRotation rotate) : IKvStore
{
    // The pages of a large array that was never touched take no memory, so the whole capacity can be had at once.
    private readonly float[][] _keys = Rows(layerCount, rowLength, capacity);
    private readonly float[][] _values = Rows(layerCount, rowLength, capacity);
    private readonly int[] _owners = new int[capacity];   // sequences that list each cell
    private readonly Stack<int> _free = new(Enumerable.Range(0, capacity).Reverse());
    private readonly int[]?[] _cells = new int[maxSequences][];
    private readonly int[] _lengths = new int[maxSequences];

    public int Capacity => capacity;

    public int MaxSequences => maxSequences;

    public bool CanShift => true;

    /// <summary>Cells no sequence lists.</summary>
    public int FreeCells => _free.Count;

    public int Length(int sequence) => _lengths[sequence];

    /// <summary>Adds a cell to <paramref name="sequence"/>, whose rows the caller writes.</summary>
    public int Append(int sequence)
    {
        int cell = Take();
        (_cells[sequence] ??= new int[capacity])[_lengths[sequence]++] = cell;
        return cell;
    }

    public Span<float> Key(int layer, int cell) => _keys[layer].AsSpan(cell * rowLength, rowLength);

    public Span<float> Value(int layer, int cell) => _values[layer].AsSpan(cell * rowLength, rowLength);

    /// <summary>Copies the first <paramref name="length"/> rows of <paramref name="sequence"/>, in order of position.</summary>
    public void Gather(int layer, int sequence, int length, Span<float> keys, Span<float> values)
    {
        for (int i = 0; i < length; i++)
        {
            int cell = _cells[sequence]![i];
            Key(layer, cell).CopyTo(keys.Slice(i * rowLength, rowLength));
            Value(layer, cell).CopyTo(values.Slice(i * rowLength, rowLength));
        }
    }

    public void Fork(int source, int target, int length)
    {
        Check(source, nameof(source));
        Check(target, nameof(target));
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _lengths[source]);
        if (source == target)
        {
            Truncate(target, length);
            return;
        }
        Truncate(target, 0);
        if (length == 0) return;
        var cells = _cells[target] ??= new int[capacity];
        Array.Copy(_cells[source]!, cells, length);
        for (int i = 0; i < length; i++) _owners[cells[i]]++;
        _lengths[target] = length;
    }

    public void Truncate(int sequence, int length)
    {
        Check(sequence, nameof(sequence));
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        while (_lengths[sequence] > length) Release(_cells[sequence]![--_lengths[sequence]]);
    }

    public void Shift(int sequence, int start, int count)
    {
        Check(sequence, nameof(sequence));
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + count, _lengths[sequence], nameof(count));
        if (count == 0) return;

        var cells = _cells[sequence]!;
        int moved = _lengths[sequence] - start - count;
        int shared = 0;
        for (int i = start + count; i < _lengths[sequence]; i++)
            if (_owners[cells[i]] > 1) shared++;
        int freed = 0;
        for (int i = start; i < start + count; i++)
            if (_owners[cells[i]] == 1) freed++;
        if (shared > FreeCells + freed) throw Full(shared - freed);

        for (int i = start; i < start + count; i++) Release(cells[i]);
        for (int i = start; i < start + moved; i++) cells[i] = Rotated(cells[i + count], -count);
        _lengths[sequence] -= count;
    }

    public void Save(int sequence, Stream destination)
    {
        Check(sequence, nameof(sequence));
        destination.Write(fingerprint.Value);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, _lengths[sequence]);
        destination.Write(length);
        for (int i = 0; i < _lengths[sequence]; i++)
        {
            for (int layer = 0; layer < layerCount; layer++)
            {
                destination.Write(MemoryMarshal.AsBytes(Key(layer, _cells[sequence]![i])));
                destination.Write(MemoryMarshal.AsBytes(Value(layer, _cells[sequence]![i])));
            }
        }
    }

    public void Load(int sequence, Stream source)
    {
        Check(sequence, nameof(sequence));
        var header = new byte[fingerprint.Value.Length + 4];
        if (source.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || !header.AsSpan(0, fingerprint.Value.Length).SequenceEqual(fingerprint.Value))
            throw new InvalidDataException("these bytes are not a sequence saved by the reference backend with this model and configuration");
        int length = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(fingerprint.Value.Length));
        if (length < 0 || length > capacity) throw new InvalidDataException($"the saved sequence has {length} tokens; 0 to {capacity} were expected");

        Truncate(sequence, 0);
        if (length > FreeCells) throw Full(length);
        try
        {
            for (int i = 0; i < length; i++)
            {
                int cell = Append(sequence);
                for (int layer = 0; layer < layerCount; layer++)
                {
                    source.ReadExactly(MemoryMarshal.AsBytes(Key(layer, cell)));
                    source.ReadExactly(MemoryMarshal.AsBytes(Value(layer, cell)));
                }
            }
        }
        catch (EndOfStreamException error)
        {
            Truncate(sequence, 0);
            throw new InvalidDataException($"the saved sequence ends before its {length} tokens do", error);
        }
    }

    /// <summary>The exception for <paramref name="needed"/> cells that are not free.</summary>
    public KvCacheFullException Full(int needed) => new(needed, capacity - FreeCells, 0, capacity);

    /// <summary>A cell, owned once, with the keys of <paramref name="cell"/> moved by <paramref name="positions"/>.</summary>
    private int Rotated(int cell, int positions)
    {
        int own = cell;
        if (_owners[cell] > 1)
        {
            Release(cell);
            own = Take();
            for (int layer = 0; layer < layerCount; layer++)
            {
                Key(layer, cell).CopyTo(Key(layer, own));
                Value(layer, cell).CopyTo(Value(layer, own));
            }
        }
        for (int layer = 0; layer < layerCount; layer++) rotate(layer, positions, Key(layer, own));
        return own;
    }

    private int Take()
    {
        if (!_free.TryPop(out int cell)) throw Full(1);
        _owners[cell] = 1;
        return cell;
    }

    private void Release(int cell)
    {
        if (--_owners[cell] == 0) _free.Push(cell);
    }

    private void Check(int sequence, string name)
    {
        if ((uint)sequence >= (uint)maxSequences)
            throw new ArgumentOutOfRangeException(name, sequence, $"sequence ids are 0 to {maxSequences - 1}");
    }

    private static float[][] Rows(int layers, int length, int capacity)
    {
        var rows = new float[layers][];
        for (int layer = 0; layer < layers; layer++) rows[layer] = GC.AllocateUninitializedArray<float>(checked(length * capacity));
        return rows;
    }
}
