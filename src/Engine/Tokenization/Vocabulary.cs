using Engine.Gguf;

namespace Engine.Tokenization;

/// <summary>The tokens of a file: spelling, score and attributes by id, and id by spelling.</summary>
internal sealed class Vocabulary
{
    private const string Prefix = GgufKeys.TokenizerPrefix;

    /// <summary>What the numbers of <c>tokenizer.ggml.token_type</c> mean.</summary>
    private static readonly TokenAttributes[] s_byType =
    [
        TokenAttributes.None, TokenAttributes.Normal, TokenAttributes.Unknown, TokenAttributes.Control,
        TokenAttributes.UserDefined, TokenAttributes.Unused, TokenAttributes.Byte,
    ];

    private readonly TokenTexts _texts;
    private readonly float[] _scores;
    private readonly TokenAttributes[] _attributes;
    private readonly HashSet<int> _endOfGeneration;

    private Vocabulary(TokenTexts texts, float[] scores, TokenAttributes[] attributes, GgufMetadata metadata, VocabularyDefaults defaults)
    {
        _texts = texts;
        _scores = scores;
        _attributes = attributes;
        AddSpacePrefix = metadata.Bool(Prefix + "add_space_prefix", defaults.AddSpacePrefix).Value;

        var special = ReadSpecial(metadata, defaults);
        int endOfMessage = SpecialId(metadata, "eom_token_id", -1);
        (Special, _endOfGeneration) = WellKnownTokens.Apply(this, special, endOfMessage, metadata);
    }

    public int Count => _texts.Count;

    public SpecialTokens Special { get; }

    /// <summary>Whether a text that follows a special token, or nothing, gets a space put before it.</summary>
    public bool AddSpacePrefix { get; }

    /// <summary>The spellings.</summary>
    public TokenTexts Texts => _texts;

    /// <summary>The spelling of <paramref name="id"/>.</summary>
    public ReadOnlySpan<byte> Text(int id) => _texts[id];

    public float Score(int id) => _scores[id];

    public ref TokenAttributes Attributes(int id) => ref _attributes[id];

    public bool Is(int id, TokenAttributes any) => (_attributes[id] & any) != 0;

    /// <summary>The ids of the tokens that have any of the attributes, ascending.</summary>
    public List<int> Ids(TokenAttributes any)
    {
        var ids = new List<int>();
        for (int id = 0; id < _attributes.Length; id++)
            if ((_attributes[id] & any) != 0) ids.Add(id);
        return ids;
    }

    public bool IsEndOfGeneration(int id) => _endOfGeneration.Contains(id);

    /// <summary>The id spelled <paramref name="text"/>, or -1.</summary>
    public int Find(ReadOnlySpan<byte> text) => _texts.Find(text);

    /// <summary>The byte a token like <c>&lt;0x0A&gt;</c> stands for.</summary>
    public static bool TryParseByte(ReadOnlySpan<byte> text, out byte value)
    {
        value = 0;
        return text.Length == 6 && text.StartsWith("<0x"u8) && text[5] == '>'
            && byte.TryParse(text[3..5], System.Globalization.NumberStyles.AllowHexSpecifier, null, out value);
    }

    /// <summary>Reads tokens, scores, types and special ids.</summary>
    /// <exception cref="GgufException">They are missing or malformed.</exception>
    public static Vocabulary Read(GgufMetadata metadata, VocabularyDefaults defaults)
    {
        var texts = metadata.TokenTexts;
        return new Vocabulary(texts, ReadScores(metadata, texts.Count), ReadAttributes(metadata, texts.Count), metadata, defaults);
    }

    private static float[] ReadScores(GgufMetadata metadata, int count)
    {
        if (!metadata.TryGetValue(Prefix + "scores", out var values)) return new float[count];
        CheckCount(values, count);
        return values.Singles()[..count].ToArray();
    }

    private static TokenAttributes[] ReadAttributes(GgufMetadata metadata, int count)
    {
        var attributes = new TokenAttributes[count];
        if (!metadata.TryGetValue(Prefix + "token_type", out var types))
        {
            Array.Fill(attributes, TokenAttributes.Normal);
            return attributes;
        }
        CheckCount(types, count);
        var typeOf = types.Integers();
        for (int id = 0; id < attributes.Length; id++)
            if ((uint)typeOf[id] < (uint)s_byType.Length) attributes[id] = s_byType[typeOf[id]];
        return attributes;
    }

    private SpecialTokens ReadSpecial(GgufMetadata metadata, VocabularyDefaults defaults)
    {
        int bos = SpecialId(metadata, "bos_token_id", defaults.Bos);
        int eos = SpecialId(metadata, "eos_token_id", defaults.Eos);
        bool addBos = metadata.Bool(Prefix + "add_bos_token", defaults.AddBos).Value;
        bool addEos = metadata.Bool(Prefix + "add_eos_token", defaults.AddEos).Value;
        if (addBos && bos < 0) throw new GgufException($"texts start with BOS, but {Prefix}bos_token_id is not in the vocabulary of {Count} tokens");
        if (addEos && eos < 0) throw new GgufException($"texts end with EOS, but {Prefix}eos_token_id is not in the vocabulary of {Count} tokens");
        return new SpecialTokens
        {
            Bos = bos,
            Eos = eos,
            Eot = SpecialId(metadata, "eot_token_id", -1),
            Unknown = SpecialId(metadata, "unknown_token_id", defaults.Unknown),
            Separator = SpecialId(metadata, "seperator_token_id", defaults.Separator),   // the format spells it so
            Padding = SpecialId(metadata, "padding_token_id", defaults.Padding),
            Cls = SpecialId(metadata, "cls_token_id", defaults == VocabularyDefaults.WordPiece ? bos : -1),
            Mask = SpecialId(metadata, "mask_token_id", defaults.Mask),
            AddBos = addBos,
            AddEos = addEos,
        };
    }

    /// <summary>An id from the metadata; one that is no token counts as not given (real files carry 0xFFFFFFFF).</summary>
    private int SpecialId(GgufMetadata metadata, string name, int fallback)
    {
        long id = metadata.Integer(Prefix + name, -1).Value;
        if (id >= 0 && id < Count) return (int)id;
        return fallback < Count ? fallback : -1;
    }

    private static void CheckCount(GgufValue values, int count)
    {
        if (values.Type != GgufValueType.Array || values.Count < count)
            throw new GgufException($"{values.Key} has {values.Count} elements; one for each of the {count} tokens was expected");
    }
}
