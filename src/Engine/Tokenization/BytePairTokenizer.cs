using Engine.Gguf;

namespace Engine.Tokenization;

/// <summary>Byte-level BPE: the text is cut into words, each byte becomes a character, and neighbours merge by the rank of their pair.</summary>
/// <remarks>Source: Radford et al., Language Models are Unsupervised Multitask Learners (2019), section 2.2.</remarks>
internal sealed class BytePairTokenizer : VocabularyTokenizer
{
    private readonly PreTokenizer _preTokenizer;
    private readonly ByteStringTable _others = new(256, 1024);   // symbols that are no tokens: bytes, and what else merges make
    private readonly Dictionary<long, Merge> _merges;            // by the pair of symbols
    private readonly int[] _byteSymbols = new int[256];
    private readonly int[] _asciiIds = new int[256];             // tokens spelled with one byte, for what has become of a symbol that is no token

    public BytePairTokenizer(Vocabulary vocabulary, PreTokenizer preTokenizer, GgufMetadata metadata) : base(vocabulary)
    {
        _preTokenizer = preTokenizer;
        var merges = metadata.TryGetValue(GgufKeys.Merges, out var value)
            ? value
            : throw new GgufException("key tokenizer.ggml.merges is missing; a byte-level BPE vocabulary needs it");
        _merges = ReadMerges(merges);
        for (int b = 0; b < 256; b++)
        {
            _byteSymbols[b] = Symbol(ByteCharacters.Encode((byte)b));
            _asciiIds[b] = vocabulary.Find([(byte)b]);
        }
    }

    public override string Description => $"BPE ({_preTokenizer.Names[0]})";

    protected override int Spell(ReadOnlySpan<byte> text, Span<byte> bytes) => ByteCharacters.Decode(text, bytes);

    protected override void EncodeText(ReadOnlySpan<byte> text, bool afterSpecial, List<int> ids)
    {
        var merger = new SymbolMerger();
        var word = new List<byte>();
        var encoded = new List<byte>();
        var codePoints = new int[text.Length];
        codePoints = codePoints[..CodePoints.Decode(text, codePoints)];
        Span<byte> utf8 = stackalloc byte[4];

        int start = 0;
        foreach (int length in _preTokenizer.Split(codePoints))
        {
            word.Clear();
            foreach (int codePoint in codePoints.AsSpan(start, length))
            {
                int count = CodePoints.Encode(codePoint, utf8);
                word.AddRange(utf8[..count]);
            }
            start += length;
            if (_preTokenizer.IgnoresMerges && FindWord(word, encoded) is >= 0 and var id) ids.Add(id);
            else EncodeWord(word, merger, ids);
        }
    }

    private int FindWord(List<byte> word, List<byte> encoded)
    {
        encoded.Clear();
        foreach (byte b in word) encoded.AddRange(ByteCharacters.Encode(b));
        return Vocabulary.Find(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(encoded));
    }

    private void EncodeWord(List<byte> word, SymbolMerger merger, List<int> ids)
    {
        merger.Clear();
        for (int i = 0; i < word.Count; i++) merger.Add(i, 1, _byteSymbols[word[i]]);
        merger.Merge(new Rule(_merges));
        foreach (ref readonly var symbol in merger.Symbols)
        {
            if (symbol.Length == 0) continue;
            if (symbol.Id < VocabSize) ids.Add(symbol.Id);
            else
            {
                foreach (byte b in _others[symbol.Id - VocabSize])
                    if (_asciiIds[b] >= 0) ids.Add(_asciiIds[b]);
            }
        }
    }

    private Dictionary<long, Merge> ReadMerges(GgufValue merges)
    {
        var result = new Dictionary<long, Merge>(merges.Count);
        var whole = new List<byte>();
        for (int rank = 0; rank < merges.Count; rank++)
        {
            var pair = merges.Utf8(rank);
            int space = pair.Length < 2 ? -1 : pair[1..].IndexOf((byte)' ') + 1;
            if (space <= 0) continue;
            whole.Clear();
            whole.AddRange(pair[..space]);
            whole.AddRange(pair[(space + 1)..]);
            int merged = Symbol(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(whole));
            result.TryAdd(Pair(Symbol(pair[..space]), Symbol(pair[(space + 1)..])), new Merge(rank, merged));
        }
        return result;
    }

    /// <summary>The number of a symbol: its id where it is a token, else one after those.</summary>
    private int Symbol(ReadOnlySpan<byte> text) => Vocabulary.Find(text) is >= 0 and var id ? id : VocabSize + _others.Intern(text);

    private static long Pair(int left, int right) => (long)left << 32 | (uint)right;

    private readonly record struct Merge(int Rank, int Symbol);

    private readonly struct Rule(Dictionary<long, Merge> merges) : IMergeRule
    {
        public bool TryMerge(in Symbol left, in Symbol right, out int priority, out int merged)
        {
            bool found = merges.TryGetValue(Pair(left.Id, right.Id), out var merge);
            (priority, merged) = (merge.Rank, merge.Symbol);
            return found;
        }
    }
}
