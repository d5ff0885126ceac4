using System.CommandLine;
using System.Text.Json;
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
        var json = CommonOptions.Json();
        var command = new Command("embed", "Turns texts into vectors.") { texts, pooling, noNormalize, json };
        model.AddTo(command);

        command.SetAction(async (result, cancellationToken) =>
        {
            await using var loaded = await model.LoadAsync(result, cancellationToken);
            if (loaded.Info.EmbeddingDimensions == 0) throw new UsageException($"{loaded.Info.Name} has no embeddings; a text encoder was expected");
            var options = new EmbeddingOptions { Pooling = Enum.Parse<Pooling>(result.GetRequiredValue(pooling), ignoreCase: true), Normalize = !result.GetValue(noNormalize) };
            string[] given = result.GetRequiredValue(texts);
            var embeddings = await loaded.EmbedAsync(given, options, cancellationToken);
            if (result.GetValue(json)) WriteJson(embeddings, perToken: options.Pooling == Pooling.None);
            else WriteTable(given, embeddings);
        });
        return command;
    }

    private static void WriteJson(Embeddings embeddings, bool perToken) => Output.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("dimensions", embeddings.Dimensions);
        writer.WriteStartArray("embeddings");
        foreach (float[] vector in embeddings.Vectors)
        {
            if (!perToken)
            {
                WriteVector(writer, vector);
                continue;
            }
            writer.WriteStartArray();
            for (int start = 0; start < vector.Length; start += embeddings.Dimensions) WriteVector(writer, vector.AsSpan(start, embeddings.Dimensions));
            writer.WriteEndArray();
        }
        writer.WriteEndArray();
        writer.WriteStartObject("usage");
        writer.WriteNumber("prompt_tokens", embeddings.Tokens);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static void WriteVector(Utf8JsonWriter writer, ReadOnlySpan<float> vector)
    {
        writer.WriteStartArray();
        foreach (float value in vector) writer.WriteNumberValue(value);
        writer.WriteEndArray();
    }

    private static void WriteTable(string[] texts, Embeddings embeddings)
    {
        var table = new Table().AddColumns("text", $"first of {embeddings.Dimensions} values");
        for (int i = 0; i < texts.Length; i++)
            table.AddRow(Markup.Escape(texts[i]), string.Join(' ', embeddings.Vectors[i].Take(ShownValues).Select(value => value.ToString("F4", System.Globalization.CultureInfo.InvariantCulture))));
        Output.Console.Write(table);
    }
}
