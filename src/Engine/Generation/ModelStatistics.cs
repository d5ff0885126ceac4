namespace Engine;

/// <summary>What a model is doing and has done, all of one moment between two steps.</summary>
public readonly record struct ModelStatistics
{
    /// <summary>Requests that take part in steps.</summary>
    public int Running { get; init; }

    /// <summary>Requests that wait for their turn.</summary>
    public int Queued { get; init; }

    /// <summary>Tokens of a block of the KV cache; 1 where the backend has no blocks.</summary>
    public int BlockTokens { get; init; }

    /// <summary>Blocks that running requests and open sequences hold.</summary>
    public int BlocksUsed { get; init; }

    /// <summary>Blocks that only cached prefixes hold.</summary>
    public int BlocksEvictable { get; init; }

    /// <summary>Blocks that hold nothing.</summary>
    public int BlocksFree { get; init; }

    /// <summary>Tokens of prompts that were computed.</summary>
    public long TokensRead { get; init; }

    /// <summary>Tokens that were computed one by one as they were chosen.</summary>
    public long TokensDecoded { get; init; }

    /// <summary>Tokens of prompts that were cached already.</summary>
    public long TokensReused { get; init; }

    /// <summary>Forward passes.</summary>
    public long Steps { get; init; }
}
