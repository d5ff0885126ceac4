using System.Buffers;
using System.Text;

namespace Engine.Tokenization;

/// <summary>What all tokenizers over a <see cref="Vocabulary"/> share: special tokens around and inside the text, and the way back to bytes.</summary>
internal abstract class VocabularyTokenizer : Tokenizer
{
    private readonly SpecialTokenSplitter _splitter;
    private readonly ByteStringTable _bytes;

    protected VocabularyTokenizer(Vocabulary vocabulary)
    {
        Vocabulary = vocabulary;
        _splitter = new SpecialTokenSplitter(vocabulary);
        _bytes = new ByteStringTable(vocabulary.Count);
    }

    public sealed override int VocabSize => Vocabulary.Count;

    public sealed override SpecialTokens Special => Vocabulary.Special;

    protected Vocabulary Vocabulary { get; }

    /// <summary>Whether the first text of a sequence carries a space that was not in the text.</summary>
    protected virtual bool HasPhantomSpace => Vocabulary.AddSpacePrefix;

    public sealed override int[] Encode(ReadOnlySpan<byte> utf8, bool addSpecial = true, bool parseSpecial = false)
    {
        var ids = new List<int>(utf8.Length / 3 + 2);
        if (addSpecial) AddStart(ids);
        bool afterSpecial = true;
        foreach (var fragment in _splitter.Split(utf8, parseSpecial))
        {
            if (fragment.IsText) EncodeText(utf8.Slice(fragment.Start, fragment.Length), afterSpecial, ids);
            else ids.Add(fragment.Token);
            afterSpecial = !fragment.IsText;
        }
        if (addSpecial) AddEnd(ids);
        return [.. ids];
    }

    public sealed override ReadOnlySpan<byte> Bytes(int id)
    {
        CheckId(id);
        return _bytes[id];
    }

    public sealed override string Piece(int id)
    {
        CheckId(id);
        return Encoding.UTF8.GetString(Vocabulary.Text(id));
    }

    public sealed override bool IsControl(int id)
    {
        CheckId(id);
        return Vocabulary.Is(id, TokenAttributes.Control);
    }

    public sealed override bool IsEndOfGeneration(int id)
    {
        CheckId(id);
        return Vocabulary.IsEndOfGeneration(id);
    }

    public sealed override string Decode(ReadOnlySpan<int> ids, bool renderSpecial = false)
    {
        var bytes = new ArrayBufferWriter<byte>(ids.Length * 4 + 1);
        bool phantomSpace = HasPhantomSpace;
        foreach (int id in ids)
        {
            var piece = Bytes(id);
            if (IsMark(id))
            {
                if (renderSpecial) bytes.Write(Vocabulary.Text(id));
                continue;
            }
            if (phantomSpace && piece.StartsWith((byte)' ')) piece = piece[1..];
            phantomSpace = false;
            bytes.Write(piece);
        }
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>Appends the ids of text without special tokens; <paramref name="afterSpecial"/> also at the start.</summary>
    protected abstract void EncodeText(ReadOnlySpan<byte> text, bool afterSpecial, List<int> ids);

    /// <summary>The bytes an ordinary token stands for.</summary>
    protected abstract ReadOnlySpan<byte> Spell(ReadOnlySpan<byte> text);

    protected virtual void AddStart(List<int> ids)
    {
        if (Special.AddBos) ids.Add(Special.Bos);
    }

    protected virtual void AddEnd(List<int> ids)
    {
        if (Special.AddEos) ids.Add(Special.Eos);
    }

    /// <summary>Fills the table behind <see cref="Bytes"/>; constructors call it last.</summary>
    protected void SpellAll()
    {
        for (int id = 0; id < Vocabulary.Count; id++) _bytes.Append(SpellToken(id));
    }

    private ReadOnlySpan<byte> SpellToken(int id)
    {
        var text = Vocabulary.Text(id);
        if (IsMark(id)) return default;
        if (Vocabulary.Is(id, TokenAttributes.UserDefined)) return text;
        if (Vocabulary.Is(id, TokenAttributes.Byte)) return Vocabulary.TryParseByte(text, out byte value) ? new[] { value } : text;
        return Vocabulary.Is(id, TokenAttributes.Normal) ? Spell(text) : default;
    }

    private bool IsMark(int id) => Vocabulary.Is(id, TokenAttributes.Control | TokenAttributes.Unknown);

    private void CheckId(int id)
    {
        if ((uint)id >= (uint)VocabSize) throw new ArgumentOutOfRangeException(nameof(id), id, $"token id {id} is not in 0..{VocabSize - 1}");
    }
}
