namespace Engine;

/// <summary>A prompt is longer than the model's context: it cannot fit, now or later.</summary>
public sealed class ContextLengthException : ArgumentException
{
    /// <summary>Creates the exception.</summary>
    public ContextLengthException(int tokens, int contextLength)
        : base($"the prompt has {tokens} tokens; at most {contextLength}, the context length, were expected")
    {
        Tokens = tokens;
        ContextLength = contextLength;
    }

    /// <summary>Creates the exception with a message.</summary>
    public ContextLengthException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public ContextLengthException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates the exception without a message.</summary>
    public ContextLengthException() { }

    /// <summary>Tokens of the prompt.</summary>
    public int Tokens { get; }

    /// <summary>Tokens a sequence can have.</summary>
    public int ContextLength { get; }
}

/// <summary>As many requests as may wait are waiting; see <see cref="ModelOptions.MaxQueuedRequests"/>.</summary>
public sealed class QueueFullException : InvalidOperationException
{
    /// <summary>Creates the exception.</summary>
    public QueueFullException(int queued, int maxQueued) : base($"{queued} requests wait for this model; at most {maxQueued} may")
    {
        Queued = queued;
        MaxQueued = maxQueued;
    }

    /// <summary>Creates the exception with a message.</summary>
    public QueueFullException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public QueueFullException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates the exception without a message.</summary>
    public QueueFullException() { }

    /// <summary>Requests that wait.</summary>
    public int Queued { get; }

    /// <summary>Requests that may.</summary>
    public int MaxQueued { get; }
}

/// <summary>A generation was cancelled; <see cref="Completion"/> is what it had come to.</summary>
public sealed class GenerationCanceledException : OperationCanceledException
{
    /// <summary>Creates the exception.</summary>
    public GenerationCanceledException(Completion completion, CancellationToken cancellationToken)
        : base("the generation was cancelled", cancellationToken) => Completion = completion;

    /// <summary>Creates the exception with a message.</summary>
    public GenerationCanceledException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public GenerationCanceledException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates the exception without a message.</summary>
    public GenerationCanceledException() { }

    /// <summary>What was generated before, its finish reason <see cref="FinishReason.Cancelled"/>; null where the exception was made without.</summary>
    public Completion? Completion { get; }
}
