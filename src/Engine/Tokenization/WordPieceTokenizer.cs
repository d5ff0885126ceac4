using System.Runtime.InteropServices;
using Engine.Gguf;

namespace Engine.Tokenization;

/// <summary>WordPiece: text is lower-cased and stripped of accents, cut at white space, punctuation and ideographs, and each word takes the longest tokens from its start.</summary>
/// <remarks>
/// Source: Devlin et al., BERT (2018). The vocabulary writes U+2581 before the pieces that start a word, instead of ## before the others.
/// </remarks>
internal sealed class WordPieceTokenizer : VocabularyTokenizer
{
    private readonly bool _lowerCase;
    private readonly bool _stripAccents;
    private readonly ByteTrie _tokens = new();

    public WordPieceTokenizer(Vocabulary vocabulary, GgufMetadata metadata) : base(vocabulary)
    {
        if (Special.Bos < 0 || Special.Separator < 0 || Special.Unknown < 0)
            throw new GgufException($"a WordPiece vocabulary needs BOS, separator and unknown tokens; of its {vocabulary.Count} tokens they are {Special.Bos}, {Special.Separator} and {Special.Unknown}");
        _lowerCase = metadata.Bool("tokenizer.ggml.normalizer.lowercase", true).Value;
        _stripAccents = metadata.Bool("tokenizer.ggml.normalizer.strip_accents", _lowerCase).Value;
        for (int id = 0; id < vocabulary.Count; id++) _tokens.Add(vocabulary.Text(id), id);
    }

    public override string Description => "WordPiece";

    protected override bool HasPhantomSpace => true;

    protected override int Spell(ReadOnlySpan<byte> text, Span<byte> bytes) => SpaceMark.Unescape(text, bytes);

    protected override void AddStart(List<int> ids) => ids.Add(Special.Bos);

    protected override void AddEnd(List<int> ids) => ids.Add(Special.Separator);

    protected override void EncodeText(ReadOnlySpan<byte> text, bool afterSpecial, List<int> ids)
    {
        var word = new List<byte>(SpaceMark.Utf8.Length + 64);
        Span<byte> utf8 = stackalloc byte[4];
        while (!text.IsEmpty)
        {
            CodePoints.TryDecode(text, out int codePoint, out int length);
            text = text[length..];
            if (_stripAccents) codePoint = Decompositions.First(codePoint);
            var kind = CodePoints.Class(codePoint);
            if (kind == CodePointClass.Space) EncodeWord(word, ids);
            else if (!IsDropped(codePoint, kind))
            {
                bool alone = StandsAlone(codePoint, kind);
                if (alone) EncodeWord(word, ids);
                int count = CodePoints.Encode(_lowerCase ? CodePoints.ToLower(codePoint) : codePoint, utf8);
                word.AddRange(utf8[..count]);
                if (alone) EncodeWord(word, ids);
            }
        }
        EncodeWord(word, ids);
    }

    private bool IsDropped(int codePoint, CodePointClass kind) =>
        codePoint is 0 or 0xFFFD || kind == CodePointClass.Control || (_stripAccents && kind == CodePointClass.Mark);

    private static bool StandsAlone(int codePoint, CodePointClass kind) =>
        kind == CodePointClass.Punctuation || (kind == CodePointClass.Symbol && codePoint < 0x7F) || IsIdeograph(codePoint);

    /// <summary>Takes tokens from the start of the word as long as they go on; a word they do not cover is unknown as a whole.</summary>
    private void EncodeWord(List<byte> word, List<int> ids)
    {
        if (word.Count == 0) return;
        word.InsertRange(0, SpaceMark.Utf8);
        var rest = CollectionsMarshal.AsSpan(word);
        int before = ids.Count;
        while (!rest.IsEmpty)
        {
            int length = LongestToken(rest, out int id);
            if (length == 0)
            {
                CollectionsMarshal.SetCount(ids, before);
                ids.Add(Special.Unknown);
                break;
            }
            ids.Add(id);
            rest = rest[length..];
        }
        word.Clear();
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

    /// <summary>CJK ideographs, each a word of its own; 2B920 where Unicode has 2B820, as the tokenizers library that trained the vocabularies has it.</summary>
    private static bool IsIdeograph(int codePoint) => codePoint is
        (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
