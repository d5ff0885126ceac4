using System.CommandLine;
using System.Globalization;
using Engine.Cli.Documents;
using Spectre.Console;

namespace Engine.Cli.Verbs;

/// <summary><c>engine score</c>: how probable a text is to a model, token by token.</summary>
internal static class ScoreVerb
{
    public static Command Create()
    {
        var input = new PromptInput("text");
        var model = new ModelFlags();
        var json = CommonOptions.Json();
        var command = new Command("score", "Shows how probable a text is, token by token, from one reading of it.") { json };
        input.AddTo(command);
        model.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            byte[] text = input.Read(result);
            var (addSpecial, parseSpecial) = input.Encoding(result);
            await using var loaded = await model.LoadAsync(result, cancellationToken);
            ModelFlags.RequireGeneration(loaded);
            var score = await loaded.ScoreAsync(loaded.Tokenizer.Encode(text, addSpecial, parseSpecial), cancellationToken);
            if (result.GetValue(json)) Output.Json(new ScoreDocument(score.Ids, score.LogProbabilities, score.LogProbability, score.Perplexity));
            else WriteTable(score, loaded.Tokenizer);
        });
        return command;
    }

    private static void WriteTable(TextScore score, Tokenization.Tokenizer tokenizer)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn(new TableColumn("id").RightAligned()).AddColumn("token")
            .AddColumn(new TableColumn("log-probability").RightAligned()).AddColumn(new TableColumn("probability").RightAligned());
        foreach (var (id, logProbability) in score.Ids.Zip(score.LogProbabilities))
            table.AddRow(
                id.ToString(CultureInfo.InvariantCulture), Markup.Escape(TokenLabel.Of(tokenizer.Decode([id], renderSpecial: true))),
                logProbability?.ToString("F4", CultureInfo.InvariantCulture) ?? "", logProbability is { } value ? Math.Exp(value).ToString("P2", CultureInfo.InvariantCulture) : "");
        Output.Console.Write(table);
        Output.Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"log-probability {score.LogProbability:F4}, perplexity {score.Perplexity:F4}"));
    }
}
