using System.Buffers;
using Engine.KvCache;
using Engine.Native;

namespace Engine.Backends.LlamaCpp;

/// <summary>
/// llama.cpp's KV cache. It chooses its cells itself: a fork adds a sequence to the cells of another, and a cell is free when its last sequence leaves it.
/// </summary>
/// <param name="context">Whose cache it is.</param>
/// <param name="capacity">Its cells.</param>
/// <param name="maxSequences">Sequences it tells apart.</param>
/// <param name="format">Types of keys and values.</param>
/// <param name="fingerprint">Of the model and the options that change keys and values.</param>
internal sealed class LlamaKvStore(NativeContext context, int capacity, int maxSequences, string format, Lazy<byte[]> fingerprint) : IKvStore
{
    // llama.cpp moves positions at once but turns the keys only in the next decode; what it saves in between is wrong, and it does not say so.
    private bool _keysLag;
    private bool _mustBePrivate;

    public int BlockTokens => 1;

    public int BlockCount => capacity;

    public int MaxSequences => maxSequences;

    public bool ChoosesCells => true;

    public bool CanShift { get; } = context.CanShift;

    public string Format => format;

    public ReadOnlySpan<byte> Fingerprint => fingerprint.Value;

    // Counted only: whoever shifts then copies the whole sequence.
    public void CopyBlock(int source, int target) => _mustBePrivate = true;

    public void Share(int source, int target, int length) => context.Share(source, target, length);

    public void Forget(int sequence, int length)
    {
        if (!context.Remove(sequence, length, -1))
            throw new NativeCallException($"llama.cpp cannot forget a part of sequence {sequence}: this model keeps a state, not a cache");
    }

    public void Shift(int sequence, ReadOnlySpan<int> blocks, int start, int count, int length)
    {
        // A cell has one position, whoever's it is: moving a shared one would move it under the other sequences.
        if (_mustBePrivate) Restore(sequence, length, Serialize(sequence, length));
        _mustBePrivate = false;
        if (!context.Remove(sequence, start, start + count))
            throw new NativeCallException($"llama.cpp cannot forget tokens {start} to {start + count - 1} of sequence {sequence}");
        context.Move(sequence, start + count, -count);
        _keysLag = true;
    }

    public int PartCount(int length) => length == 0 ? 0 : 1;

    public long PartBytes(int length, int part) => -1;

    public void SavePart(int sequence, ReadOnlySpan<int> blocks, int length, int part, IBufferWriter<byte> destination) =>
        destination.Write(Serialize(sequence, length));

    public void LoadPart(int sequence, ReadOnlySpan<int> blocks, int length, int part, ReadOnlySpan<byte> source) => Restore(sequence, length, source);

    /// <summary>Forgets everything, so that cells are handed out from the first again.</summary>
    public void Clear() => context.Clear();

    /// <summary>Forgets what a failed batch may have left after the first <paramref name="length"/> tokens.</summary>
    public void DropAfter(int sequence, int length) => context.Remove(sequence, length, -1);

    /// <summary>Records that a batch has run, which turns keys before anything else.</summary>
    public void BatchHasRun() => _keysLag = false;

    private byte[] Serialize(int sequence, int length)
    {
        if (_keysLag)
        {
            // Any token will do: it is forgotten again. Without a free cell it does not run, but the keys are turned before that shows.
            context.NewBatch().Add(token: 0, position: length, sequence, wantsLogits: false);
            _ = context.Decode(CancellationToken.None);
            context.Batch.Clear();
            DropAfter(sequence, length);
            _keysLag = false;
        }
        return context.SaveSequence(sequence);
    }

    private void Restore(int sequence, int length, ReadOnlySpan<byte> payload)
    {
        Forget(sequence, 0);
        if (!context.LoadSequence(sequence, payload)) throw new InvalidDataException("llama.cpp does not take the saved sequence: it is of another configuration");
        int last = context.LastPosition(sequence);
        if (last == length - 1) return;
        context.Remove(sequence, -1, -1);
        throw new InvalidDataException($"the saved sequence ends at position {last}; {length - 1} was expected");
    }
}
