namespace Engine.Chat.Tools;

/// <summary>A part of how a call is written. One after the other, the parts say how calls are written, read and constrained.</summary>
internal abstract record CallPart
{
    /// <summary>A mark, which may be a control token.</summary>
    public sealed record Mark(string Text) : CallPart;

    /// <summary>Text between the marks. What white space is in it does not matter when it is read, nor whether it is there.</summary>
    public sealed record Filling(string Text) : CallPart;

    /// <summary>The tool's name, bare.</summary>
    public sealed record Name : CallPart;

    /// <summary>The call's id, bare, after the mark <paramref name="Before"/>. When it is read it may be missing.</summary>
    public sealed record Id(string Before) : CallPart;

    /// <summary>Name and number together: <c>functions.NAME:0</c>.</summary>
    public sealed record NumberedName(string Prefix) : CallPart;

    /// <summary>The arguments, JSON.</summary>
    public sealed record Arguments : CallPart;

    /// <summary>A JSON object that holds the name and the arguments, and the id where there is a key for it.</summary>
    public sealed record Whole(string NameKey, string ArgumentsKey, string? IdKey = null, bool IdFirst = false) : CallPart;

    /// <summary>The arguments one by one: strings as they are, other values as JSON.</summary>
    /// <param name="Open">What comes before a name.</param>
    /// <param name="Between">What comes between a name and its value; a line break at its end is not of the value.</param>
    /// <param name="Close">What comes after a value; a line break at its beginning is not of the value.</param>
    public sealed record Parameters(string Open, string Between, string Close) : CallPart;

    /// <summary>The arguments as those of a call in Python, in parentheses.</summary>
    public sealed record Keywords : CallPart;

    /// <summary>The arguments as JSON but for two things: names have no quotation marks, and strings stand between marks, as they are.</summary>
    public sealed record Unquoted(string Quote) : CallPart;
}

/// <summary>What stands around the calls of an answer together.</summary>
/// <param name="Open">The mark before the first.</param>
/// <param name="Close">The mark after the last; empty where there is none.</param>
/// <param name="IsList">Whether between the marks stands a JSON array.</param>
/// <param name="Filling">What comes after the first mark, beside white space only where a model writes it.</param>
internal sealed record CallSection(string Open, string Close, bool IsList, string Filling = "");
