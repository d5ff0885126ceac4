namespace Engine.KvCache;

/// <summary>
/// The bytes of keys and values, in blocks. Which block holds which tokens of which sequence stands in <see cref="BlockTables"/> alone: a store
/// is told, and keeps no books. A store that cannot be told where to put a token (llama.cpp chooses its cells itself) has blocks of one token, follows
/// <see cref="Share"/> and <see cref="Forget"/>, and is only counted.
/// </summary>
/// <remarks>Used on the model's thread only.</remarks>
internal interface IKvStore
{
    /// <summary>Tokens of a block.</summary>
    int BlockTokens { get; }

    /// <summary>Blocks.</summary>
    int BlockCount { get; }

    /// <summary>Sequence ids are 0 to this, exclusive.</summary>
    int MaxSequences { get; }

    /// <summary>Whether the store puts tokens where it likes; its blocks then have one token and are only counted.</summary>
    bool ChoosesCells => false;

    /// <summary>Whether <see cref="Shift"/> works for this model.</summary>
    bool CanShift { get; }

    /// <summary>Identifies what its bytes mean: the backend, the types of keys and values, the model, its rotations.</summary>
    string Format { get; }

    /// <summary>A fingerprint of the model and of what else decides the bytes, 32 of them.</summary>
    ReadOnlySpan<byte> Fingerprint { get; }

    /// <summary>A block is about to be written for the first time since it was free.</summary>
    void Prepare(int block) { }

    /// <summary>Copies all of a block.</summary>
    void CopyBlock(int source, int target);

    /// <summary><paramref name="target"/>, which was empty, now begins with the first <paramref name="length"/> tokens of <paramref name="source"/>.</summary>
    void Share(int source, int target, int length) { }

    /// <summary><paramref name="sequence"/> now holds its first <paramref name="length"/> tokens only.</summary>
    void Forget(int sequence, int length) { }

    /// <summary>
    /// Moves the keys and values of the tokens from <paramref name="start"/> + <paramref name="count"/> to <paramref name="length"/> down by
    /// <paramref name="count"/> positions, over those that are forgotten.
    /// </summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="blocks">Its blocks; those written, from the one of <paramref name="start"/> on, are its own.</param>
    /// <param name="start">Where the tokens that are forgotten begin.</param>
    /// <param name="count">How many they are.</param>
    /// <param name="length">Tokens of the sequence before.</param>
    void Shift(int sequence, ReadOnlySpan<int> blocks, int start, int count, int length);

    /// <summary>In how many parts a sequence of <paramref name="length"/> tokens is saved; none has more than 2 GiB.</summary>
    int PartCount(int length);

    /// <summary>The bytes of part <paramref name="part"/> of a sequence of <paramref name="length"/> tokens; -1 where only the saved bytes tell.</summary>
    long PartBytes(int length, int part);

    /// <summary>Appends part <paramref name="part"/> to <paramref name="destination"/>.</summary>
    void SavePart(int sequence, ReadOnlySpan<int> blocks, int length, int part, System.Buffers.IBufferWriter<byte> destination);

    /// <summary>Writes part <paramref name="part"/> into the blocks of an extended sequence.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such part.</exception>
    void LoadPart(int sequence, ReadOnlySpan<int> blocks, int length, int part, ReadOnlySpan<byte> source);
}
