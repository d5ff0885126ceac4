using System.CommandLine;
using System.Globalization;
using Engine.Cli.Documents;
using Engine.Verification;
using Spectre.Console;

namespace Engine.Cli.Verbs;

/// <summary><c>engine attention</c>: the weight matrix of one head, labelled with the tokens; as a picture, all heads of a layer.</summary>
internal static class AttentionVerb
{
    public static Command Create()
    {
        var input = new PromptInput("text");
        var layer = new Option<int>("--layer", "-l") { Description = "Layer, from 0." };
        var head = new Option<int>("--head") { Description = "Query head, from 0." };
        var model = new ModelFlags(watches: true);
        var svg = new Option<string?>("--svg") { Description = "Write a picture to this file: of the head, or without --head of all heads of the layer." };
        var json = CommonOptions.Json();
        var command = new Command("attention", "Shows which tokens a head of a layer attends to.") { layer, head, svg, json };
        input.AddTo(command);
        model.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            int layerIndex = result.GetValue(layer), headIndex = result.GetValue(head);
            byte[] text = input.Read(result);
            AttentionMatrix matrix;
            if (result.GetValue(svg) is { } path && result.GetResult(head) is null)
            {
                var heads = Inspector.AttentionOfLayer(model.Path(result), text, layerIndex, input.Encoding(result), model.Options(result), cancellationToken);
                File.WriteAllText(path, AttentionPicture.Svg($"All heads of layer {layerIndex}: who looks at whom", heads));
                matrix = heads[0];
            }
            else
            {
                matrix = Inspector.Attention(model.Path(result), text, layerIndex, headIndex, input.Encoding(result), model.Options(result), cancellationToken);
                if (result.GetValue(svg) is { } file) File.WriteAllText(file, AttentionPicture.Svg($"Layer {layerIndex}, head {headIndex}: who looks at whom", [matrix]));
            }
            if (result.GetValue(json)) Output.Json(new AttentionDocument(matrix.Tokens, matrix.Weights));
            else WriteTable(matrix);
            return Task.CompletedTask;
        });
        return command;
    }

    /// <summary>A row per query, a column per key; the deeper the colour, the larger the weight.</summary>
    private static void WriteTable(AttentionMatrix matrix)
    {
        var table = new Table().Border(TableBorder.None).AddColumn(new TableColumn("query \\ key").RightAligned());
        foreach (string token in matrix.Tokens) table.AddColumn(new TableColumn(Markup.Escape(TokenLabel.Of(token))).Centered());
        for (int query = 0; query < matrix.Weights.Count; query++)
            table.AddRow([new Markup(Markup.Escape(TokenLabel.Of(matrix.Tokens[query]))), .. matrix.Weights[query].Select(Cell)]);
        Output.Console.Write(table);
    }

    private static Text Cell(float weight)
    {
        var (red, green, blue) = Colour(weight);
        var style = new Style(weight > 0.5f ? Color.White : Color.Black, new Color(red, green, blue));
        return new Text(weight.ToString("F2", CultureInfo.InvariantCulture), style);
    }

    /// <summary>White is 0, deep blue is 1.</summary>
    private static (byte Red, byte Green, byte Blue) Colour(float weight)
    {
        float w = Math.Clamp(weight, 0, 1);
        return ((byte)(255 - 247 * w), (byte)(255 - 207 * w), (byte)(255 - 148 * w));
    }
}
