namespace Engine;

/// <summary>What a model answered.</summary>
public sealed record Answer
{
    /// <summary>What it said: without its reasoning, its calls and the marks around them.</summary>
    public required string Text { get; init; }

    /// <summary>How it reasoned; empty where it did not.</summary>
    public required string Reasoning { get; init; }

    /// <summary>The tools it asks to be called, in their order; one that was cut off is not among them.</summary>
    public required IReadOnlyList<ToolCall> ToolCalls { get; init => field = Items.Of(value); }

    /// <summary>The whole as it was generated, marks included, and why it ended.</summary>
    public required Completion Completion { get; init; }

    /// <summary>The message to go on with.</summary>
    public Message ToMessage() => Message.Assistant(Text, ToolCalls, Reasoning.Length > 0 ? Reasoning : null);
}

/// <summary>What a piece of an answer is.</summary>
public enum AnswerPieceKind
{
    /// <summary>Text of the answer.</summary>
    Text,
    /// <summary>Text of the model's reasoning.</summary>
    Reasoning,
    /// <summary>A call begins: its id and name are known, its arguments are empty yet.</summary>
    ToolCallStart,
    /// <summary>A part of the arguments of the call that began last.</summary>
    ToolCallArguments,
    /// <summary>The call that began last is whole.</summary>
    ToolCall,
    /// <summary>Nothing more comes.</summary>
    End,
}

/// <summary>A piece of an answer as it comes.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Whole characters of the text, the reasoning or the arguments; else empty.</param>
public readonly record struct AnswerPiece(AnswerPieceKind Kind, string Text = "")
{
    /// <summary>The call, where it begins and when it is whole.</summary>
    public ToolCall? ToolCall { get; init; }

    /// <summary>The whole answer, in the last piece only.</summary>
    public Answer? Answer { get; init; }
}
