namespace Engine;

/// <summary>llama.cpp's shared libraries are missing, incomplete, or have a layout we do not know; the message says where they were sought and what was seen.</summary>
public sealed class NativeLibraryException : InvalidOperationException
{
    /// <summary>Creates the exception.</summary>
    public NativeLibraryException(string message) : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    public NativeLibraryException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates the exception without a message.</summary>
    public NativeLibraryException() { }
}

/// <summary>
/// A check inside llama.cpp failed. Its thread is parked, and llama.cpp is refused for the rest of the process; models of other backends go on.
/// </summary>
public sealed class NativeAbortException : InvalidOperationException
{
    /// <summary>Creates the exception.</summary>
    public NativeAbortException(string message) : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    public NativeAbortException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates the exception without a message.</summary>
    public NativeAbortException() { }
}

/// <summary>llama.cpp reported that it could not do something: load a file, create a context, run a batch; the message holds what it logged.</summary>
public sealed class NativeCallException : InvalidOperationException
{
    /// <summary>Creates the exception.</summary>
    public NativeCallException(string message) : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    public NativeCallException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates the exception without a message.</summary>
    public NativeCallException() { }

    internal NativeCallException(UntrustedSentence message) : base(message.ToString()) { }
}
