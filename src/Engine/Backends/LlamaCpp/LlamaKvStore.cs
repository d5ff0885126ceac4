using Engine.KvCache;
using Engine.Native;

namespace Engine.Backends.LlamaCpp;

/// <summary>
/// llama.cpp's KV cache. It has cells, not blocks: a fork adds a sequence to the cells of another, and a cell is free when its last sequence leaves it.
/// </summary>
internal sealed class LlamaKvStore(NativeContext context, int capacity, int maxSequences, Lazy<byte[]> fingerprint) : IKvStore
{
    // llama.cpp moves positions at once but turns the keys only in the next decode; what it saves in between is wrong, without a word.
    private bool _keysLag;

    /// <summary>Which cells are whose.</summary>
    public CellLedger Cells { get; } = new(capacity, maxSequences);

    public int Capacity => Cells.Capacity;

    public int MaxSequences => Cells.MaxSequences;

    public bool CanShift { get; } = context.CanShift;

    public void Fork(int source, int target, int length)
    {
        CheckSequence(source);
        CheckSequence(target);
        CheckRange(source, 0, length);
        if (source == target)
        {
            Truncate(source, length);
            return;
        }
        Forget(target, 0);
        if (length > 0) context.Share(source, target, length);
        Cells.Fork(source, target, length);
    }

    public void Truncate(int sequence, int length)
    {
        CheckSequence(sequence);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length < Cells.Length(sequence)) Forget(sequence, length);
    }

    public void Shift(int sequence, int start, int count)
    {
        CheckSequence(sequence);
        CheckRange(sequence, start, count);
        if (!CanShift) throw new InvalidOperationException("the positions of this model's cache cannot be shifted");
        if (count == 0) return;
        // A cell has one position, whoever's it is: moving a shared one would move it under the other sequences.
        if (Cells.SharedCount(sequence, start + count) > 0) MakePrivate(sequence);
        if (!context.Remove(sequence, start, start + count))
            throw new NativeCallException($"llama.cpp cannot forget tokens {start} to {start + count - 1} of sequence {sequence}");
        if (start + count < Cells.Length(sequence))
        {
            context.Move(sequence, start + count, -count);
            _keysLag = true;
        }
        Cells.Remove(sequence, start, count);
    }

    public void Save(int sequence, Stream destination)
    {
        CheckSequence(sequence);
        SavedSequence.Write(destination, fingerprint.Value, Cells.Length(sequence), Serialize(sequence));
    }

    public void Load(int sequence, Stream source)
    {
        CheckSequence(sequence);
        var (length, payload) = SavedSequence.Read(source, fingerprint.Value, Capacity);
        Restore(sequence, length, payload);
    }

    /// <summary>Forgets everything, so that cells are handed out from the first again.</summary>
    public void Clear()
    {
        for (int sequence = 0; sequence < MaxSequences; sequence++) Cells.Truncate(sequence, 0);
        context.Clear();
    }

    /// <summary>Forgets what a failed batch may have left after the tokens we know of.</summary>
    public void DropUntracked(int sequence) => context.Remove(sequence, Cells.Length(sequence), -1);

    /// <summary>Records that a batch has run, which turns keys before anything else.</summary>
    public void BatchHasRun() => _keysLag = false;

    private void MakePrivate(int sequence) => Restore(sequence, Cells.Length(sequence), Serialize(sequence));

    private byte[] Serialize(int sequence)
    {
        if (_keysLag)
        {
            // Any token will do: it is forgotten again. Without a free cell it does not run, but the keys are turned before that shows.
            context.NewBatch().Add(token: 0, position: Cells.Length(sequence), sequence, wantsLogits: false);
            _ = context.Decode(CancellationToken.None);
            context.Batch.Clear();
            DropUntracked(sequence);
            _keysLag = false;
        }
        return context.SaveSequence(sequence);
    }

    private void Restore(int sequence, int length, byte[] payload)
    {
        int ownCells = Cells.Length(sequence) - Cells.SharedCount(sequence, 0);
        if (length > Cells.Free + ownCells) throw new KvCacheFullException(length, Cells.Used, 0, Capacity);
        Forget(sequence, 0);
        if (length == 0) return;
        if (!context.LoadSequence(sequence, payload)) throw new InvalidDataException("llama.cpp does not take the saved sequence: it is of another configuration");
        if (context.LastPosition(sequence) != length - 1)
        {
            int last = context.LastPosition(sequence);
            context.Remove(sequence, -1, -1);
            throw new InvalidDataException($"the saved sequence ends at position {last}; {length - 1} was expected");
        }
        for (int i = 0; i < length; i++) Cells.Append(sequence);
    }

    private void Forget(int sequence, int length)
    {
        if (!context.Remove(sequence, length, -1))
            throw new NativeCallException($"llama.cpp cannot forget a part of sequence {sequence}: this model keeps a state, not a cache");
        Cells.Truncate(sequence, length);
    }

    private void CheckSequence(int sequence)
    {
        if ((uint)sequence >= (uint)MaxSequences)
            throw new ArgumentOutOfRangeException(nameof(sequence), sequence, $"sequence ids are 0 to {MaxSequences - 1}");
    }

    private void CheckRange(int sequence, int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (start > Cells.Length(sequence) - count)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"sequence {sequence} has {Cells.Length(sequence)} tokens; there are not {count} from {start} on");
    }
}
