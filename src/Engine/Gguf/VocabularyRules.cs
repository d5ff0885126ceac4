using System.Text;
using System.Text.Unicode;

namespace Engine.Gguf;

/// <summary>Rules about the tokenizer's keys.</summary>
internal static class VocabularyRules
{
    private const string Tokens = "tokenizer.ggml.tokens";
    private const string Scores = "tokenizer.ggml.scores";
    private const string Types = "tokenizer.ggml.token_type";
    private const string Merges = "tokenizer.ggml.merges";
    private const string Model = "tokenizer.ggml.model";
    private const int ByteType = 6;
    private const int MaxType = 6;

    private static readonly string[] s_models = ["llama", "gpt2", "bert", "t5"];

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
        string? model = subject.Metadata.String(Model);
        if (model is null) throw new GgufException($"{Model} is missing; {Names()} was expected");
        if (model is "no_vocab" or "none") throw new GgufException($"{Model} is '{model}'; a file with a vocabulary ({Names()}) was expected");
        if (!s_models.Contains(model)) subject.Warn($"{Model} is '{model}'; only {Names()} are checked");

        static string Names() => string.Join(", ", s_models);
    }

    private static void TokenLists(GgufSubject subject)
    {
        if (!subject.Metadata.TryGetValue(Tokens, out var tokens)) throw new GgufException($"{Tokens} is missing; the texts of the tokens were expected");
        List(tokens, "strings", GgufValueType.String);
        if (tokens.Count == 0) throw new GgufException($"{Tokens} is empty; 1 token or more was expected");
        if (subject.Metadata.TryGetValue(Scores, out var scores)) List(scores, "numbers", GgufValueType.Float32, GgufValueType.Int32);
        if (subject.Metadata.TryGetValue(Types, out var types)) List(types, "Int32", GgufValueType.Int32);
        foreach (var list in (GgufValue?[])[scores, types])
            if (list is not null && list.Count < tokens.Count)
                throw new GgufException($"{list.Key} has {list.Count} elements; one for each of the {tokens.Count} tokens was expected");
    }

    /// <summary>llama.cpp asserts that texts and ids map one to one. It gives empty texts a name of their own.</summary>
    private static void UniqueTokens(GgufSubject subject)
    {
        var tokens = subject.Metadata[Tokens];
        var ids = new Dictionary<string, int>(tokens.Count);
        for (int id = 0; id < tokens.Count; id++)
        {
            var utf8 = tokens.Utf8(id);
            // Latin-1 maps bytes to characters one to one, so texts that are not valid UTF-8 stay apart.
            string text = utf8.IsEmpty ? $"[EMPTY_{id}]" : Encoding.Latin1.GetString(utf8);
            if (!ids.TryAdd(text, id)) throw new GgufException($"{Tokens} has '{Show(utf8)}' twice, at {ids[text]} and {id}; unique texts were expected");
        }
        if (subject.Metadata.String(Model) == "llama") AllBytes(ids);
    }

    /// <summary>SentencePiece falls back to a token for each byte that has no piece; where one is missing, llama.cpp's tokenizer ends the process.</summary>
    private static void AllBytes(Dictionary<string, int> ids)
    {
        for (int value = 0; value < 256; value++)
            if (!ids.ContainsKey($"<0x{value:X2}>") && !ids.ContainsKey(((char)value).ToString()))
                throw new GgufException($"{Tokens} has no token for byte {value} (<0x{value:X2}>); one for each of the 256 bytes was expected");
    }

    /// <summary>A token of the byte type must spell its byte; vocabularies that are not SentencePiece's have none.</summary>
    private static void ByteTokens(GgufSubject subject)
    {
        if (!subject.Metadata.TryGetValue(Types, out var types)) return;
        string model = subject.Metadata.String(Model)!;
        var tokens = subject.Metadata[Tokens];
        for (int id = 0; id < tokens.Count; id++)
        {
            if (types.Integer(id) != ByteType) continue;
            if (model is "bert" or "gpt2") throw new GgufException($"{Types} of token {id} is {ByteType}, a byte; a vocabulary of model '{model}' was expected to have none");
            if (model is "llama" or "t5" && !SpellsByte(tokens.Utf8(id)))
                throw new GgufException($"token {id} of the byte type is '{Show(tokens.Utf8(id))}'; <0x00> to <0xFF> was expected");
        }
    }

    private static void FiniteScores(GgufSubject subject)
    {
        if (!subject.Metadata.TryGetValue(Scores, out var scores)) return;
        for (int id = 0; id < scores.Count; id++)
            if (!double.IsFinite(scores.Number(id))) throw new GgufException($"{Scores} of token {id} is {scores.Number(id)}; a finite number was expected");
    }

    private static void MergeList(GgufSubject subject)
    {
        if (subject.Metadata.TryGetValue(Merges, out var merges)) List(merges, "strings", GgufValueType.String);
        else if (subject.Metadata.String(Model) == "gpt2" && subject.Metadata.String("tokenizer.ggml.pre") != "kimi-k2")
            throw new GgufException($"{Merges} is missing; the merges of byte-pair encoding were expected");
    }

    /// <summary>Real files write 0xFFFFFFFF for "none"; an id beyond the vocabulary is absent.</summary>
    private static void SpecialIds(GgufSubject subject)
    {
        int count = subject.Metadata[Tokens].Count;
        foreach (var (key, value) in subject.Metadata)
            if (key.StartsWith("tokenizer.ggml.", StringComparison.Ordinal) && key.EndsWith("_token_id", StringComparison.Ordinal) && value.Integer() >= count)
                subject.Warn($"{key} is {value.Integer()}, beyond the {count} tokens; it counts as absent");

        string start = subject.Key("decoder_start_token_id");
        if (subject.Metadata.Integer(start) is long id && id >= count)
            throw new GgufException($"{start} is {id}; an id below {count} was expected");
    }

    private static void TokenOddities(GgufSubject subject)
    {
        var tokens = subject.Metadata[Tokens];
        WarnOfTokens(subject, tokens, "is empty", id => tokens.Utf8(id).IsEmpty);
        WarnOfTokens(subject, tokens, "is not valid UTF-8", id => !Utf8.IsValid(tokens.Utf8(id)));
        if (subject.Metadata.TryGetValue(Types, out var types))
            WarnOfTokens(subject, tokens, $"has a type other than 0 to {MaxType}", id => types.Integer(id) is < 0 or > MaxType);
    }

    private static void WarnOfTokens(GgufSubject subject, GgufValue tokens, string fault, Func<int, bool> hasFault)
    {
        int first = -1, count = 0;
        for (int id = 0; id < tokens.Count; id++)
        {
            if (!hasFault(id)) continue;
            if (count++ == 0) first = id;
        }
        if (count > 0) subject.Warn(count == 1 ? $"token {first} {fault}" : $"token {first} {fault}, and {count - 1} more");
    }

    private static void List(GgufValue value, string expected, params ReadOnlySpan<GgufValueType> elementTypes)
    {
        if (value.Type != GgufValueType.Array || !elementTypes.Contains(value.ElementType))
            throw new GgufException($"{value.Key} is of type {value.TypeName}; a list of {expected} was expected");
    }

    private static bool SpellsByte(ReadOnlySpan<byte> text) =>
        text.Length == 6 && text.StartsWith("<0x"u8) && char.IsAsciiHexDigit((char)text[3]) && char.IsAsciiHexDigit((char)text[4]) && text[5] == '>';

    /// <summary>A token's text for a message; a file may hold a very long one.</summary>
    private static string Show(ReadOnlySpan<byte> utf8)
    {
        const int shown = 40;
        return Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, shown)]) + (utf8.Length > shown ? "..." : "");
    }
}
