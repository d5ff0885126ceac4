namespace Engine.Chat.Jinja;

/// <summary>markupsafe's <c>Markup</c>: text that <c>|safe</c> or <c>|escape</c> made, which escapes what is joined to it. Source: markupsafe 2.1.</summary>
internal static class Markup
{
    /// <summary>Methods whose arguments are escaped, and whose result is markup.</summary>
    private static readonly HashSet<string> s_escaping =
        ["capitalize", "casefold", "center", "format", "join", "ljust", "lower", "lstrip", "removeprefix", "removesuffix", "replace", "rjust", "rstrip", "strip", "swapcase", "title", "upper", "zfill"];

    private static readonly (char Plain, string Entity)[] s_entities = [('&', "&amp;"), ('>', "&gt;"), ('<', "&lt;"), ('\'', "&#39;"), ('"', "&#34;")];

    /// <summary>The filters <c>escape</c> and <c>e</c>: markup as it is, other text with entities.</summary>
    public static Text Escape(Budget budget, Text text)
    {
        if (text.IsMarkup) return text;
        var escaped = new TextBuilder(budget);
        int done = 0;
        for (int at = 0; at < text.Chars.Length; at++)
        {
            string? entity = Array.Find(s_entities, row => row.Plain == text.Chars[at]).Entity;
            if (entity is null) continue;
            budget.HoldObjects(2);
            escaped.Append(text, done, at - done);
            escaped.Append(text.Cut(at, 1).With(entity));
            done = at + 1;
        }
        escaped.Append(text, done, text.Chars.Length - done);
        return escaped.ToText().AsMarkup();
    }

    /// <summary>Arguments as a method of markup sees them.</summary>
    public static Arguments Escape(Budget budget, string method, Arguments arguments)
    {
        if (!s_escaping.Contains(method)) return arguments;
        return new([.. arguments.Positional.Select(value => Escape(budget, value))], [.. arguments.Named.Select(named => (named.Name, Escape(budget, named.Value)))]);
    }

    /// <summary>What a method of markup gives: text, and the texts of a list, are markup too.</summary>
    public static Value Result(string method, Value value) => value switch
    {
        Text text => text.AsMarkup(),
        ListValue { Kind: SequenceKind.List or SequenceKind.Tuple } list when method is "split" or "rsplit" or "splitlines" or "partition" or "rpartition" =>
            new ListValue([.. list.Items.Select(item => item is Text text ? text.AsMarkup() : item)], list.Kind),
        _ => value,
    };

    private static Value Escape(Budget budget, Value value) => value switch
    {
        Text text => Escape(budget, text),
        ListValue list => new ListValue([.. list.Items.Select(item => Escape(budget, item))], list.Kind),
        _ => value,
    };
}
