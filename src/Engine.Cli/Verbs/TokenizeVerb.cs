using System.CommandLine;
using Engine.Gguf;
using Engine.Tokenization;

namespace Engine.Cli.Verbs;

/// <summary><c>engine tokenize</c>: the token ids of a text.</summary>
internal static class TokenizeVerb
{
    public static Command Create()
    {
        var input = new PromptInput("text");
        var model = CommonOptions.Model();
        var json = CommonOptions.Json();
        var command = new Command("tokenize", "Shows the token ids of a text; a vocabulary-only file will do.") { model, json };
        input.AddTo(command);
        command.SetAction(result =>
        {
            using var file = GgufFile.Open(result.GetRequiredValue(model));
            var tokenizer = Tokenizer.Load(file);
            Console.Error.WriteLine($"tokenizer: {tokenizer.Description}");
            int[] ids = tokenizer.Encode(input.Read(result), parseSpecial: input.ParsesSpecial(result));
            if (result.GetValue(json)) WriteJson(tokenizer, ids);
            else WriteText(tokenizer, ids);
        });
        return command;
    }

    private static void WriteJson(Tokenizer tokenizer, int[] ids) => Output.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("ids");
        foreach (int id in ids) writer.WriteNumberValue(id);
        writer.WriteEndArray();
        writer.WriteStartArray("pieces");
        foreach (int id in ids) writer.WriteStringValue(tokenizer.Piece(id));
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void WriteText(Tokenizer tokenizer, int[] ids)
    {
        foreach (int id in ids) Console.Out.WriteLine($"{id,8}  {Printable(tokenizer.Piece(id))}");
        Console.Out.WriteLine(string.Join(',', ids));
    }

    private static string Printable(string piece) => piece.Replace("\n", "\\n").Replace("\r", "\\r").Replace("\t", "\\t");
}
