using System.Runtime.CompilerServices;

namespace Engine.Chat.Tools;

/// <summary>An answer as it comes: what is generated, read by a parser.</summary>
internal static class AnswerStream
{
    public static async IAsyncEnumerable<AnswerPiece> Read(IAsyncEnumerable<GeneratedPiece> generated, AnswerSyntax syntax, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sink = new AnswerSink();
        var parser = AnswerParser.Of(syntax, sink);
        await foreach (var piece in generated.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            Append(parser, piece);
            if (piece.Completion is not { } completion)
            {
                while (sink.Pieces.TryDequeue(out var ready)) yield return ready;
                continue;
            }
            parser.Finish(isCut: completion.FinishReason != FinishReason.Stop);
            while (sink.Pieces.TryDequeue(out var ready)) yield return ready;
            yield return new AnswerPiece(AnswerPieceKind.End)
            {
                Answer = new Answer { Text = sink.Text, Reasoning = sink.Reasoning, ToolCalls = sink.Calls, Completion = completion },
            };
        }
    }

    private static void Append(IAnswerParser parser, GeneratedPiece piece)
    {
        int at = 0;
        foreach (var (start, length) in piece.Marks ?? [])
        {
            if (start > at) parser.Append(piece.Text.AsSpan(at..start), isMark: false);
            parser.Append(piece.Text.AsSpan(start, length), isMark: true);
            at = start + length;
        }
        if (at < piece.Text.Length) parser.Append(piece.Text.AsSpan(at), isMark: false);
    }
}
