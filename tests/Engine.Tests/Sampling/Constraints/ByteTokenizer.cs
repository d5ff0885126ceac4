using System.Text;
using Engine.Tokenization;

namespace Engine.Tests.Sampling.Constraints;

/// <summary>A token for each byte, one that ends generation, a control token, and whatever else a test wants.</summary>
internal sealed class ByteTokenizer(params string[] more) : Tokenizer
{
    public const int End = 256;
    public const int Control = 257;
    public const int FirstMore = 258;

    private readonly byte[][] _bytes =
        [.. Enumerable.Range(0, 256).Select(value => new[] { (byte)value }), [], [], .. more.Select(Encoding.UTF8.GetBytes)];

    public override int VocabSize => _bytes.Length;

    public override SpecialTokens Special { get; } = new();

    public override string Description => "bytes";

    public override int[] Encode(ReadOnlySpan<byte> utf8, bool addSpecial = true, bool parseSpecial = false)
    {
        if (parseSpecial && utf8.SequenceEqual("<control>"u8)) return [Control];
        return [.. utf8.ToArray().Select(value => (int)value)];
    }

    public override ReadOnlySpan<byte> Bytes(int id) => _bytes[id];

    public override string Piece(int id) => id == Control ? "<control>" : Encoding.UTF8.GetString(_bytes[id]);

    public override bool IsControl(int id) => id is End or Control;

    public override bool IsEndOfGeneration(int id) => id == End;

    public override string Decode(ReadOnlySpan<int> ids, bool renderSpecial = false) =>
        Encoding.UTF8.GetString([.. ids.ToArray().SelectMany(id => _bytes[id])]);
}
