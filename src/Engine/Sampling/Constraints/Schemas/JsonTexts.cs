using System.Text;

namespace Engine.Sampling.Constraints;

/// <summary>The parts JSON is written with, as expressions of a grammar.</summary>
/// <remarks>
/// Source: RFC 8259. Between tokens stands nothing, one space, or a line break and up to twenty spaces, and numbers have at most 16 digits before and
/// after the point and two in the exponent: what is longer says nothing more, and a model that has lost its way would not find an end.
/// </remarks>
internal sealed class JsonTexts
{
    private const int MaxIndent = 20;
    public const int MaxDigits = 16;

    private static readonly CharacterSet s_special = CharacterSet.Of((0, 0x1F), ('"', '"'), ('\\', '\\'));
    private static readonly Expression s_hex = Set("0123456789abcdefABCDEF");

    private readonly Grammar _grammar;
    private readonly Lazy<Expression> _space, _value;

    public JsonTexts(Grammar grammar)
    {
        _grammar = grammar;
        _space = new(() => Rule("space", Expression.Any(Expression.Empty, Expression.Utf8(" "),
            Expression.Of(Expression.Utf8("\n"), new Expression.Repeat(Expression.Utf8(" "), 0, MaxIndent)))));
        _value = new(AnyValue);
    }

    /// <summary>What may stand between tokens.</summary>
    public Expression Space => _space.Value;

    /// <summary>Any value.</summary>
    public Expression Value => _value.Value;

    public static Expression Digit { get; } = new Expression.Character(CharacterClasses.Digits);

    public static Expression NonZeroDigit { get; } = new Expression.Character(CharacterSet.Of(('1', '9')));

    /// <summary>An integer; there is no negative zero.</summary>
    public static Expression Integer { get; } = Expression.Any(
        Expression.Utf8("0"),
        Expression.Of(Expression.Optional(Expression.Utf8("-")), NonZeroDigit, new Expression.Repeat(Digit, 0, MaxDigits - 1)));

    /// <summary>Any number.</summary>
    public static Expression Number { get; } = Expression.Of(
        Expression.Optional(Expression.Utf8("-")),
        Expression.Any(Expression.Utf8("0"), Expression.Of(NonZeroDigit, new Expression.Repeat(Digit, 0, MaxDigits - 1))),
        Expression.Optional(Expression.Of(Expression.Utf8("."), new Expression.Repeat(Digit, 1, MaxDigits))),
        Expression.Optional(Expression.Of(Set("eE"), Expression.Optional(Set("+-")), new Expression.Repeat(Digit, 1, 2))));

    /// <summary>One character of a string, written in any way JSON has.</summary>
    public static Expression Character { get; } = Expression.Any(
        new Expression.Character(s_special.Complement()),
        Expression.Of(Expression.Utf8("\\"), Set("\"\\/bfnrt")),
        Expression.Of(Expression.Utf8("\\u"), Expression.Any(
            Expression.Of(Set("0123456789abcefABCEF"), s_hex, s_hex, s_hex),
            Expression.Of(Set("dD"), Set("01234567"), s_hex, s_hex),
            Expression.Of(Set("dD"), Set("89abAB"), s_hex, s_hex, Expression.Utf8("\\u"), Set("dD"), Set("cdefCDEF"), s_hex, s_hex))));

    /// <summary>One character of a string, written in one way only: so that texts can be compared by their bytes.</summary>
    public static Expression PlainCharacter { get; } = Escape(new Expression.Character(CharacterSet.All));

    /// <summary>A string of any content.</summary>
    public static Expression String { get; } = Quoted(new Expression.Repeat(Character, 0));

    /// <summary>A name of a property, of any content.</summary>
    public static Expression Key { get; } = Quoted(new Expression.Repeat(PlainCharacter, 0));

    public static Expression Quoted(Expression content) => Expression.Of(Expression.Utf8("\""), content, Expression.Utf8("\""));

    /// <summary>The texts of <paramref name="expression"/> as they stand in a string, each character written in one way only.</summary>
    public static Expression Escape(Expression expression) => expression switch
    {
        Expression.Character character => Escape(character.Set),
        Expression.Text text => Expression.Utf8(Escape(Encoding.UTF8.GetString(text.Bytes))),
        Expression.Sequence sequence => new Expression.Sequence([.. sequence.Parts.Select(Escape)]),
        Expression.Choice choice => new Expression.Choice([.. choice.Alternatives.Select(Escape)]),
        Expression.Repeat repeat => repeat with { Body = Escape(repeat.Body) },
        _ => throw new InvalidOperationException($"an expression of type {expression.GetType().Name} has no characters"),
    };

    /// <summary><paramref name="text"/> as it stands in a string, each character written in one way only.</summary>
    public static string Escape(string text) => string.Concat(text.Select(Escape));

    /// <summary>An object of any properties, or an array of any items.</summary>
    public Grammar AnyDocument()
    {
        _grammar.Root = Value;
        return _grammar;
    }

    /// <summary>A rule for <paramref name="expression"/>.</summary>
    public Expression Rule(string name, Expression expression)
    {
        int rule = _grammar.Add(name);
        _grammar.Define(rule, expression);
        return new Expression.Rule(rule);
    }

    /// <summary>A property: its name in quotation marks, and its value.</summary>
    public Expression Property(Expression key, Expression value) => Expression.Of(key, Expression.Utf8(":"), Space, value);

    /// <summary>Items between brackets, with commas; <paramref name="items"/> begins with the first one, or is empty.</summary>
    public Expression Brackets(string open, Expression items, string close) => Expression.Any(
        Expression.Utf8(open + close), Expression.Of(Expression.Utf8(open), Space, items, Space, Expression.Utf8(close)));

    /// <summary>A comma and what follows it.</summary>
    public Expression Next(Expression item) => Expression.Of(Expression.Utf8(","), Space, item);

    private Expression.Rule AnyValue()
    {
        _grammar.HasOpenNames = true;
        int value = _grammar.Add("value");
        var any = new Expression.Rule(value);
        var property = Rule("property", Property(Key, any));
        _grammar.Define(value, Expression.Any(
            Expression.Utf8("null"), Expression.Utf8("true"), Expression.Utf8("false"), Number, String,
            Brackets("{", Expression.Of(property, new Expression.Repeat(Next(property), 0)), "}"),
            Brackets("[", Expression.Of(any, new Expression.Repeat(Next(any), 0)), "]")));
        return any;
    }

    private static Expression Escape(CharacterSet set)
    {
        var alternatives = new List<Expression>();
        if (set.Except(s_special) is { IsEmpty: false } plain) alternatives.Add(new Expression.Character(plain));
        foreach (var (first, last) in set.Intersect(s_special).Ranges)
            for (int codePoint = first; codePoint <= last; codePoint++) alternatives.Add(Expression.Utf8(Escape((char)codePoint)));
        return Expression.Any(alternatives);
    }

    private static string Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\f' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        < ' ' => $"\\u{(int)c:x4}",
        _ => c.ToString(),
    };

    private static Expression.Character Set(string characters) => new(CharacterSet.Of(characters.Select(c => ((int)c, (int)c))));
}
