using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Engine.Gguf;

/// <summary>The texts of a vocabulary, copied from the file: by token id, and the id by text. An empty text has a name of its own, the one llama.cpp gives it.</summary>
internal sealed class TokenTexts
{
    private readonly ByteStringTable _texts;
    private readonly List<int> _empty = [], _malformed = [];

    /// <summary>Reads <paramref name="tokens"/>.</summary>
    /// <exception cref="GgufException">They are no strings, or two are equal: texts and ids must map one to one.</exception>
    public TokenTexts(GgufValue tokens)
    {
        if (tokens.Type != GgufValueType.Array || tokens.ElementType != GgufValueType.String)
            throw new GgufException($"{GgufKeys.Tokens} is of type {tokens.TypeName}; a list of strings was expected");
        _texts = new ByteStringTable(tokens.Count, tokens.Encoded.Length - tokens.Count * sizeof(ulong));
        MaxLength = Read(tokens);
    }

    /// <summary>Fills the table and returns the length of the longest text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]   // runs once and long: on the way through the tiers it would wait for the compiler twice
    private int Read(GgufValue tokens)
    {
        int longest = 0;
        for (int id = 0; id < tokens.Count; id++)
        {
            var text = tokens.Utf8(id);
            if (text.IsEmpty) text = NameEmpty(id);
            if (!Utf8.IsValid(text)) _malformed.Add(id);
            if (!_texts.TryAdd(text, out int twin)) throw Repeated(text, twin, id);
            longest = Math.Max(longest, text.Length);
        }
        return longest;
    }

    public int Count => _texts.Count;

    /// <summary>Bytes of the longest.</summary>
    public int MaxLength { get; }

    /// <summary>Bytes of all.</summary>
    public int TotalLength => Start(Count);

    /// <summary>Ids of tokens without a text.</summary>
    public IReadOnlyList<int> Empty => _empty;

    /// <summary>Ids of tokens whose text is not UTF-8.</summary>
    public IReadOnlyList<int> Malformed => _malformed;

    public ReadOnlySpan<byte> this[int id] => _texts[id];

    /// <summary>How many bytes the texts before <paramref name="id"/> have.</summary>
    public int Start(int id) => _texts.Start(id);

    /// <summary>The id of <paramref name="text"/>, or -1.</summary>
    public int Find(ReadOnlySpan<byte> text) => _texts.Find(text);

    /// <summary>The id of the token that stands for one byte in SentencePiece vocabularies, or -1.</summary>
    public int FindByte(byte value)
    {
        const string digits = "0123456789ABCDEF";
        int id = Find([(byte)'<', (byte)'0', (byte)'x', (byte)digits[value >> 4], (byte)digits[value & 0xF], (byte)'>']);
        return id >= 0 ? id : Find([value]);
    }

    /// <summary>What llama.cpp calls a token without a text.</summary>
    public static byte[] NameOfEmpty(int id) => Encoding.ASCII.GetBytes($"[EMPTY_{id}]");

    [MethodImpl(MethodImplOptions.NoInlining)]   // rare, and large beside the loop that calls it
    private byte[] NameEmpty(int id)
    {
        _empty.Add(id);
        return NameOfEmpty(id);
    }

    private static GgufException Repeated(ReadOnlySpan<byte> text, int first, int second) =>
        new($"{GgufKeys.Tokens} has '{text}' twice, at {first} and {second}; unique texts were expected");
}
