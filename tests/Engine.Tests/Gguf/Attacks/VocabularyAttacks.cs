using Engine.Gguf;

namespace Engine.Tests.Gguf.Attacks;

/// <summary>Faults of vocabularies.</summary>
internal static class VocabularyAttacks
{
    private const int Count = 384;

    /// <summary>Keys of every tokenizer.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        GgufKeys.TokenizerModel, GgufKeys.PreTokenizer, GgufKeys.TokenTypeCount, GgufKeys.AddBos, GgufKeys.AddEos, GgufKeys.AddSep, GgufKeys.AddSpacePrefix,
        GgufKeys.RemoveExtraSpaces, GgufKeys.Scores, GgufKeys.TokenTypes, GgufKeys.Merges, GgufKeys.PrecompiledCharacterMap, GgufKeys.Tokens, GgufKeys.ChatTemplate,
        .. new[] { "bos", "eos", "eot", "eom", "unknown", "seperator", "padding", "cls", "mask", "fim_pre", "fim_suf", "fim_mid", "fim_pad", "fim_rep", "fim_sep", "prefix", "suffix" }
            .Select(name => $"{GgufKeys.TokenizerPrefix}{name}_token_id"),
    ];

    private static readonly string[] s_models = ["llama", "gpt2", "bert", "t5", "rwkv", "plamo2", "none", "no_vocab", "gemma4", "x"];
    private static readonly string[] s_pre = ["default", "llama3", "gpt-2", "tekken", "qwen2", "kimi-k2", "jina-v2-code", "gemma4", "x", ""];

    public static string Fault(Random random, GgufWriter writer)
    {
        switch (random.Next(12))
        {
            case 0:
                string model = Any(random, s_models);
                writer.Set(GgufKeys.TokenizerModel, model);
                return $"vocabulary {model}";
            case 1:
                string pre = Any(random, s_pre);
                writer.Set(GgufKeys.TokenizerModel, "gpt2").Set(GgufKeys.PreTokenizer, pre).SetArray(GgufKeys.Merges, (string[])["a b", "", " ", "ab", "a b c", "\0 \0", "a b"])
                    .SetArray<int>(GgufKeys.TokenTypes, new int[Count]);
                return $"byte-pair encoding by {pre}, odd merges";
            case 2:
                writer.SetArray<int>(GgufKeys.TokenTypes, [.. Enumerable.Range(0, Count).Select(_ => random.Next(-1, 9))]);
                return "token types at random";
            case 3:
                writer.SetArray<float>(GgufKeys.Scores, [.. Enumerable.Range(0, random.Next(2) == 0 ? Count : 5).Select(_ => random.Next(9) == 0 ? float.NaN : 1e30f)]);
                return "scores not finite, or few";
            case 4:
                int size = random.Next(20);
                writer.Set(GgufKeys.TokenizerModel, "t5").SetArray<byte>(GgufKeys.PrecompiledCharacterMap, Bytes(random, size));
                return $"a character map of {size} bytes";
            case 5:
                int length = random.Next(4, 3000);
                byte[] map = Bytes(random, length);
                BitConverter.TryWriteBytes(map, random.Next(2) == 0 ? (length - 4) / 8 * 4 : random.Next());
                writer.Set(GgufKeys.TokenizerModel, "t5").SetArray<byte>(GgufKeys.PrecompiledCharacterMap, map);
                return $"a character map of {length} bytes, with a size";
            case 6:
                writer.Remove(Any(random, Keys));
                return "a tokenizer's key left out";
            case 7:
                writer.SetArray(GgufKeys.Tokens, (string[])["x"]);
                return "one token";
            default:
                return Texts(random, writer);
        }
    }

    /// <summary>Texts of tokens: alike, alike up to a NUL, empty, not UTF-8, very long.</summary>
    private static string Texts(Random random, GgufWriter writer)
    {
        byte[][] texts = [.. Enumerable.Range(0, Count).Select(id => System.Text.Encoding.UTF8.GetBytes(id < 256 ? $"<0x{id:X2}>" : $"t{id}"))];
        for (int count = random.Next(1, 5); count > 0; count--)
        {
            texts[random.Next(random.Next(2) == 0 ? Count : 8)] = random.Next(7) switch
            {
                0 => texts[random.Next(Count)],
                1 => [.. "a\0"u8, (byte)random.Next(256)],
                2 => [],
                3 => [0],
                4 => [0xC3, (byte)random.Next(256)],
                5 => Bytes(random, 70_000),
                _ => "[EMPTY_5]"u8.ToArray(),
            };
        }
        writer.SetArray(GgufKeys.Tokens, texts);
        return "odd texts of tokens";
    }

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static T Any<T>(Random random, IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];
}
