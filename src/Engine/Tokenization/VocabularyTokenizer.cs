using System.Buffers;
using System.Text;

namespace Engine.Tokenization;

/// <summary>What all tokenizers over a <see cref="Vocabulary"/> share: special tokens around and inside the text, and the way back to bytes.</summary>
internal abstract class VocabularyTokenizer : Tokenizer
{
    private readonly SpecialTokenSplitter _splitter;
    private readonly byte[] _bytes;    // what tokens stand for, each where its text begins among all texts: it is no longer than that
    private readonly int[] _lengths;   // 1 + bytes a token stands for; 0 until it is asked for, as most never are

    protected VocabularyTokenizer(Vocabulary vocabulary)
    {
        Vocabulary = vocabulary;
        _splitter = new SpecialTokenSplitter(vocabulary);
        _bytes = new byte[vocabulary.Texts.TotalLength];
        _lengths = new int[vocabulary.Count];
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
        var text = Vocabulary.Text(id);
        var bytes = _bytes.AsSpan(Vocabulary.Texts.Start(id), text.Length);
        int length = Volatile.Read(ref _lengths[id]) - 1;
        if (length < 0)
        {
            // Whoever else is asked for it at the same time writes the same.
            length = Spell(id, text, bytes);
            Volatile.Write(ref _lengths[id], length + 1);
        }
        return bytes[..length];
    }

    public sealed override string Piece(int id)
    {
        CheckId(id);
        return Encoding.UTF8.GetString(Vocabulary.Text(id));
    }

    internal sealed override ReadOnlySpan<byte> Spelling(int id)
    {
        CheckId(id);
        return Vocabulary.Text(id);
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

    /// <summary>Writes the bytes an ordinary token stands for to <paramref name="bytes"/>, as long as its text, and returns their number.</summary>
    protected abstract int Spell(ReadOnlySpan<byte> text, Span<byte> bytes);

    protected virtual void AddStart(List<int> ids)
    {
        if (Special.AddBos) ids.Add(Special.Bos);
    }

    protected virtual void AddEnd(List<int> ids)
    {
        if (Special.AddEos) ids.Add(Special.Eos);
    }

    private int Spell(int id, ReadOnlySpan<byte> text, Span<byte> bytes)
    {
        if (IsMark(id)) return 0;
        if (Vocabulary.Is(id, TokenAttributes.Byte) && Vocabulary.TryParseByte(text, out byte value))
        {
            bytes[0] = value;
            return 1;
        }
        if (Vocabulary.Is(id, TokenAttributes.UserDefined | TokenAttributes.Byte))
        {
            text.CopyTo(bytes);
            return text.Length;
        }
        return Vocabulary.Is(id, TokenAttributes.Normal) ? Spell(text, bytes) : 0;
    }

    private bool IsMark(int id) => Vocabulary.Is(id, TokenAttributes.Control | TokenAttributes.Unknown);

    private void CheckId(int id)
    {
        if ((uint)id >= (uint)VocabSize) throw new ArgumentOutOfRangeException(nameof(id), id, $"token id {id} is not in 0..{VocabSize - 1}");
    }
}
