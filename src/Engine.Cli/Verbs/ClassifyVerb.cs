using System.CommandLine;
using System.Globalization;
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
            if (result.GetValue(json)) WriteJson(labels, found);
            else WriteTable(given, labels, found);
        });
        return command;
    }

    private static void WriteJson(IReadOnlyList<string> labels, IReadOnlyList<Classification> found) => Output.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("labels");
        foreach (string label in labels) writer.WriteStringValue(label);
        writer.WriteEndArray();
        writer.WriteStartArray("results");
        foreach (var text in found)
        {
            writer.WriteStartObject();
            writer.WriteString("label", text.Label);
            writer.WriteStartObject("scores");
            for (int i = 0; i < labels.Count; i++) writer.WriteNumber(labels[i], text.Scores[i]);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void WriteTable(string[] texts, IReadOnlyList<string> labels, IReadOnlyList<Classification> found)
    {
        var table = new Table().AddColumns(["text", "label", .. labels.Select(Markup.Escape)]);
        for (int i = 0; i < texts.Length; i++)
            table.AddRow([Markup.Escape(texts[i]), Markup.Escape(found[i].Label), .. found[i].Scores.Select(score => score.ToString("F3", CultureInfo.InvariantCulture))]);
        Output.Console.Write(table);
    }
}
