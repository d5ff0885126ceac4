namespace Engine.Native;

/// <summary>The arrays of a <see cref="LlamaBatch"/>, allocated once and pinned: filling and running a batch allocates nothing.</summary>
internal sealed unsafe class NativeBatch
{
    private readonly int[] _tokens;
    private readonly int[] _positions;
    private readonly int[] _sequenceCounts;
    private readonly nint[] _sequences;      // per entry, the address of its first sequence id
    private readonly int[] _sequenceIds;     // 0, 1, ...: entry lists point into it
    private readonly sbyte[] _wantsLogits;

    public NativeBatch(int capacity, int maxSequences)
    {
        _tokens = GC.AllocateArray<int>(capacity, pinned: true);
        _positions = GC.AllocateArray<int>(capacity, pinned: true);
        _sequenceCounts = GC.AllocateArray<int>(capacity, pinned: true);
        _sequences = GC.AllocateArray<nint>(capacity, pinned: true);
        _wantsLogits = GC.AllocateArray<sbyte>(capacity, pinned: true);
        _sequenceIds = GC.AllocateArray<int>(maxSequences, pinned: true);
        for (int i = 0; i < maxSequences; i++) _sequenceIds[i] = i;
    }

    public int Count { get; private set; }

    public int Capacity => _tokens.Length;

    public void Clear() => Count = 0;

    /// <summary>Adds a token of <paramref name="sequence"/>, or of that many sequences from it on.</summary>
    public void Add(int token, int position, int sequence, bool wantsLogits, int sequenceCount = 1)
    {
        if (Count == Capacity) throw new InvalidOperationException($"a batch holds {Capacity} tokens");
        ArgumentOutOfRangeException.ThrowIfNegative(token);
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        ArgumentOutOfRangeException.ThrowIfLessThan(sequenceCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sequence + sequenceCount, _sequenceIds.Length, nameof(sequence));
        int at = Count++;
        _tokens[at] = token;
        _positions[at] = position;
        _sequenceCounts[at] = sequenceCount;
        _sequences[at] = Address(_sequenceIds) + sequence * sizeof(int);
        _wantsLogits[at] = wantsLogits ? (sbyte)1 : (sbyte)0;
    }

    /// <summary>Whether entry <paramref name="index"/> of the batch wanted a row.</summary>
    public bool WantsLogits(int index) => (uint)index < (uint)Count && _wantsLogits[index] != 0;

    /// <summary>The struct llama.cpp reads; it points into this batch, which must outlive the call.</summary>
    public LlamaBatch Native => new()
    {
        TokenCount = Count,
        Tokens = (int*)Address(_tokens),
        Positions = (int*)Address(_positions),
        SequenceCounts = (int*)Address(_sequenceCounts),
        Sequences = (int**)Address(_sequences),
        WantsLogits = (sbyte*)Address(_wantsLogits),
    };

    // The arrays lie on the pinned heap, so the address stays true after the fixed block.
    private static nint Address<T>(T[] pinned) where T : unmanaged
    {
        fixed (T* first = pinned) return (nint)first;
    }
}
