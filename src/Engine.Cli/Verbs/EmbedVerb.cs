using System.CommandLine;
using Engine.Cli.Documents;
using Spectre.Console;

namespace Engine.Cli.Verbs;

/// <summary><c>engine embed</c>: the vectors of texts.</summary>
internal static class EmbedVerb
{
    private const int ShownValues = 8;

    public static Command Create()
    {
        var texts = new Argument<string[]>("text") { Description = "The texts.", Arity = ArgumentArity.OneOrMore };
        var model = new ModelFlags();
        var pooling = new Option<string>("--pooling") { Description = "How the vectors of a text's tokens become one: mean, cls, last or none; as the model says without it.", DefaultValueFactory = _ => "model" };
        pooling.AcceptOnlyFromAmong("model", "mean", "cls", "last", "none");
        var noNormalize = new Option<bool>("--no-normalize") { Description = "Leave the vectors as long as they are." };
        var dimensions = new Option<int>("--dimensions") { Description = "Values to keep of each vector, from the first, of models trained for it; 0 for all." };
        var prefix = new Option<string>("--prefix") { Description = "What is written before every text, such as 'query: '.", DefaultValueFactory = _ => "" };
        var truncate = new Option<bool>("--truncate") { Description = "Cut texts that are too long at their end, rather than refuse them." };
        var json = CommonOptions.Json();
        var command = new Command("embed", "Turns texts into vectors.") { texts, pooling, noNormalize, dimensions, prefix, truncate, json };
        model.AddTo(command);

        command.SetAction(async (result, cancellationToken) =>
        {
            await using var loaded = await model.LoadAsync(result, cancellationToken);
            if (loaded.Info.EmbeddingDimensions == 0) throw new UsageException($"{loaded.Info.Name} has no embeddings; a text encoder or a causal model was expected");
            var options = new EmbeddingOptions
            {
                Pooling = Enum.Parse<Pooling>(result.GetRequiredValue(pooling), ignoreCase: true),
                Normalize = !result.GetValue(noNormalize),
                Dimensions = CommonOptions.Count(result, dimensions),
                Prefix = result.GetRequiredValue(prefix),
                Truncate = result.GetValue(truncate),
            };
            string[] given = result.GetRequiredValue(texts);
            var embeddings = await loaded.EmbedAsync(given, options, cancellationToken);
            foreach (int i in embeddings.Truncated) Output.Complain($"text {i} was cut to what the model can take");
            if (!result.GetValue(json)) WriteTable(given, embeddings);
            else if (options.Pooling == Pooling.None) Output.Json(TokenEmbeddingDocument.Of(embeddings));
            else Output.Json(EmbeddingDocument.Of(embeddings));
        });
        return command;
    }

    private static void WriteTable(string[] texts, Embeddings embeddings)
    {
        var table = new Table().AddColumns("text", $"first of {embeddings.Dimensions} values");
        for (int i = 0; i < texts.Length; i++)
            table.AddRow(Markup.Escape(UntrustedText.Show(texts[i])), string.Join(' ', embeddings.Vectors[i].Take(ShownValues).Select(value => value.ToString("F4", System.Globalization.CultureInfo.InvariantCulture))));
        Output.Console.Write(table);
    }
}
