namespace Engine;

/// <summary>
/// A chat template cannot be read, asks for something we do not have, refuses the conversation (<c>raise_exception</c>), or costs more than its limits.
/// </summary>
public sealed class ChatTemplateException : FormatException
{
    /// <summary>Creates the exception.</summary>
    public ChatTemplateException(string reason) : base(reason) => Reason = reason;

    /// <summary>Creates the exception for a line of the template, counted from 1.</summary>
    public ChatTemplateException(string reason, int line) : base($"chat template, line {line}: {reason}") => (Reason, Line) = (reason, line);

    /// <summary>Creates the exception with its cause.</summary>
    public ChatTemplateException(string reason, Exception inner) : base(reason, inner) => Reason = reason;

    /// <summary>Creates the exception without a message.</summary>
    public ChatTemplateException() => Reason = "";

    /// <summary>Whether the template itself refused the conversation with <c>raise_exception</c>; the message is then its own.</summary>
    public bool IsRaised { get; private init; }

    /// <summary>What went wrong, without the place; for <c>raise_exception</c> the template's own words.</summary>
    public string Reason { get; }

    /// <summary>The template's line, counted from 1; 0 where it does not matter.</summary>
    public int Line { get; }

    internal static ChatTemplateException Raised(string message) => new(message) { IsRaised = true };
}
