using System.CommandLine;
using System.Globalization;
using Engine.Cli.Documents;
using Engine.Verification;
using Spectre.Console;

namespace Engine.Cli.Verbs;

/// <summary><c>engine logits</c>: the logits after a prompt.</summary>
internal static class LogitsVerb
{
    public static Command Create()
    {
        var input = new PromptInput("prompt");
        var model = new ModelFlags(watches: true);
        var json = CommonOptions.Json();
        var positions = new Option<string>("--positions") { Description = "last, or all to have a row after every token.", DefaultValueFactory = _ => "last" };
        positions.AcceptOnlyFromAmong("last", "all");
        var command = new Command("logits", "Shows the logits after a prompt: the ten best, or all with --json.") { positions, json };
        input.AddTo(command);
        model.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            var logits = Inspector.Logits(
                model.Path(result), input.Read(result), result.GetValue(positions) == "all", input.Encoding(result), model.Options(result), cancellationToken);
            if (result.GetValue(json)) Output.Json(LogitsDocument.Of(logits));
            else WriteTable(logits);
            return Task.CompletedTask;
        });
        return command;
    }

    private static void WriteTable(PromptLogits logits)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn(new TableColumn("id").RightAligned()).AddColumn("token")
            .AddColumn(new TableColumn("logit").RightAligned()).AddColumn(new TableColumn("probability").RightAligned());
        foreach (var next in logits.Top)
            table.AddRow(
                next.Id.ToString(CultureInfo.InvariantCulture), Markup.Escape(TokenLabel.Of(next.Text)),
                next.Logit.ToString("F4", CultureInfo.InvariantCulture), next.Probability.ToString("P2", CultureInfo.InvariantCulture));
        Output.Console.Write(table);
    }
}
