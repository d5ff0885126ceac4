using System.Text;
using Engine.Tokenization;

namespace Engine.Tests.Generation;

/// <summary>A vocabulary of the given texts, of which those from <paramref name="control"/> to <paramref name="lastControl"/> are control tokens.</summary>
internal sealed class MarkTokenizer(string[] texts, int control, int lastControl = -1) : Tokenizer
{
    public override int VocabSize => texts.Length;
    public override SpecialTokens Special { get; } = new();
    public override string Description => "marks";

    /// <summary>The first text of the vocabulary that fits, control tokens only where they are parsed; bytes of no text are left out.</summary>
    public override int[] Encode(ReadOnlySpan<byte> utf8, bool addSpecial = true, bool parseSpecial = false)
    {
        var ids = new List<int>();
        while (!utf8.IsEmpty)
        {
            int id = -1;
            for (int candidate = 0; candidate < texts.Length && id < 0; candidate++)
                if ((parseSpecial || !IsControl(candidate)) && utf8.StartsWith(Encoding.UTF8.GetBytes(texts[candidate]))) id = candidate;
            if (id >= 0) ids.Add(id);
            utf8 = utf8[(id < 0 ? 1 : Encoding.UTF8.GetByteCount(texts[id]))..];
        }
        return [.. ids];
    }

    public override ReadOnlySpan<byte> Bytes(int id) => IsControl(id) ? [] : Encoding.UTF8.GetBytes(texts[id]);
    public override string Piece(int id) => texts[id];
    public override bool IsControl(int id) => id >= control && id <= Math.Max(control, lastControl);
    public override bool IsEndOfGeneration(int id) => false;
    public override string Decode(ReadOnlySpan<int> ids, bool renderSpecial = false) => string.Concat(ids.ToArray().Select(id => renderSpecial || !IsControl(id) ? texts[id] : ""));
}
