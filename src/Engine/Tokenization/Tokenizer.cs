using System.Text;
using Engine.Gguf;

namespace Engine.Tokenization;

/// <summary>Turns text into token ids and back. Immutable; any number of threads may use one.</summary>
public abstract partial class Tokenizer
{
    private SpellingFinder? _controlTokens;

    /// <summary>Number of token ids.</summary>
    public abstract int VocabSize { get; }

    /// <summary>The ids with a role; -1 where the vocabulary has none.</summary>
    public abstract SpecialTokens Special { get; }

    /// <summary>Which algorithm it is and where it comes from, for reports: "BPE (llama-bpe)".</summary>
    public abstract string Description { get; }

    /// <summary>The ids of <paramref name="utf8"/>.</summary>
    /// <param name="utf8">Text as UTF-8 bytes; invalid sequences are encoded byte by byte where the vocabulary can.</param>
    /// <param name="addSpecial">Add BOS, EOS, CLS or SEP as the model's metadata says.</param>
    /// <param name="parseSpecial">Turn the text of control tokens into their ids; off for text by strangers.</param>
    public abstract int[] Encode(ReadOnlySpan<byte> utf8, bool addSpecial = true, bool parseSpecial = false);

    /// <summary>The bytes <paramref name="id"/> stands for in running text; empty for control tokens.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such id.</exception>
    public abstract ReadOnlySpan<byte> Bytes(int id);

    /// <summary>The token as the vocabulary spells it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such id.</exception>
    public abstract string Piece(int id);

    /// <summary>Whether <paramref name="id"/> is a control token: not text, but a mark.</summary>
    public abstract bool IsControl(int id);

    /// <summary>Whether <paramref name="id"/> ends generation: EOS, end of turn, end of message.</summary>
    public abstract bool IsEndOfGeneration(int id);

    /// <summary>The text of <paramref name="ids"/>; control tokens are spelled out when <paramref name="renderSpecial"/>, else left out.</summary>
    public abstract string Decode(ReadOnlySpan<int> ids, bool renderSpecial = false);

    /// <summary>Finds the control tokens in a text, by id.</summary>
    internal SpellingFinder ControlTokens => LazyInitializer.EnsureInitialized(
        ref _controlTokens, () => new SpellingFinder(VocabSize, id => IsControl(id) ? Spelling(id) : []));

    /// <summary>The UTF-8 of <see cref="Piece"/>.</summary>
    internal virtual ReadOnlySpan<byte> Spelling(int id) => Encoding.UTF8.GetBytes(Piece(id));

    /// <summary>Reads the tokenizer of <paramref name="file"/> where it is one of ours; <see cref="Load(GgufFile, string?)"/> also asks llama.cpp.</summary>
    /// <exception cref="GgufException">It has none, a malformed one, or one we do not know.</exception>
    internal static Tokenizer Create(GgufFile file)
    {
        var known = TokenizerModels.Read(file.Metadata);
        return known.Tokenizer ?? throw new GgufException(known.WhyNot);
    }
}

/// <summary>Token ids with a role; -1 where there is none.</summary>
public sealed record SpecialTokens
{
    /// <summary>Beginning of sequence.</summary>
    public int Bos { get; init; } = -1;
    /// <summary>End of sequence.</summary>
    public int Eos { get; init; } = -1;
    /// <summary>End of turn.</summary>
    public int Eot { get; init; } = -1;
    /// <summary>Unknown.</summary>
    public int Unknown { get; init; } = -1;
    /// <summary>Separator.</summary>
    public int Separator { get; init; } = -1;
    /// <summary>Padding.</summary>
    public int Padding { get; init; } = -1;
    /// <summary>Classification.</summary>
    public int Cls { get; init; } = -1;
    /// <summary>Mask.</summary>
    public int Mask { get; init; } = -1;
    /// <summary>Whether texts start with <see cref="Bos"/>.</summary>
    public bool AddBos { get; init; }
    /// <summary>Whether texts end with <see cref="Eos"/>.</summary>
    public bool AddEos { get; init; }
}
