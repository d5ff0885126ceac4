using Engine.Gguf;

namespace Engine.Tokenization;

/// <summary>SentencePiece BPE: neighbours merge while their concatenation is a token, the token with the highest score first; what is left goes byte by byte.</summary>
/// <remarks>Source: Kudo and Richardson, SentencePiece (2018).</remarks>
internal sealed class SentencePieceTokenizer(Vocabulary vocabulary) : VocabularyTokenizer(vocabulary)
{
    public override string Description => "SentencePiece BPE";

    protected override int Spell(ReadOnlySpan<byte> text, Span<byte> bytes) => SpaceMark.Unescape(text, bytes);

    protected override void EncodeText(ReadOnlySpan<byte> text, bool afterSpecial, List<int> ids)
    {
        var escaped = SpaceMark.Escape(text, addSpace: afterSpecial && Vocabulary.AddSpacePrefix);
        var merger = new SymbolMerger();
        for (int at = 0; at < escaped.Length;)
        {
            int length = Math.Min(CodePoints.SequenceLength(escaped[at]), escaped.Length - at);
            merger.Add(at, length, Vocabulary.Find(escaped.Slice(at, length)));
            at += length;
        }
        merger.Merge(new Rule(Vocabulary, escaped));

        foreach (ref readonly var symbol in merger.Symbols)
        {
            if (symbol.Length == 0) continue;
            if (symbol.Id >= 0) ids.Add(symbol.Id);
            else foreach (byte value in escaped.Slice(symbol.Start, symbol.Length)) ids.Add(ByteId(value));
        }
    }

    private int ByteId(byte value) =>
        Vocabulary.Texts.FindByte(value) is >= 0 and var id ? id
        : Special.Unknown >= 0 ? Special.Unknown
        : throw new GgufException($"the vocabulary has no token for byte 0x{value:X2} and none for the unknown");

    private readonly ref struct Rule(Vocabulary vocabulary, ReadOnlySpan<byte> text) : IMergeRule
    {
        private readonly ReadOnlySpan<byte> _text = text;

        public bool TryMerge(in Symbol left, in Symbol right, out int priority, out int merged)
        {
            int length = left.Length + right.Length;
            merged = length <= vocabulary.Texts.MaxLength ? vocabulary.Find(_text.Slice(left.Start, length)) : -1;
            priority = merged >= 0 ? Descending(vocabulary.Score(merged)) : 0;
            return merged >= 0;
        }

        /// <summary>An integer that is smaller the larger <paramref name="score"/> is.</summary>
        private static int Descending(float score)
        {
            int bits = BitConverter.SingleToInt32Bits(score + 0f);   // -0 and 0 are one score
            return ~(bits < 0 ? bits ^ int.MaxValue : bits);
        }
    }
}
