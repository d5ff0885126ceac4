using System.CommandLine;
using Engine.Cli.Documents;
using Engine.Gguf;
using Engine.Tokenization;

namespace Engine.Cli.Verbs;

/// <summary><c>engine detokenize</c>: the text of token ids, the inverse of <c>engine tokenize</c>.</summary>
internal static class DetokenizeVerb
{
    public static Command Create()
    {
        var ids = new Option<string>("--ids") { Description = "Token ids separated by commas.", Required = true };
        var noSpecial = new Option<bool>("--no-special") { Description = "Leave special tokens out." };
        var model = new ModelPath();
        var json = CommonOptions.Json();
        var command = new Command("detokenize", "Shows the text of token ids, without the tokens that frame every text.") { ids, noSpecial, json };
        model.AddTo(command);
        command.SetAction(result =>
        {
            using var file = GgufFile.Open(model.Of(result));
            var tokenizer = Tokenizer.Load(file);
            var text = tokenizer.Decode(WithoutFrame(tokenizer, Parse(result.GetRequiredValue(ids), tokenizer)), renderSpecial: !result.GetValue(noSpecial));
            if (result.GetValue(json)) Output.Json(new TextDocument(text));
            else Console.Out.WriteLine(text);
        });
        return command;
    }

    private static int[] Parse(string list, Tokenizer tokenizer)
    {
        string[] parts = list.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        var ids = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!InvariantNumber.TryParse(parts[i], out ids[i]) || (uint)ids[i] >= (uint)tokenizer.VocabSize)
                throw new UsageException($"--ids has {UntrustedText.Quote(parts[i])}; token ids from 0 to {tokenizer.VocabSize - 1} were expected");
        }
        return ids;
    }

    /// <summary>Drops what <see cref="Tokenizer.Encode"/> puts around every text.</summary>
    private static ReadOnlySpan<int> WithoutFrame(Tokenizer tokenizer, ReadOnlySpan<int> ids)
    {
        int[] frame = tokenizer.Encode([]);
        if (frame.Length == 0) return ids;
        bool starts = frame[0] == tokenizer.Special.Bos;
        if (starts && ids.StartsWith([frame[0]])) ids = ids[1..];
        if ((!starts || frame.Length > 1) && ids.EndsWith([frame[^1]])) ids = ids[..^1];
        return ids;
    }
}
