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
        var command = new Command("chat", "Talks with a model; piped input is taken line by line.") { system, message, maxTokens, json };
        model.AddTo(command);
        sampling.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            if (result.GetValue(json) && result.GetValue(message) is null) throw new UsageException("chat --json shows one turn; pass it with --message");
            var options = sampling.Apply(result, new GenerationOptions { MaxTokens = CommonOptions.Count(result, maxTokens) });
            long start = Stopwatch.GetTimestamp();
            await using var loaded = await model.LoadAsync(result, cancellationToken);
            var load = Stopwatch.GetElapsedTime(start);
            ModelFlags.RequireGeneration(loaded);
            var conversation = new Conversation(loaded, result.GetValue(system));

            if (result.GetValue(message) is { } text) await OneTurnAsync(loaded, conversation, text, options, result.GetValue(json) ? load : null, cancellationToken);
            else await new ChatSession(loaded, conversation, options).RunAsync(Interruption.Of(result));
            return CommandLine.Success;
        });
        return command;
    }

    private static async Task OneTurnAsync(
        Model model, Conversation conversation, string message, GenerationOptions options, TimeSpan? jsonLoad, CancellationToken cancellationToken)
    {
        await foreach (var piece in conversation.SendAsync(message, options, cancellationToken))
        {
            if (jsonLoad is null) Console.Out.Write(piece.Text);
            else if (piece.Completion is { } completion) Output.Json(CompletionDocument.Of(model, completion, jsonLoad.Value));
        }
        if (jsonLoad is null) Console.Out.WriteLine();
    }
}
