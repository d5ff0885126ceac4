using System.Text;
using Engine.Gguf;
using Engine.Tests.Oracles;
using Engine.Tokenization;

namespace Engine.Tests.Tokenization;

/// <summary>Our ids and pieces beside llama.cpp's, on the same files and texts.</summary>
public sealed class LlamaComparisonTests
{
    private const int LastAssigned = 0x323AF;   // above it lie private use and tags

    /// <summary>Where the class of code points changes, and every sixteenth.</summary>
    private static readonly Rune[] s_codePoints =
        [.. Enumerable.Range(1, LastAssigned)
            .Where(codePoint => Rune.IsValid(codePoint) && (codePoint % 16 == 0 || IsEdge(codePoint)))
            .Select(codePoint => new Rune(codePoint))];

    public static TheoryData<string> PreTokenizerRows => [.. PreTokenizers.All.Select(row => row.Names[0])];

    public static TheoryData<string> PreTokenizerNames => [.. PreTokenizers.All.SelectMany(row => row.Names).Where(name => name.Length > 0)];

    /// <summary>Files whose texts are encoded as llama.cpp does; WordPiece follows the library that trained the vocabularies, see WordPieceTokenizerTests.</summary>
    public static TheoryData<string> EncodedAlike => [.. Files.Select(file => file.Data).Where(file => !file.Contains("MiniLM", StringComparison.Ordinal))];

    public static TheoryData<string> Files =>
    [
        "tokenizers/ggml-vocab-llama-spm.gguf", "tokenizers/ggml-vocab-gpt-2.gguf", "tokenizers/ggml-vocab-deepseek-coder.gguf",
        "models/pocket-f16.gguf", "models/stories260K.gguf", "models/SmolLM2-135M-Instruct.Q4_1.gguf",
        "models/all-MiniLM-L6-v2-f16.gguf", "models/pocket-t5-f16.gguf",
    ];

    [Theory]
    [MemberData(nameof(PreTokenizerRows))]
    public void Encode_Gpt2WithAnotherPreTokenizer_EqualsLlama(string name)
    {
        using var vocabulary = TemporaryVocabulary.Gpt2With(name);
        using var llama = LlamaVocabulary.Open(vocabulary.Path);
        var tokenizer = Tokenizer.Create(vocabulary.File);
        foreach (string text in PublishedTexts().Append(Novel())) AssertEqual(llama, tokenizer, Encoding.UTF8.GetBytes(text));
        var random = new Random(20240501);
        for (int i = 0; i < 300; i++) AssertEqual(llama, tokenizer, Encoding.UTF8.GetBytes(RandomText.Text(random, 40)));
        for (int i = 0; i < 100; i++) AssertEqual(llama, tokenizer, RandomText.Bytes(random, 60));
    }

    [Theory]
    [MemberData(nameof(PreTokenizerNames))]
    public void Encode_EveryName_IsKnownToLlamaAndEqual(string name)
    {
        using var vocabulary = TemporaryVocabulary.Anchored(name);
        using var llama = LlamaVocabulary.Open(vocabulary.Path);
        var tokenizer = Tokenizer.Create(vocabulary.File);
        Assert.Equal(llama.AddBos, tokenizer.Special.AddBos);
        foreach (string text in PublishedTexts()) AssertEqual(llama, tokenizer, Encoding.UTF8.GetBytes(text));
    }

    [Theory]
    [MemberData(nameof(PreTokenizerRows))]
    public void Encode_CodePointsOfEachClassAfterAnchors_EqualsLlama(string name)
    {
        using var vocabulary = TemporaryVocabulary.Anchored(name);
        using var llama = LlamaVocabulary.Open(vocabulary.Path);
        var tokenizer = Tokenizer.Create(vocabulary.File);
        foreach (var runes in s_codePoints.Chunk(1024))
            foreach (char anchor in "a1!")
                AssertEqual(llama, tokenizer, Encoding.UTF8.GetBytes(string.Concat(runes.Select(rune => $"{anchor}{rune}\n"))));
    }

    [Theory]
    [MemberData(nameof(EncodedAlike))]
    public void Encode_SharedFiles_EqualsLlama(string path)
    {
        string file = TestFiles.Shared(path.Split('/'));
        using var gguf = GgufFile.Open(file);
        using var llama = LlamaVocabulary.Open(file);
        var tokenizer = Tokenizer.Create(gguf);
        foreach (string text in PublishedTexts().Append(Novel())) AssertEqual(llama, tokenizer, Encoding.UTF8.GetBytes(text));
        var random = new Random(7);
        for (int i = 0; i < 300; i++) AssertEqual(llama, tokenizer, Encoding.UTF8.GetBytes(RandomText.Text(random, 40)));
        for (int i = 0; i < 100; i++) AssertEqual(llama, tokenizer, RandomText.Bytes(random, 60));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Vocabulary_SharedFiles_EqualsLlama(string path)
    {
        string file = TestFiles.Shared(path.Split('/'));
        using var gguf = GgufFile.Open(file);
        using var llama = LlamaVocabulary.Open(file);
        var tokenizer = Tokenizer.Create(gguf);
        Assert.Equal(llama.Count, tokenizer.VocabSize);
        Assert.Equal((llama.Bos, llama.Eos, llama.Separator, llama.Padding, llama.AddBos, llama.AddEos),
            (tokenizer.Special.Bos, tokenizer.Special.Eos, tokenizer.Special.Separator, tokenizer.Special.Padding, tokenizer.Special.AddBos, tokenizer.Special.AddEos));
        for (int id = 0; id < llama.Count; id++)
        {
            Assert.True(llama.Bytes(id).AsSpan().SequenceEqual(tokenizer.Bytes(id)), $"token {id}: '{tokenizer.Piece(id)}'");
            Assert.Equal(llama.IsEndOfGeneration(id), tokenizer.IsEndOfGeneration(id));
            Assert.Equal(llama.IsControl(id), tokenizer.IsControl(id));
        }
    }

    private static bool IsEdge(int codePoint) =>
        CodePoints.Class(codePoint) != CodePoints.Class(codePoint - 1) || CodePoints.Class(codePoint) != CodePoints.Class(codePoint + 1);

    private static void AssertEqual(LlamaVocabulary llama, Tokenizer tokenizer, byte[] text)
    {
        foreach (bool special in (bool[])[false, true])
        {
            int[] expected = llama.Encode(text, addSpecial: special, parseSpecial: special);
            int[] actual = tokenizer.Encode(text, addSpecial: special, parseSpecial: special);
            if (expected.AsSpan().SequenceEqual(actual)) continue;
            int at = expected.AsSpan().CommonPrefixLength(actual);
            string Window(int[] ids) => string.Join(' ', ids.Skip(Math.Max(at - 4, 0)).Take(12).Select(id => $"{id}:{Printable(tokenizer.Piece(id))}"));
            Assert.Fail($"id {at} of {expected.Length} differs\nllama {Window(expected)}\nours  {Window(actual)}\ntext  {Printable(Encoding.UTF8.GetString(text.AsSpan(0, Math.Min(text.Length, 400))))}");
        }
    }

    private static string Printable(string text) => string.Concat(text.Select(c => c is >= ' ' and < '\u007F' ? c.ToString() : $"\\u{(int)c:X4}"));

    private static string[] PublishedTexts() =>
        File.ReadAllText(TestFiles.Shared("tokenizers", "ggml-vocab-gpt-2.gguf.inp")).Split("\n__ggml_vocab_test__\n");

    private static string Novel() => File.ReadAllText(TestFiles.Shared("text", "war-and-peace-400k.txt"))[..100_000];
}
