using System.CommandLine;
using Engine.Cli.Documents;
using Engine.Gguf;
using Engine.Tokenization;

namespace Engine.Cli.Verbs;

/// <summary><c>engine tokenize</c>: the token ids of a text.</summary>
internal static class TokenizeVerb
{
    public static Command Create()
    {
        var input = new PromptInput("text");
        var model = new ModelPath();
        var json = CommonOptions.Json();
        var command = new Command("tokenize", "Shows the token ids of a text; a vocabulary-only file will do.") { json };
        input.AddTo(command);
        model.AddTo(command);
        command.SetAction(result =>
        {
            using var file = GgufFile.Open(model.Of(result));
            var tokenizer = Tokenizer.Load(file);
            Console.Error.WriteLine($"tokenizer: {tokenizer.Description}");
            var (addSpecial, parseSpecial) = input.Encoding(result);
            int[] ids = tokenizer.Encode(input.Read(result), addSpecial, parseSpecial);
            if (result.GetValue(json)) Output.Json(new TokensDocument(ids, Array.ConvertAll(ids, tokenizer.Piece)));
            else WriteText(tokenizer, ids);
        });
        return command;
    }

    private static void WriteText(Tokenizer tokenizer, int[] ids)
    {
        foreach (int id in ids) Console.Out.WriteLine($"{id,8}  {UntrustedText.Show(tokenizer.Piece(id))}");
        Console.Out.WriteLine(string.Join(',', ids));
    }
}
