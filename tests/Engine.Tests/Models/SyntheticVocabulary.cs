using Engine.Gguf;

namespace Engine.Tests.Models;

/// <summary>Small vocabularies that every tokenizer accepts.</summary>
internal static class SyntheticVocabulary
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";
    private const string Others = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,;:!?'\"()-";
    private const char WordStart = '\u2581';
    private const int Normal = 1, Unknown = 2, Control = 3, Byte = 6;   // tokenizer.ggml.token_type

    /// <summary>Special tokens, bytes, letters, then pairs of letters that merges reach.</summary>
    public static void SentencePiece(GgufWriter writer, int count)
    {
        var tokens = new List<(string Text, int Type)> { ("<unk>", Unknown), ("<s>", Control), ("</s>", Control) };
        tokens.AddRange(Enumerable.Range(0, 256).Select(value => ($"<0x{value:X2}>", Byte)));
        int firstWord = tokens.Count;
        tokens.AddRange($"{WordStart}{Letters}{Others}".Select(letter => (letter.ToString(), Normal)));
        tokens.AddRange(Letters.Select(letter => ($"{WordStart}{letter}", Normal)));
        tokens.AddRange(Letters.SelectMany(first => Letters.Select(second => ($"{first}{second}", Normal))));
        Write(writer, "llama", tokens, count);
        // An earlier piece is a more likely one.
        writer.SetArray<float>("tokenizer.ggml.scores", [.. Enumerable.Range(0, count).Select(id => id < firstWord ? 0f : firstWord - id)])
            .Set("tokenizer.ggml.bos_token_id", 1u)
            .Set("tokenizer.ggml.eos_token_id", 2u)
            .Set("tokenizer.ggml.unknown_token_id", 0u)
            .Set("tokenizer.ggml.add_bos_token", true);
    }

    /// <summary>Special tokens, letters at the start of words and inside them, then words of two letters.</summary>
    public static void WordPiece(GgufWriter writer, int count)
    {
        var tokens = new List<(string Text, int Type)> { ("[PAD]", Control), ("[UNK]", Unknown), ("[CLS]", Control), ("[SEP]", Control), ("[MASK]", Control) };
        tokens.AddRange($"{Letters}0123456789.,;:!?'\"()-".SelectMany(letter => new[] { ($"{WordStart}{letter}", Normal), (letter.ToString(), Normal) }));
        tokens.AddRange(Letters.SelectMany(first => Letters.Select(second => ($"{WordStart}{first}{second}", Normal))));
        Write(writer, "bert", tokens, count);
        writer.Set("tokenizer.ggml.padding_token_id", 0u)
            .Set("tokenizer.ggml.unknown_token_id", 1u)
            .Set("tokenizer.ggml.cls_token_id", 2u)
            .Set("tokenizer.ggml.bos_token_id", 2u)
            .Set("tokenizer.ggml.seperator_token_id", 3u)
            .Set("tokenizer.ggml.eos_token_id", 3u)
            .Set("tokenizer.ggml.mask_token_id", 4u)
            .Set("tokenizer.ggml.token_type_count", 2u);
    }

    private static void Write(GgufWriter writer, string model, List<(string Text, int Type)> tokens, int count)
    {
        if (count > tokens.Count) throw new ArgumentOutOfRangeException(nameof(count), count, $"at most {tokens.Count} tokens were expected");
        writer.Set("tokenizer.ggml.model", model)
            .SetArray("tokenizer.ggml.tokens", [.. tokens.Take(count).Select(token => token.Text)])
            .SetArray<int>("tokenizer.ggml.token_type", [.. tokens.Take(count).Select(token => token.Type)]);
    }
}
