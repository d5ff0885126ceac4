namespace Engine;

/// <summary>Why generation ended.</summary>
public enum FinishReason
{
    /// <summary>The model ended the text, or the constraint allows nothing more after it.</summary>
    Stop,
    /// <summary>The token limit was reached.</summary>
    Length,
    /// <summary>A stop sequence was found.</summary>
    StopSequence,
    /// <summary>The context is full, or the KV cache has no room for another token.</summary>
    ContextFull,
    /// <summary>The time limit was reached.</summary>
    Time,
    /// <summary>The caller cancelled it.</summary>
    Cancelled,
    /// <summary>No token of the vocabulary goes on as <see cref="GenerationOptions.Constraint"/> demands; the text is not whole.</summary>
    ConstraintUnmet,
}

/// <summary>What happens when a text has filled the context.</summary>
public enum ContextOverflow
{
    /// <summary>Generation ends with <see cref="FinishReason.ContextFull"/>.</summary>
    Stop,
    /// <summary>The older half of the text, but for its first tokens, is forgotten, and the rest moves up; generation goes on.</summary>
    Shift,
}
