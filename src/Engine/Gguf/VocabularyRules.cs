using Keys = Engine.Gguf.GgufKeys.OfArchitecture;

namespace Engine.Gguf;

/// <summary>Rules about the tokenizer's keys.</summary>
internal static class VocabularyRules
{
    private const int ByteType = 6;
    private const int MaxType = 6;

    /// <summary>The vocabularies whose tokens are checked.</summary>
    public static IReadOnlyList<string> Models { get; } = ["llama", "gpt2", "bert", "t5"];

    public static IReadOnlyList<GgufRule> All { get; } =
    [
        new("tokenizer model", RuleScope.Tokens, TokenizerModel),
        new("token lists", RuleScope.Tokens, TokenLists),
        new("unique tokens", RuleScope.Tokens, UniqueTokens),
        new("byte tokens", RuleScope.Tokens, ByteTokens),
        new("scores", RuleScope.Tokens, FiniteScores),
        new("merges", RuleScope.Tokens, MergeList),
        new("special ids", RuleScope.Tokens, SpecialIds),
        new("token oddities", RuleScope.Tokens, TokenOddities),
    ];

    private static void TokenizerModel(GgufSubject subject)
    {
        string? model = subject.Metadata.String(GgufKeys.TokenizerModel);
        if (model is null) throw new GgufException($"{GgufKeys.TokenizerModel} is missing; {Names()} was expected");
        if (model is "no_vocab" or "none") throw new GgufException($"{GgufKeys.TokenizerModel} is '{model}'; a file with a vocabulary ({Names()}) was expected");
        if (!Models.Contains(model)) subject.Warn($"{GgufKeys.TokenizerModel} is '{model}'; only {Names()} are checked");

        static string Names() => string.Join(", ", Models);
    }

    private static void TokenLists(GgufSubject subject)
    {
        if (!subject.Metadata.TryGetValue(GgufKeys.Tokens, out var tokens)) throw new GgufException($"{GgufKeys.Tokens} is missing; the texts of the tokens were expected");
        List(tokens, "strings", tokens.ElementType == GgufValueType.String);
        if (tokens.Count == 0) throw new GgufException($"{GgufKeys.Tokens} is empty; 1 token or more was expected");
        if (subject.Metadata.TryGetValue(GgufKeys.Scores, out var scores)) List(scores, "numbers", scores.ElementType is GgufValueType.Float32 or GgufValueType.Int32);
        if (subject.Metadata.TryGetValue(GgufKeys.TokenTypes, out var types)) List(types, "Int32", types.ElementType == GgufValueType.Int32);
        foreach (var list in (GgufValue?[])[scores, types])
            if (list is not null && list.Count < tokens.Count)
                throw new GgufException($"{list.Key} has {list.Count} elements; one for each of the {tokens.Count} tokens was expected");
    }

    /// <summary>llama.cpp asserts that texts and ids map one to one.</summary>
    private static void UniqueTokens(GgufSubject subject)
    {
        var texts = subject.Metadata.TokenTexts;
        if (subject.Metadata.String(GgufKeys.TokenizerModel) == "llama") AllBytes(texts);
    }

    /// <summary>SentencePiece falls back to a token for each byte that has no piece; where one is missing, llama.cpp's tokenizer ends the process.</summary>
    private static void AllBytes(TokenTexts texts)
    {
        for (int value = 0; value < 256; value++)
            if (texts.FindByte((byte)value) < 0)
                throw new GgufException($"{GgufKeys.Tokens} has no token for byte {value} (<0x{value:X2}>); one for each of the 256 bytes was expected");
    }

    /// <summary>A token of the byte type must spell its byte; vocabularies that are not SentencePiece's have none.</summary>
    private static void ByteTokens(GgufSubject subject)
    {
        if (!subject.Metadata.TryGetValue(GgufKeys.TokenTypes, out var types)) return;
        string model = subject.Metadata.String(GgufKeys.TokenizerModel)!;
        var tokens = subject.Metadata[GgufKeys.Tokens];
        foreach (int id in Where(types.Integers()[..tokens.Count], type => type == ByteType))
        {
            if (model is "bert" or "gpt2") throw new GgufException($"{GgufKeys.TokenTypes} of token {id} is {ByteType}, a byte; a vocabulary of model '{model}' was expected to have none");
            if (model is "llama" or "t5" && !SpellsByte(tokens.Utf8(id)))
                throw new GgufException($"token {id} of the byte type is '{tokens.Utf8(id)}'; <0x00> to <0xFF> was expected");
        }
    }

    private static void FiniteScores(GgufSubject subject)
    {
        if (!subject.Metadata.TryGetValue(GgufKeys.Scores, out var scores)) return;
        foreach (int id in Where(scores.Singles(), score => !float.IsFinite(score)))
            throw new GgufException($"{GgufKeys.Scores} of token {id} is {scores.Number(id)}; a finite number was expected");
    }

    private static void MergeList(GgufSubject subject)
    {
        if (subject.Metadata.TryGetValue(GgufKeys.Merges, out var merges)) List(merges, "strings", merges.ElementType == GgufValueType.String);
        else if (subject.Metadata.String(GgufKeys.TokenizerModel) == "gpt2" && subject.Metadata.String(GgufKeys.PreTokenizer) != "kimi-k2")
            throw new GgufException($"{GgufKeys.Merges} is missing; the merges of byte-pair encoding were expected");
    }

    /// <summary>Real files write 0xFFFFFFFF for "none"; an id beyond the vocabulary is absent.</summary>
    private static void SpecialIds(GgufSubject subject)
    {
        int count = subject.Metadata[GgufKeys.Tokens].Count;
        foreach (var (key, value) in subject.Metadata)
            if (GgufKeys.IsSpecialId(key) && value.Integer() >= count)
                subject.Warn($"{key} is {value.Integer()}, beyond the {count} tokens; it counts as absent");

        string start = subject.Key(Keys.DecoderStartToken);
        if (subject.Metadata.Integer(start) is long id && id >= count)
            throw new GgufException($"{start} is {id}; an id below {count} was expected");
    }

    private static void TokenOddities(GgufSubject subject)
    {
        var texts = subject.Metadata.TokenTexts;
        WarnOfTokens(subject, "is empty", texts.Empty);
        WarnOfTokens(subject, "is not valid UTF-8", texts.Malformed);
        if (subject.Metadata.TryGetValue(GgufKeys.TokenTypes, out var types))
            WarnOfTokens(subject, $"has a type other than 0 to {MaxType}", Where(types.Integers()[..texts.Count], type => type is < 0 or > MaxType));
    }

    private static void WarnOfTokens(GgufSubject subject, string fault, IReadOnlyList<int> ids)
    {
        if (ids.Count > 0) subject.Warn($"token {ids[0]} {fault}{(ids.Count == 1 ? "" : $", and {ids.Count - 1} more")}");
    }

    /// <summary>The ids of the tokens whose value meets <paramref name="condition"/>.</summary>
    private static List<int> Where<T>(ReadOnlySpan<T> values, Func<T, bool> condition)
    {
        var ids = new List<int>();
        for (int id = 0; id < values.Length; id++)
            if (condition(values[id])) ids.Add(id);
        return ids;
    }

    private static void List(GgufValue value, string expected, bool isExpected)
    {
        if (value.Type != GgufValueType.Array || !isExpected)
            throw new GgufException($"{value.Key} is of type {value.TypeName}; a list of {expected} was expected");
    }

    private static bool SpellsByte(ReadOnlySpan<byte> text) =>
        text.Length == 6 && text.StartsWith("<0x"u8) && char.IsAsciiHexDigit((char)text[3]) && char.IsAsciiHexDigit((char)text[4]) && text[5] == '>';
}
