namespace Engine;

/// <summary>The backend asked for, or every backend, cannot run the file here as the options say; the message is the reason.</summary>
public sealed class UnsupportedModelException : InvalidOperationException
{
    /// <summary>Creates the exception.</summary>
    public UnsupportedModelException(string message) : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    public UnsupportedModelException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates the exception without a message.</summary>
    public UnsupportedModelException() { }
}
