namespace Engine.Tokenization;

/// <summary>What a kind of vocabulary means where the metadata is silent; the ids and flags are llama.cpp's.</summary>
internal sealed record VocabularyDefaults
{
    /// <summary>Only what the file says.</summary>
    public static VocabularyDefaults None { get; } = new();

    /// <summary><c>llama</c>: SentencePiece BPE.</summary>
    public static VocabularyDefaults SentencePiece { get; } = new() { Bos = 1, Eos = 2, Unknown = 0, AddBos = true, AddSpacePrefix = true };

    /// <summary><c>gpt2</c>: byte-level BPE.</summary>
    public static VocabularyDefaults BytePair { get; } = new() { Bos = 11, Eos = 11 };

    /// <summary><c>bert</c>: WordPiece.</summary>
    public static VocabularyDefaults WordPiece { get; } = new() { Bos = 101, Unknown = 100, Separator = 102, Padding = 0, Mask = 103, AddBos = true };

    /// <summary><c>t5</c>: Unigram.</summary>
    public static VocabularyDefaults Unigram { get; } = new() { Eos = 1, Unknown = 2, Padding = 0, AddEos = true };

    public int Bos { get; init; } = -1;
    public int Eos { get; init; } = -1;
    public int Unknown { get; init; } = -1;
    public int Separator { get; init; } = -1;
    public int Padding { get; init; } = -1;
    public int Mask { get; init; } = -1;
    public bool AddBos { get; init; }
    public bool AddEos { get; init; }
    public bool AddSpacePrefix { get; init; }
}
