namespace Engine.Cli;

/// <summary>Prints an answer as it comes: text and calls to stdout, and how the model reasons to stderr, faint where that is a terminal.</summary>
internal sealed class AnswerOutput(bool showsReasoning)
{
    private const string Faint = "\e[2m", Plain = "\e[0m";

    private readonly bool _isFaint = !Console.IsErrorRedirected && Output.Error.Profile.Capabilities.Ansi;
    private bool _isReasoning, _hasText;

    /// <summary>Prints a piece.</summary>
    public void Write(AnswerPiece piece)
    {
        if (piece.Kind == AnswerPieceKind.Reasoning)
        {
            if (!showsReasoning) return;
            Console.Error.Write(_isFaint ? Faint + piece.Text + Plain : piece.Text);
            _isReasoning = true;
            return;
        }
        if (_isReasoning) Console.Error.WriteLine();
        _isReasoning = false;
        switch (piece.Kind)
        {
            case AnswerPieceKind.Text:
                Console.Out.Write(piece.Text);
                _hasText = true;
                break;
            case AnswerPieceKind.ToolCall:
                Console.Out.Write($"{(_hasText ? "\n" : "")}{piece.ToolCall!.Name} {piece.ToolCall.Arguments}");
                _hasText = true;
                break;
        }
    }
}
