namespace Engine.Backends;

/// <summary>A text for an encoder.</summary>
/// <param name="Ids">Its token ids.</param>
/// <param name="SecondStart">Where the second of two texts that are read together begins: tokens from there on are of BERT's second token type.</param>
internal readonly record struct TokenText(int[] Ids, int SecondStart)
{
    /// <summary>One text alone.</summary>
    public TokenText(int[] ids) : this(ids, ids.Length) { }

    /// <summary>Tokens.</summary>
    public int Length => Ids.Length;

    /// <summary>The token type, 0 or 1, at <paramref name="position"/>, of a model that has <paramref name="types"/> of them.</summary>
    public int TypeAt(int position, int types) => position < SecondStart || types < 2 ? 0 : 1;
}
