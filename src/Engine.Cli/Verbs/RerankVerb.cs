using System.CommandLine;
using System.Globalization;
using Engine.Cli.Documents;
using Spectre.Console;

namespace Engine.Cli.Verbs;

/// <summary><c>engine rerank</c>: which documents answer a query.</summary>
internal static class RerankVerb
{
    public static Command Create()
    {
        var query = new Argument<string>("query") { Description = "What is asked." };
        var documents = new Argument<string[]>("document") { Description = "The documents.", Arity = ArgumentArity.ZeroOrMore };
        var file = new Option<string?>("--documents") { Description = "More documents: a file with one on each line; - reads standard input.", HelpName = "file" };
        var top = new Option<int>("--top") { Description = "How many documents to show, the best; 0 for all." };
        var truncate = new Option<bool>("--truncate") { Description = "Cut documents that are too long at their end, rather than refuse them." };
        var model = new ModelFlags();
        var json = CommonOptions.Json();
        var command = new Command("rerank", "Ranks documents by how well they answer a query, with a reranker.") { query, documents, file, top, truncate, json };
        model.AddTo(command);

        command.SetAction(async (result, cancellationToken) =>
        {
            string[] given = [.. result.GetValue(documents) ?? [], .. Lines(result.GetValue(file))];
            if (given.Length == 0) throw new UsageException("there are no documents; some after the query, or --documents FILE, were expected");
            await using var loaded = await model.LoadAsync(result, cancellationToken);
            if (!loaded.Info.CanRerank) throw new UsageException($"{loaded.Info.Name} does not rank; a reranker, a model with a classification head, was expected");
            var options = new RerankOptions { TopCount = CommonOptions.Count(result, top), Truncate = result.GetValue(truncate) };
            var ranked = await loaded.RerankAsync(result.GetRequiredValue(query), given, options, cancellationToken);
            if (result.GetValue(json)) Output.Json(RankingDocument.Of(ranked));
            else WriteTable(given, ranked);
        });
        return command;
    }

    private static string[] Lines(string? file) =>
        file is null ? [] : System.Text.Encoding.UTF8.GetString(InputText.Read(file)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static void WriteTable(string[] documents, IReadOnlyList<RankedDocument> ranked)
    {
        var table = new Table().AddColumns("score", "document");
        foreach (var document in ranked)
            table.AddRow(document.Score.ToString("F4", CultureInfo.InvariantCulture), Markup.Escape(UntrustedText.Show(documents[document.Index])));
        Output.Console.Write(table);
    }
}
