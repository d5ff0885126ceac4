namespace Engine.KvCache;

/// <summary>
/// Where a forward pass keeps keys and values. The manager above it sees sequence ids and lengths only;
/// whether a store has blocks, cells or plain arrays is its own affair.
/// </summary>
/// <remarks>Used on the model's thread only.</remarks>
internal interface IKvStore
{
    /// <summary>Tokens that all sequences together can hold.</summary>
    int Capacity { get; }

    /// <summary>Sequence ids are 0 to this, exclusive.</summary>
    int MaxSequences { get; }

    /// <summary>Whether <see cref="Shift"/> works for this model.</summary>
    bool CanShift { get; }

    /// <summary>Makes <paramref name="target"/> the first <paramref name="length"/> tokens of <paramref name="source"/>, shared where possible.</summary>
    void Fork(int source, int target, int length);

    /// <summary>Forgets all but the first <paramref name="length"/> tokens of <paramref name="sequence"/>; 0 frees it.</summary>
    void Truncate(int sequence, int length);

    /// <summary>Forgets the tokens at positions [<paramref name="start"/>, <paramref name="start"/> + <paramref name="count"/>) and moves those after them down.</summary>
    void Shift(int sequence, int start, int count);

    /// <summary>Writes the keys and values of <paramref name="sequence"/>.</summary>
    void Save(int sequence, Stream destination);

    /// <summary>Replaces <paramref name="sequence"/> by what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a saved sequence of this model and configuration.</exception>
    void Load(int sequence, Stream source);
}
