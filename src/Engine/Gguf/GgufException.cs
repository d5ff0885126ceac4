namespace Engine.Gguf;

/// <summary>A GGUF file is malformed or asks for something that cannot be; the message names the key or tensor, the value and what was expected.</summary>
public sealed class GgufException : FormatException
{
    /// <summary>Creates the exception.</summary>
    public GgufException(string message) : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    public GgufException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates the exception without a message.</summary>
    public GgufException() { }

    internal GgufException(UntrustedSentence message) : base(message.ToString()) { }

    internal GgufException(UntrustedSentence message, Exception inner) : base(message.ToString(), inner) { }
}
