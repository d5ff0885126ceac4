using Engine.Chat.Tools;

namespace Engine.Tests.Chat.Tools;

/// <summary>What a parser makes of a text: the whole of each kind, and the pieces put together again.</summary>
internal sealed record ParsedAnswer(string Text, string Reasoning, IReadOnlyList<ToolCall> Calls, IReadOnlyList<AnswerPiece> Pieces)
{
    /// <summary>Parses a text given in pieces of these lengths, over and over.</summary>
    public static ParsedAnswer Of(AnswerSyntax syntax, string text, bool isCut, params IEnumerable<int> lengths)
    {
        var sink = new AnswerSink();
        var parser = AnswerParser.Of(syntax, sink);
        var pieces = new List<AnswerPiece>();
        int at = 0;
        foreach (int length in lengths)
        {
            int end = Math.Min(text.Length, at + length);
            parser.Append(text.AsSpan(at..end), isMark: false);
            while (sink.Pieces.TryDequeue(out var piece)) pieces.Add(piece);
            at = end;
            if (at == text.Length) break;
        }
        if (at < text.Length) parser.Append(text.AsSpan(at), isMark: false);
        parser.Finish(isCut);
        while (sink.Pieces.TryDequeue(out var piece)) pieces.Add(piece);
        return new ParsedAnswer(sink.Text, sink.Reasoning, sink.Calls, pieces);
    }

    /// <summary>The same as a text, without ids, which are random; the pieces must say the same as the whole.</summary>
    public override string ToString()
    {
        Assert.Equal(Text, string.Concat(Pieces.Where(piece => piece.Kind == AnswerPieceKind.Text).Select(piece => piece.Text)));
        Assert.Equal(Reasoning, string.Concat(Pieces.Where(piece => piece.Kind == AnswerPieceKind.Reasoning).Select(piece => piece.Text)));
        var calls = new List<ToolCall>();
        ToolCall? begun = null;
        foreach (var piece in Pieces)
        {
            switch (piece.Kind)
            {
                case AnswerPieceKind.ToolCallStart:
                    begun = piece.ToolCall;
                    break;
                case AnswerPieceKind.ToolCallArguments:
                    begun = begun! with { Arguments = begun.Arguments + piece.Text };
                    break;
                case AnswerPieceKind.ToolCall:
                    Assert.Equal(begun, piece.ToolCall);
                    calls.Add(piece.ToolCall!);
                    break;
            }
        }
        Assert.Equal(Calls, calls);
        return $"reasoning '{Reasoning}' text '{Text}' calls [{string.Join(" | ", Calls.Select(call => $"{call.Name} {call.Arguments}"))}]";
    }
}
