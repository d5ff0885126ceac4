using System.CommandLine;
using System.Diagnostics;
using Engine.Cli.Documents;

namespace Engine.Cli.Verbs;

/// <summary><c>engine chat</c>: a conversation, or with a message one turn of it.</summary>
internal static class ChatVerb
{
    /// <summary>Small models may never end their turn.</summary>
    private const int DefaultMaxTokens = 1024;

    public static Command Create()
    {
        var system = new Option<string?>("--system", "-s") { Description = "Instructions for the whole conversation." };
        var message = new Option<string?>("--message") { Description = "Say this, print the answer and leave." };
        var maxTokens = new Option<int>("--max-tokens", "-n") { Description = "Tokens of an answer at most.", DefaultValueFactory = _ => DefaultMaxTokens };
        var json = CommonOptions.Json();
        var model = new ModelFlags();
        var sampling = new SamplingFlags();
        var constraint = new ConstraintFlags();
        var answer = new AnswerFlags();
        var command = new Command("chat", "Talks with a model; piped input is taken line by line.") { system, message, maxTokens, json };
        model.AddTo(command);
        sampling.AddTo(command);
        constraint.AddTo(command);
        answer.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            if (result.GetValue(json) && result.GetValue(message) is null) throw new UsageException("chat --json shows one turn; pass it with --message");
            var generation = constraint.Apply(result, sampling.Apply(result, new GenerationOptions { MaxTokens = CommonOptions.Count(result, maxTokens) }), answer.HasTools(result));
            var options = answer.Options(result, generation, isOneTurn: result.GetValue(message) is not null);
            long start = Stopwatch.GetTimestamp();
            await using var loaded = await model.LoadAsync(result, cancellationToken);
            var load = Stopwatch.GetElapsedTime(start);
            ModelFlags.RequireGeneration(loaded);
            var conversation = new Conversation(loaded, result.GetValue(system));

            if (result.GetValue(message) is { } text) await OneTurnAsync(loaded, conversation.AskAsync(text, options, cancellationToken), new AnswerOutput(answer.ShowsReasoning(result)), result.GetValue(json) ? load : null);
            else await new ChatSession(loaded, conversation, options, answer.ShowsReasoning(result)).RunAsync(Interruption.Of(result));
            return CommandLine.Success;
        });
        return command;
    }

    private static async Task OneTurnAsync(Model model, IAsyncEnumerable<AnswerPiece> pieces, AnswerOutput output, TimeSpan? jsonLoad)
    {
        await foreach (var piece in pieces)
        {
            if (jsonLoad is null) output.Write(piece);
            else if (piece.Answer is { } answer) Output.Json(CompletionDocument.Of(model, answer, jsonLoad.Value));
        }
        if (jsonLoad is null) Console.Out.WriteLine();
    }
}
