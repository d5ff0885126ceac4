namespace Engine.Sampling.Constraints;

/// <summary>What a constraint may cost. Schemas, grammars and patterns come from strangers, so all of this has an end.</summary>
internal static class ConstraintLimits
{
    /// <summary>Characters of a grammar, a pattern or a schema.</summary>
    public const int MaxSourceLength = 1 << 20;

    /// <summary>How deep groups of a grammar or a pattern, and subschemas, may be nested: each level takes a frame of the thread's stack.</summary>
    public const int MaxNesting = 128;

    /// <summary>Nodes of an automaton.</summary>
    public const int MaxNodes = 400_000;

    /// <summary>States of one regular language that had to be made deterministic (intersections and complements).</summary>
    public const int MaxDfaStates = 10_000;

    /// <summary>Repetitions that a grammar or a pattern may ask for by number. llama.cpp's limit is 2,000.</summary>
    public const int MaxRepetitions = 100_000;

    /// <summary>Rules that may be open at once while a text is generated; what would open more is not allowed.</summary>
    public const int MaxDepth = 512;

    /// <summary>Nodes that reading one byte may visit: those of all ways to read the text so far.</summary>
    public const int MaxWorkPerByte = 50_000;

    /// <summary>Nodes that finding the tokens of one mask may visit: about a third of a second.</summary>
    public const int MaxWorkPerMask = 10_000_000;

    /// <summary>Interned sets of stacks a cache may hold before it starts over.</summary>
    public const int MaxCachedStates = 40_000;

    /// <summary>Bytes of masks a cache may hold before it starts over.</summary>
    public const long MaxCachedMaskBytes = 64 << 20;
}
