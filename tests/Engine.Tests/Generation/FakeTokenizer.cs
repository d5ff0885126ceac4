using System.Text;
using Engine.Tokenization;

namespace Engine.Tests.Generation;

/// <summary>A vocabulary in which every token is one letter of the given text; the last one, or the one at <paramref name="end"/>, ends generation.</summary>
internal sealed class FakeTokenizer(string letters, int end = -1) : Tokenizer
{
    private readonly byte[][] _bytes = [.. letters.Select(letter => Encoding.UTF8.GetBytes([letter])), []];
    private readonly int _end = end >= 0 ? end : letters.Length;

    public override int VocabSize => _bytes.Length;
    public override SpecialTokens Special { get; } = new();
    public override string Description => "letters";

    public override int[] Encode(ReadOnlySpan<byte> utf8, bool addSpecial = true, bool parseSpecial = false) =>
        [.. Encoding.UTF8.GetString(utf8).Select(letter => letters.IndexOf(letter, StringComparison.Ordinal))];

    public override ReadOnlySpan<byte> Bytes(int id) => _bytes[id];
    public override string Piece(int id) => Encoding.UTF8.GetString(_bytes[id]);
    public override bool IsControl(int id) => id == _end;
    public override bool IsEndOfGeneration(int id) => id == _end;

    public override string Decode(ReadOnlySpan<int> ids, bool renderSpecial = false)
    {
        var text = new StringBuilder();
        foreach (int id in ids) text.Append(Piece(id));
        return text.ToString();
    }
}
