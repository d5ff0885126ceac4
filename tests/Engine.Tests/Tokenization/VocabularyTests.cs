using System.Text;
using Engine.Gguf;
using Engine.Tests.Oracles;
using Engine.Tokenization;

namespace Engine.Tests.Tokenization;

public sealed class VocabularyTests
{
    private const int Normal = 1, Unknown = 2, Control = 3, UserDefined = 4;
    private static readonly string[] s_tokens = ["<unk>", "<s>", "</s>", "▁", "a", "b", "▁a", "ab", "<|user|>", "<|end|>", "<u>"];
    private static readonly int[] s_types = [Unknown, Control, Control, Normal, Normal, Normal, Normal, Normal, Control, Control, UserDefined];

    public static TheoryData<string, string> Malformed => new()
    {
        { "tokens", "missing" }, { "tokens", "numbers" }, { "tokens", "twice" }, { "scores", "short" }, { "token_type", "short" },
        { "bos", "absent but added" }, { "merges", "missing" }, { "model", "unknown" }, { "model", "no_vocab" }, { "pre", "unknown" },
        { "charsmap", "short" }, { "charsmap", "long" }, { "wordpiece", "no separator" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Create_MalformedVocabulary_ThrowsGgufException(string what, string how)
    {
        var writer = SentencePiece();
        _ = (what, how) switch
        {
            ("tokens", "missing") => writer.Remove("tokenizer.ggml.tokens"),
            ("tokens", "numbers") => writer.SetArray<int>("tokenizer.ggml.tokens", [1, 2, 3]),
            ("tokens", "twice") => writer.SetArray("tokenizer.ggml.tokens", [.. s_tokens[..^1], "a"]),
            ("scores", _) => writer.SetArray<float>("tokenizer.ggml.scores", [1, 2, 3]),
            ("token_type", _) => writer.SetArray<int>("tokenizer.ggml.token_type", [1, 2, 3]),
            ("bos", _) => writer.SetArray("tokenizer.ggml.tokens", ["x"]).SetArray<int>("tokenizer.ggml.token_type", [1]).SetArray<float>("tokenizer.ggml.scores", [0]),
            ("merges", _) => writer.Set("tokenizer.ggml.model", "gpt2"),
            ("model", "unknown") => writer.Set("tokenizer.ggml.model", "telepathy"),
            ("model", _) => writer.Set("tokenizer.ggml.model", "no_vocab"),
            ("pre", _) => writer.Set("tokenizer.ggml.model", "gpt2").Set("tokenizer.ggml.pre", "telepathy"),
            ("charsmap", "short") => writer.Set("tokenizer.ggml.model", "t5").SetArray<byte>("tokenizer.ggml.precompiled_charsmap", [1, 2]),
            ("charsmap", _) => writer.Set("tokenizer.ggml.model", "t5").SetArray<byte>("tokenizer.ggml.precompiled_charsmap", [255, 255, 255, 255, 0, 0]),
            _ => writer.Set("tokenizer.ggml.model", "bert"),
        };
        using var vocabulary = new TemporaryVocabulary(writer);
        Assert.Throws<GgufException>(() => Tokenizer.Create(vocabulary.File));
    }

    [Fact]
    public void Create_IdsThatAreNoTokens_AreAbsent()
    {
        using var vocabulary = new TemporaryVocabulary(SentencePiece()
            .Set("tokenizer.ggml.padding_token_id", uint.MaxValue).Set("tokenizer.ggml.seperator_token_id", 11u).Set("tokenizer.ggml.eot_token_id", 99u));
        var special = Tokenizer.Create(vocabulary.File).Special;
        Assert.Equal((-1, -1), (special.Padding, special.Separator));
        Assert.Equal(9, special.Eot);   // <|end|>, by its text
        Assert.Equal((1, 2, 0), (special.Bos, special.Eos, special.Unknown));
    }

    [Fact]
    public void Create_TypesInOtherIntegers_AreRead()
    {
        long[] types = [.. s_types.Select(type => (long)type)];
        types[8] = 1L << 32 | Control;   // no type, though its lower half is one
        using var vocabulary = new TemporaryVocabulary(SentencePiece().SetArray<long>("tokenizer.ggml.token_type", types));
        var tokenizer = Tokenizer.Create(vocabulary.File);
        Assert.Equal((true, false, true), (tokenizer.IsControl(1), tokenizer.IsControl(8), tokenizer.IsControl(9)));
    }

    [Fact]
    public void Bytes_ManyThreadsAfterTheFileIsClosed_AreThoseOfTheFirstToAsk()
    {
        Tokenizer asked, waiting;
        using (var file = GgufFile.Open(TestFiles.Demo)) (asked, waiting) = (Tokenizer.Create(file), Tokenizer.Create(file));
        byte[][] expected = [.. Enumerable.Range(0, asked.VocabSize).Select(id => asked.Bytes(id).ToArray())];
        using var start = new Barrier(4);
        int wrong = 0;
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            start.SignalAndWait();
            for (int id = 0; id < expected.Length; id++)
                if (!waiting.Bytes(id).SequenceEqual(expected[id])) Interlocked.Increment(ref wrong);
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        Assert.Equal(0, wrong);
        Assert.Equal("\n", asked.Decode(asked.Encode("\n"u8, addSpecial: false)));
    }

    [Fact]
    public void Encode_ByteWithoutToken_IsUnknown()
    {
        using var vocabulary = new TemporaryVocabulary(SentencePiece());
        Assert.Equal([6, 0, 5], Tokenizer.Create(vocabulary.File).Encode("azb"u8, addSpecial: false));
    }

    [Fact]
    public void Encode_ControlTokens_OnlyWhereTheTextIsTrusted()
    {
        using var vocabulary = new TemporaryVocabulary(SentencePiece());
        var tokenizer = Tokenizer.Create(vocabulary.File);
        Assert.Contains(8, tokenizer.Encode("a<|user|>b"u8, parseSpecial: true));
        Assert.DoesNotContain(8, tokenizer.Encode("a<|user|>b"u8, parseSpecial: false));
        // User-defined tokens are text: always one token.
        Assert.Equal([6, 10, 3, 5], tokenizer.Encode("a<u>b"u8, addSpecial: false, parseSpecial: false));
    }

    [Fact]
    public void Encode_SpecialTokensOfPhi3_SwallowSpaceAfterThem()
    {
        using var vocabulary = new TemporaryVocabulary(SentencePiece().Set("general.name", "Phi-3 Mini").SetArray("tokenizer.ggml.tokens", [.. s_tokens[..^1], "<|endoftext|>"]));
        using var phi = GgufFile.Open(vocabulary.Path);
        var tokenizer = Tokenizer.Create(phi);
        Assert.Equal([8, 6, 2, 6], tokenizer.Encode("<|user|> \n a</s>\ta"u8, addSpecial: false, parseSpecial: true));
        // <s> is not among those that swallow.
        Assert.Equal([1, 3, 6], tokenizer.Encode("<s> a"u8, addSpecial: false, parseSpecial: true));
    }

    [Theory]
    [InlineData("default")]
    [InlineData("gpt-2")]
    [InlineData("llama-bpe")]
    [InlineData("smollm")]
    [InlineData("qwen2")]
    [InlineData("deepseek-llm")]
    [InlineData("deepseek-coder")]
    [InlineData("falcon")]
    public void Encode_LongRunsOfOneCharacter_ComeBackWhole(string preTokenizer)
    {
        // 200,000 characters without a cut: whatever is quadratic does not end.
        using var vocabulary = TemporaryVocabulary.Anchored(preTokenizer, anchors: "a 1!\n");
        var tokenizer = Tokenizer.Create(vocabulary.File);
        foreach (string unit in (string[])["a", " ", "1", "!", "\n", "\u3000", "é", "' ", " \n"])
        {
            string text = string.Concat(Enumerable.Repeat(unit, 200_000 / unit.Length)) + "x";
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(Encoding.UTF8.GetBytes(text), addSpecial: false)));
        }
    }

    [Fact]
    public void Load_UnknownPreTokenizer_IsLlamasAndSaysSo()
    {
        using var vocabulary = TemporaryVocabulary.Gpt2With("tekken");
        using var llama = LlamaVocabulary.Open(vocabulary.Path);
        Assert.Throws<GgufException>(() => Tokenizer.Create(vocabulary.File));
        var tokenizer = Tokenizer.Load(vocabulary.File);
        Assert.Contains("llama.cpp", tokenizer.Description);
        Assert.Contains("tekken", tokenizer.Description);
        Assert.Equal((llama.Bos, llama.AddBos), (tokenizer.Special.Bos, tokenizer.Special.AddBos));
        const string text = "Hello <|endoftext|> world, it's 2024\u3000你好";
        Assert.Equal(llama.Encode(text, parseSpecial: true), tokenizer.Encode(Encoding.UTF8.GetBytes(text), parseSpecial: true));
        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(Encoding.UTF8.GetBytes(text), addSpecial: false)));
        Assert.True(tokenizer.IsEndOfGeneration(50256));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Piece(50257));
        // Bytes that make llama.cpp throw through C.
        Assert.NotEmpty(tokenizer.Encode([0xF7, 0xBF, 0xBF, 0xBF, 0xF4, 0x90, 0x80, 0x80, 0xFF]));
    }

    [Fact]
    public void Load_NeitherKnowsTheVocabulary_ThrowsGgufException()
    {
        using var vocabulary = TemporaryVocabulary.Gpt2With("telepathy");
        var error = Assert.Throws<GgufException>(() => Tokenizer.Load(vocabulary.File));
        Assert.Contains("telepathy", error.Message);
    }

    private static GgufWriter SentencePiece() => TemporaryVocabulary.Header("llama")
        .SetArray("tokenizer.ggml.tokens", s_tokens)
        .SetArray<int>("tokenizer.ggml.token_type", s_types)
        .SetArray<float>("tokenizer.ggml.scores", [.. s_tokens.Select((_, id) => (float)-id)]);
}
