namespace Engine.Peers;

/// <summary>Who takes the likeliest token.</summary>
internal enum GreedyChoice
{
    /// <summary>The library's own greedy pipeline, as its applications have it.</summary>
    Pipeline,

    /// <summary>A vectorised search of the logits, which costs the library nothing.</summary>
    Search,
}
