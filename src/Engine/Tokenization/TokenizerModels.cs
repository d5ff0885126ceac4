using Engine.Gguf;

namespace Engine.Tokenization;

/// <summary>The table of tokenizer algorithms, by what <c>tokenizer.ggml.model</c> calls them.</summary>
internal static class TokenizerModels
{
    private static readonly (string Name, Func<GgufMetadata, Tokenizer> Create)[] s_all =
    [
        ("llama", metadata => new SentencePieceTokenizer(Vocabulary.Read(metadata, VocabularyDefaults.SentencePiece))),
        ("gpt2", CreateBytePair),
        ("bert", metadata => new WordPieceTokenizer(Vocabulary.Read(metadata, VocabularyDefaults.WordPiece), metadata)),
        ("t5", metadata => new UnigramTokenizer(Vocabulary.Read(metadata, VocabularyDefaults.Unigram), metadata)),
    ];

    public static Tokenizer Create(GgufMetadata metadata)
    {
        string name = metadata.String("tokenizer.ggml.model") ?? throw new GgufException("key tokenizer.ggml.model is missing: the file has no tokenizer");
        foreach (var (known, create) in s_all)
            if (known == name) return create(metadata);
        throw new GgufException($"tokenizer.ggml.model is '{name}'; one of {string.Join(", ", s_all.Select(row => row.Name))} was expected");
    }

    private static BytePairTokenizer CreateBytePair(GgufMetadata metadata)
    {
        string pre = metadata.String("tokenizer.ggml.pre", "");
        var preTokenizer = PreTokenizers.Find(pre) ?? throw new GgufException($"tokenizer.ggml.pre is '{pre}', a pre-tokenizer this version does not know");
        var vocabulary = Vocabulary.Read(metadata, VocabularyDefaults.BytePair with { AddBos = preTokenizer.AddsBos });
        return new BytePairTokenizer(vocabulary, preTokenizer, metadata);
    }
}
