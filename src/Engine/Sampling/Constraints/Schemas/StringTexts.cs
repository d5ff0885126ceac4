using System.Text.Json;

namespace Engine.Sampling.Constraints;

/// <summary>The contents of strings, between their quotation marks, and the names of properties.</summary>
internal sealed class StringTexts(SchemaExpander expander)
{
    private readonly Dictionary<string, Dfa> _contents = [];

    /// <summary>Contents as <paramref name="facts"/> say.</summary>
    public Expression Content(SchemaFacts facts)
    {
        bool excludes = facts.Excluded.Exists(IsText);
        bool isAnyLength = facts.MinLength == 0 && facts.MaxLength == Expression.Unbounded;
        if (facts.MaxLength < facts.MinLength) return Expression.Nothing;
        if (facts.Contents.Count == 0 && !excludes) return new Expression.Repeat(JsonTexts.Character, facts.MinLength, facts.MaxLength);
        // One condition alone needs no intersection.
        if (facts.Contents.Count == 1 && isAnyLength && !excludes) return facts.Contents[0].Content;
        return new Expression.Language(Language(facts));
    }

    /// <summary>The same as a language, each character written in one way only.</summary>
    public Dfa Language(SchemaFacts facts)
    {
        var languages = facts.Contents.Select(content => Known(content.Place, content.Content)).ToList();
        if (languages.Count == 0 || facts.MinLength > 0 || facts.MaxLength < Expression.Unbounded)
            languages.Add(Dfa.Of(new Expression.Repeat(JsonTexts.PlainCharacter, facts.MinLength, facts.MaxLength)));
        var language = languages.Aggregate((a, b) => a.Intersect(b));
        string[] excluded = [.. facts.Excluded.Where(IsText).Select(value => value.Value.GetString()!)];
        return excluded.Length == 0 ? language : language.Except(Texts(excluded));
    }

    /// <summary>The contents that are names as <paramref name="schemas"/> say; null for any.</summary>
    public Dfa? Names(IReadOnlyList<Schema> schemas)
    {
        if (schemas.Count == 0) return null;
        var languages = expander.Expand(schemas).Where(facts => (facts.Types & JsonTypes.Text) != 0).Select(facts => facts.Values is { } values
            ? Texts(values.Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!)).Intersect(Language(facts))
            : Language(facts)).ToList();
        return Dfa.Of(Expression.Any([.. languages.Select(language => new Expression.Language(language))]));
    }

    /// <summary>These texts and no others.</summary>
    public static Dfa Texts(IEnumerable<string> texts) => Dfa.Of(Expression.Any([.. texts.Select(text => Expression.Utf8(JsonTexts.Escape(text)))]));

    private Dfa Known(string place, Expression content)
    {
        if (!_contents.TryGetValue(place, out var known)) _contents.Add(place, known = Dfa.Of(content));
        return known;
    }

    private static bool IsText((JsonElement Value, string Place) excluded) => excluded.Value.ValueKind == JsonValueKind.String;
}
