using System.Diagnostics;

namespace Engine.Backends.LlamaCpp;

/// <summary>
/// Which KV cells each sequence holds: llama.cpp counts them but does not say, and a request must be refused before it gets there.
/// A cell holds one token and belongs to one or more sequences.
/// </summary>
internal sealed class CellLedger
{
    private readonly int[]?[] _cells;      // per sequence, the cell of each position; as long as the cache, made at first use
    private readonly int[] _lengths;
    private readonly int[] _owners;        // per cell
    private readonly int[] _free;          // a stack of cells
    private int _freeCount;

    public CellLedger(int capacity, int maxSequences)
    {
        Capacity = capacity;
        _cells = new int[maxSequences][];
        _lengths = new int[maxSequences];
        _owners = new int[capacity];
        _free = [.. Enumerable.Range(0, capacity)];
        _freeCount = capacity;
    }

    public int Capacity { get; }

    public int MaxSequences => _lengths.Length;

    public int Free => _freeCount;

    public int Used => Capacity - _freeCount;

    /// <summary>Tokens of <paramref name="sequence"/>.</summary>
    public int Length(int sequence) => _lengths[sequence];

    /// <summary>Gives <paramref name="sequence"/> a new cell after its last.</summary>
    public void Append(int sequence)
    {
        Debug.Assert(_freeCount > 0);
        int cell = _free[--_freeCount];
        _owners[cell] = 1;
        Cells(sequence)[_lengths[sequence]++] = cell;
    }

    /// <summary>Makes <paramref name="target"/> the first <paramref name="length"/> cells of <paramref name="source"/>.</summary>
    public void Fork(int source, int target, int length)
    {
        if (source != target)
        {
            Truncate(target, 0);
            var (from, to) = (Cells(source), Cells(target));
            for (int i = 0; i < length; i++)
            {
                to[i] = from[i];
                _owners[from[i]]++;
            }
            _lengths[target] = length;
        }
        else
        {
            Truncate(source, length);
        }
    }

    /// <summary>Drops all but the first <paramref name="length"/> cells.</summary>
    public void Truncate(int sequence, int length)
    {
        if (_lengths[sequence] > length) Remove(sequence, length, _lengths[sequence] - length);
    }

    /// <summary>Drops <paramref name="count"/> cells from <paramref name="start"/> on; those after them move down.</summary>
    public void Remove(int sequence, int start, int count)
    {
        var cells = Cells(sequence);
        for (int i = start; i < start + count; i++)
            if (--_owners[cells[i]] == 0) _free[_freeCount++] = cells[i];
        cells.AsSpan((start + count)..(_lengths[sequence])).CopyTo(cells.AsSpan(start));
        _lengths[sequence] -= count;
    }

    /// <summary>Cells of <paramref name="sequence"/> from <paramref name="start"/> on that are also another's.</summary>
    public int SharedCount(int sequence, int start)
    {
        int shared = 0;
        for (int i = start; i < _lengths[sequence]; i++)
            if (_owners[Cells(sequence)[i]] > 1) shared++;
        return shared;
    }

    private int[] Cells(int sequence) => _cells[sequence] ??= new int[Capacity];
}
