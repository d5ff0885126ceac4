using System.Buffers.Binary;
using System.Text;
using Engine.Tests.Oracles;
using Engine.Tokenization;

namespace Engine.Tests.Tokenization;

public sealed class UnigramTokenizerTests
{
    private const int Normal = 1, Unknown = 2, Control = 3, UserDefined = 4;

    private static readonly (string From, string To)[] s_map =
        [("\uFB01", "fi"), ("\uFF21", "a"), ("É", "e"), ("E\u0301", "e"), ("\t", " "), ("\u200B", ""), ("Æ", "ae"), ("...", "\u2026")];

    private static readonly string[] s_fragments =
        ["a", "b", "fi", " ", "  ", "\uFB01", "\uFF21", "É", "E\u0301", "E", "\t", "\u200B", "Æ", "...", "..", "<u>", "<u", "<", "ß", "\uFFFD", "</s>", "z", "😀"];

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Encode_MappedCharacters_EqualsLlama(bool addSpacePrefix, bool removeExtraSpaces)
    {
        using var vocabulary = Vocabulary(addSpacePrefix, removeExtraSpaces);
        using var llama = LlamaVocabulary.Open(vocabulary.Path);
        var tokenizer = Tokenizer.Create(vocabulary.File);
        var random = new Random(5);
        for (int round = 0; round < 2000; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => s_fragments[random.Next(s_fragments.Length)]));
            Assert.Equal(llama.Encode(text, parseSpecial: true), tokenizer.Encode(Encoding.UTF8.GetBytes(text), parseSpecial: true));
        }
    }

    [Fact]
    public void Encode_TwoWays_TakesTheLikelier()
    {
        using var vocabulary = Vocabulary(addSpacePrefix: true, removeExtraSpaces: true);
        var tokenizer = Tokenizer.Create(vocabulary.File);
        // ▁a + b costs 3 + 5, ▁ + ab costs 2 + 4.
        Assert.Equal(["▁", "ab", "</s>"], tokenizer.Encode("ab"u8).Select(tokenizer.Piece));
        Assert.Equal(["▁a", "</s>"], tokenizer.Encode("  a "u8).Select(tokenizer.Piece));
    }

    private static TemporaryVocabulary Vocabulary(bool addSpacePrefix, bool removeExtraSpaces)
    {
        (string Text, int Type, float Score)[] tokens =
        [
            ("<pad>", Control, 0), ("</s>", Control, 0), ("<unk>", Unknown, 0), ("▁", Normal, -2), ("▁a", Normal, -3), ("ab", Normal, -4), ("b", Normal, -5),
            ("a", Normal, -6), ("fi", Normal, -6.5f), ("f", Normal, -7), ("i", Normal, -7.5f), ("e", Normal, -8), ("<u>", UserDefined, 0), ("\u2026", Normal, -9),
            (".", Normal, -9.5f), ("▁▁", Normal, -10), ("ß", Normal, -11), ("<", Normal, -12),
        ];
        return new TemporaryVocabulary(TemporaryVocabulary.Header("t5")
            .SetArray("tokenizer.ggml.tokens", [.. tokens.Select(token => token.Text)])
            .SetArray<int>("tokenizer.ggml.token_type", [.. tokens.Select(token => token.Type)])
            .SetArray<float>("tokenizer.ggml.scores", [.. tokens.Select(token => token.Score)])
            .Set("tokenizer.ggml.add_space_prefix", addSpacePrefix)
            .Set("tokenizer.ggml.remove_extra_whitespaces", removeExtraSpaces)
            .SetArray<byte>("tokenizer.ggml.precompiled_charsmap", CharacterMap()));
    }

    /// <summary>A double array with 256 places for the children of each node: large, and free of collisions.</summary>
    private static byte[] CharacterMap()
    {
        var nodes = new List<uint>(new uint[512]);
        var blocks = new Dictionary<string, int> { [""] = 256 };
        nodes[0] = 256u << 10;
        var replacements = new List<byte>();
        foreach (var (from, to) in s_map)
        {
            byte[] key = Encoding.UTF8.GetBytes(from);
            int block = 256, at = 0;
            for (int i = 0; i < key.Length; i++)
            {
                at = block ^ key[i];
                string path = Convert.ToHexString(key.AsSpan(0, i + 1));
                if (!blocks.TryGetValue(path, out int children))
                {
                    children = blocks[path] = nodes.Count;
                    nodes.AddRange(new uint[256]);
                    nodes[at] = (uint)(at ^ children) << 10 | key[i];
                }
                block = children;
            }
            nodes[at] |= 1u << 8;
            nodes[block] = 1u << 31 | (uint)replacements.Count;
            replacements.AddRange([.. Encoding.UTF8.GetBytes(to), 0]);
        }
        var map = new byte[4 + nodes.Count * 4 + replacements.Count];
        BinaryPrimitives.WriteInt32LittleEndian(map, nodes.Count * 4);
        for (int i = 0; i < nodes.Count; i++) BinaryPrimitives.WriteUInt32LittleEndian(map.AsSpan(4 + i * 4), nodes[i]);
        replacements.CopyTo(map, 4 + nodes.Count * 4);
        return map;
    }
}
