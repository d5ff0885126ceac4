namespace Engine;

/// <summary>A constraint that cannot be used as it is written: it is malformed, asks for what cannot be enforced, or is too large.</summary>
public sealed class ConstraintException : Exception
{
    internal ConstraintException(string message, string place) : base(message) => Place = place;

    /// <summary>Where: a JSON pointer into a schema ("#/properties/age"), or "line 3, column 7" of a grammar, or "position 4" of a pattern; empty for the whole.</summary>
    public string Place { get; }
}
