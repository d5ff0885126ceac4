using Engine.Gguf;

namespace Engine.Tokenization;

/// <summary>What came of a file's vocabulary: its tokenizer, or why it is one we do not know.</summary>
internal readonly record struct KnownTokenizer(Tokenizer? Tokenizer, string WhyNot);

/// <summary>The table of tokenizer algorithms, by what <c>tokenizer.ggml.model</c> calls them.</summary>
internal static class TokenizerModels
{
    private static readonly (string Name, Func<GgufMetadata, Tokenizer?> Create)[] s_all =
    [
        ("llama", metadata => new SentencePieceTokenizer(Vocabulary.Read(metadata, VocabularyDefaults.SentencePiece))),
        ("gpt2", CreateBytePair),
        ("bert", metadata => new WordPieceTokenizer(Vocabulary.Read(metadata, VocabularyDefaults.WordPiece), metadata)),
        ("t5", metadata => new UnigramTokenizer(Vocabulary.Read(metadata, VocabularyDefaults.Unigram), metadata)),
    ];

    /// <summary>The tokenizer that <paramref name="metadata"/> describes.</summary>
    /// <exception cref="GgufException">There is none, or it is malformed.</exception>
    public static KnownTokenizer Read(GgufMetadata metadata)
    {
        string name = metadata.String(GgufKeys.TokenizerModel) ?? throw new GgufException($"key {GgufKeys.TokenizerModel} is missing: the file has no tokenizer");
        if (name is "no_vocab" or "none") throw new GgufException($"{GgufKeys.TokenizerModel} is '{name}': the file has no tokenizer");
        foreach (var (known, create) in s_all)
        {
            if (known != name) continue;
            return create(metadata) is { } tokenizer
                ? new(tokenizer, "")
                : new(null, UntrustedText.Sentence($"{GgufKeys.PreTokenizer} is '{metadata.String(GgufKeys.PreTokenizer)}', a pre-tokenizer this version does not know"));
        }
        return new(null, UntrustedText.Sentence($"{GgufKeys.TokenizerModel} is '{name}'; one of {string.Join(", ", s_all.Select(row => row.Name))} was expected"));
    }

    private static BytePairTokenizer? CreateBytePair(GgufMetadata metadata)
    {
        if (PreTokenizers.Find(metadata.String(GgufKeys.PreTokenizer, "")) is not { } preTokenizer) return null;
        var vocabulary = Vocabulary.Read(metadata, VocabularyDefaults.BytePair with { AddBos = preTokenizer.AddsBos });
        return new BytePairTokenizer(vocabulary, preTokenizer, metadata);
    }
}
