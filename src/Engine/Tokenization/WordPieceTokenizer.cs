using System.Runtime.InteropServices;
using Engine.Gguf;

namespace Engine.Tokenization;

/// <summary>WordPiece: text is normalized, cut at white space, punctuation and ideographs, and each word takes the longest tokens from its start.</summary>
/// <remarks>
/// Source: Devlin et al., BERT (2018), as Hugging Face tokenizers has it (<see cref="BertNormalizer"/>), which trained the models; llama.cpp's differs, see docs/tokenizers.md. The vocabulary writes U+2581 before the pieces that start a word, instead of ## before the others.
/// </remarks>
internal sealed class WordPieceTokenizer : VocabularyTokenizer
{
    /// <summary>Longer words are unknown.</summary>
    private const int MaxWordLength = 100;

    private readonly BertNormalizer _normalizer;
    private readonly ByteTrie _tokens = new();

    public WordPieceTokenizer(Vocabulary vocabulary, GgufMetadata metadata) : base(vocabulary)
    {
        if (Special.Bos < 0 || Special.Separator < 0 || Special.Unknown < 0)
            throw new GgufException($"a WordPiece vocabulary needs BOS, separator and unknown tokens; of its {vocabulary.Count} tokens they are {Special.Bos}, {Special.Separator} and {Special.Unknown}");
        bool lowerCase = metadata.Bool(GgufKeys.Lowercase, true).Value;
        _normalizer = new BertNormalizer(lowerCase, stripAccents: metadata.Bool(GgufKeys.StripAccents, lowerCase).Value);
        for (int id = 0; id < vocabulary.Count; id++) _tokens.Add(vocabulary.Text(id), id);
    }

    public override string Description => "WordPiece";

    protected override bool HasPhantomSpace => true;

    protected override int Spell(ReadOnlySpan<byte> text, Span<byte> bytes) => SpaceMark.Unescape(text, bytes);

    protected override void AddStart(List<int> ids) => ids.Add(Special.Bos);

    protected override void AddEnd(List<int> ids) => ids.Add(Special.Separator);

    protected override void EncodeText(ReadOnlySpan<byte> text, bool afterSpecial, List<int> ids)
    {
        var word = new List<int>();
        foreach (int codePoint in CollectionsMarshal.AsSpan(_normalizer.Normalize(text)))
        {
            bool alone = BertNormalizer.IsPunctuation(codePoint);
            if (alone || CodePoints.IsSpace(codePoint)) EncodeWord(word, ids);
            if (CodePoints.IsSpace(codePoint)) continue;
            word.Add(codePoint);
            if (alone) EncodeWord(word, ids);
        }
        EncodeWord(word, ids);
    }

    /// <summary>Takes tokens from the start of the word as long as they go on; a word they do not cover is unknown as a whole.</summary>
    private void EncodeWord(List<int> word, List<int> ids)
    {
        if (word.Count == 0) return;
        if (word.Count > MaxWordLength) ids.Add(Special.Unknown);
        else EncodeSpelling(Spelling(word), ids);
        word.Clear();
    }

    private void EncodeSpelling(ReadOnlySpan<byte> rest, List<int> ids)
    {
        int before = ids.Count;
        while (!rest.IsEmpty)
        {
            int length = LongestToken(rest, out int id);
            if (length == 0)
            {
                CollectionsMarshal.SetCount(ids, before);
                ids.Add(Special.Unknown);
                return;
            }
            ids.Add(id);
            rest = rest[length..];
        }
    }

    /// <summary>A word as the vocabulary spells it: U+2581, then its characters.</summary>
    private static byte[] Spelling(List<int> word)
    {
        var spelling = new List<byte>([.. SpaceMark.Utf8]);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (int codePoint in word) spelling.AddRange(utf8[..CodePoints.Encode(codePoint, utf8)]);
        return [.. spelling];
    }

    private int LongestToken(ReadOnlySpan<byte> text, out int id)
    {
        int node = ByteTrie.Root, longest = 0;
        id = -1;
        for (int at = 0; at < text.Length && _tokens.TryStep(ref node, text[at]); at++)
        {
            if (_tokens.Value(node) < 0) continue;
            id = _tokens.Value(node);
            longest = at + 1;
        }
        return longest;
    }
}
