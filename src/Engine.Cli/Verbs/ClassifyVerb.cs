using System.CommandLine;
using System.Globalization;
using Engine.Cli.Documents;
using Spectre.Console;

namespace Engine.Cli.Verbs;

/// <summary><c>engine classify</c>: which label fits each text.</summary>
internal static class ClassifyVerb
{
    public static Command Create()
    {
        var texts = new Argument<string[]>("text") { Description = "The texts.", Arity = ArgumentArity.OneOrMore };
        var model = new ModelFlags();
        var json = CommonOptions.Json();
        var command = new Command("classify", "Says which of a classifier's labels fits each text.") { texts, json };
        model.AddTo(command);

        command.SetAction(async (result, cancellationToken) =>
        {
            await using var loaded = await model.LoadAsync(result, cancellationToken);
            var labels = loaded.Info.Labels;
            if (labels.Count == 0) throw new UsageException($"{loaded.Info.Name} does not classify; a model with a classification head was expected");
            string[] given = result.GetRequiredValue(texts);
            var found = await loaded.ClassifyAsync(given, cancellationToken);
            if (result.GetValue(json)) Output.Json(ClassificationDocument.Of(labels, found));
            else WriteTable(given, labels, found);
        });
        return command;
    }

    private static void WriteTable(string[] texts, IReadOnlyList<string> labels, IReadOnlyList<Classification> found)
    {
        var table = new Table().AddColumns(["text", "label", .. labels.Select(Cell)]);
        for (int i = 0; i < texts.Length; i++)
            table.AddRow([Cell(texts[i]), Cell(found[i].Label), .. found[i].Scores.Select(score => score.ToString("F3", CultureInfo.InvariantCulture))]);
        Output.Console.Write(table);
    }

    private static string Cell(string text) => Markup.Escape(UntrustedText.Show(text));
}
