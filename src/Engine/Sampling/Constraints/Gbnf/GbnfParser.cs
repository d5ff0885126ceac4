using System.Globalization;
using System.Text;

namespace Engine.Sampling.Constraints;

/// <summary>Reads grammars in GBNF, the dialect of llama.cpp: rules of texts, classes of characters, groups, alternatives, repetitions and tokens.</summary>
/// <remarks>
/// Source: "GBNF Guide", grammars/README.md of llama.cpp. As there: names are letters, digits and hyphens; a rule ends with its line, except
/// within parentheses and after <c>|</c> or <c>::=</c>; the last definition of a name counts; the text follows the rule <c>root</c>.
/// </remarks>
internal sealed class GbnfParser
{
    private readonly string _text;
    private readonly Grammar _grammar = new();
    private readonly Dictionary<string, int> _rules = [];
    private readonly Dictionary<string, int> _firstUses = [];
    private int _at;
    private int _depth;

    private GbnfParser(string text) => _text = text;

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    /// <exception cref="ConstraintException">It is malformed; the message has line and column.</exception>
    public static Grammar Parse(string text)
    {
        if (text.Length > ConstraintLimits.MaxSourceLength)
            throw new ConstraintException($"the grammar has {text.Length} characters; at most {ConstraintLimits.MaxSourceLength} were expected", "");
        return new GbnfParser(text).Parse();
    }

    private Grammar Parse()
    {
        SkipSpace(newLines: true);
        while (_at < _text.Length) ParseRule();
        foreach (var (name, rule) in _rules)
            if (!_grammar.IsDefined(rule)) throw Error($"the rule {name} is used and not defined", _firstUses[name]);
        if (!_rules.TryGetValue("root", out int root)) throw new ConstraintException("the grammar has no rule root", "line 1, column 1");
        _grammar.Root = new Expression.Rule(root);
        return _grammar;
    }

    private void ParseRule()
    {
        string name = ParseName();
        SkipSpace(newLines: false);
        if (string.CompareOrdinal(_text, _at, "::=", 0, 3) != 0) throw Unexpected("::=");
        _at += 3;
        SkipSpace(newLines: true);
        _grammar.Define(RuleOf(name), ParseAlternatives(isNested: false));
        if (_at < _text.Length && Current is not ('\r' or '\n')) throw Unexpected("the end of the line");
        SkipSpace(newLines: true);
    }

    private Expression ParseAlternatives(bool isNested)
    {
        var alternatives = new List<Expression> { ParseSequence(isNested) };
        while (Current == '|')
        {
            _at++;
            SkipSpace(newLines: true);
            alternatives.Add(ParseSequence(isNested));
        }
        return Expression.Any(alternatives);
    }

    private Expression ParseSequence(bool isNested)
    {
        var parts = new List<Expression>();
        while (true)
        {
            int start = _at;
            if (ParseRepetition() is var (min, max))
            {
                if (parts.Count == 0) throw Error("nothing stands before the repetition", start);
                parts[^1] = new Expression.Repeat(parts[^1], min, max);
            }
            else if (ParseItem() is { } item) parts.Add(item);
            else return Expression.Of(parts);
            SkipSpace(isNested);
        }

        (int Min, int Max)? ParseRepetition()
        {
            switch (Current)
            {
                case '*':
                    _at++;
                    return (0, Expression.Unbounded);
                case '+':
                    _at++;
                    return (1, Expression.Unbounded);
                case '?':
                    _at++;
                    return (0, 1);
                case '{':
                    return ParseBraces(isNested);
                default:
                    return null;
            }
        }
    }

    private Expression? ParseItem()
    {
        switch (Current)
        {
            case '"':
                return ParseText();
            case '[':
                return ParseClass();
            case '.':
                _at++;
                return new Expression.Character(CharacterSet.All);
            case '(':
                if (++_depth > ConstraintLimits.MaxNesting) throw Error($"parentheses are nested more than {ConstraintLimits.MaxNesting} deep", _at);
                _at++;
                SkipSpace(newLines: true);
                var group = ParseAlternatives(isNested: true);
                if (Current != ')') throw Unexpected("')'");
                _at++;
                _depth--;
                return group;
            case '<' or '!':
                return ParseToken();
            default:
                if (!IsNameCharacter(Current)) return null;
                int start = _at;
                string name = ParseName();
                _firstUses.TryAdd(name, start);
                return new Expression.Rule(RuleOf(name));
        }
    }

    private (int Min, int Max) ParseBraces(bool isNested)
    {
        int start = _at++;
        SkipSpace(isNested);
        int min = ParseNumber(start), max = min;
        SkipSpace(isNested);
        if (Current == ',')
        {
            _at++;
            SkipSpace(isNested);
            max = char.IsAsciiDigit(Current) ? ParseNumber(start) : Expression.Unbounded;
            SkipSpace(isNested);
        }
        if (Current != '}') throw Unexpected(max == min ? "',' or '}'" : "'}'");
        _at++;
        return max >= min ? (min, max) : throw Error($"the repetition is from {min} to {max}; the first number must not be the larger", start);
    }

    private int ParseNumber(int place)
    {
        int start = _at;
        while (char.IsAsciiDigit(Current)) _at++;
        if (_at == start) throw Unexpected("a number");
        return int.TryParse(_text.AsSpan(start, _at - start), CultureInfo.InvariantCulture, out int number) && number <= ConstraintLimits.MaxRepetitions
            ? number
            : throw Error($"more than {ConstraintLimits.MaxRepetitions} repetitions are asked for", place);
    }

    private Expression.Text ParseText()
    {
        int start = _at++;
        var bytes = new List<byte>();
        Span<byte> utf8 = stackalloc byte[4];
        while (Current != '"')
        {
            if (_at >= _text.Length) throw Error("the text has no closing quotation mark", start);
            int at = _at;
            int codePoint = ParseCharacter();
            if (!Rune.IsValid(codePoint)) throw Error($"U+{codePoint:X4} is no character", at);
            bytes.AddRange(utf8[..new Rune(codePoint).EncodeToUtf8(utf8)]);
        }
        _at++;
        return new Expression.Text([.. bytes]);
    }

    private Expression.Character ParseClass()
    {
        int start = _at++;
        bool isNegated = Current == '^';
        if (isNegated) _at++;
        var ranges = new List<(int, int)>();
        while (Current != ']')
        {
            if (_at >= _text.Length) throw Error("the class has no closing bracket", start);
            int at = _at;
            int first = ParseCharacter(), last = first;
            if (Current == '-' && _at + 1 < _text.Length && _text[_at + 1] != ']')
            {
                _at++;
                last = ParseCharacter();
                if (last < first) throw Error($"the range is from {Quote.Short(first)} to {Quote.Short(last)}; the first must not be the larger", at);
            }
            ranges.Add((first, last));
        }
        _at++;
        var set = CharacterSet.Of(ranges);
        return new Expression.Character(isNegated ? set.Complement() : set);
    }

    private int ParseCharacter()
    {
        int start = _at;
        if (_at >= _text.Length) throw Error("the grammar ends within a text or class", start);
        if (Current != '\\')
        {
            if (!Rune.TryGetRuneAt(_text, _at, out var rune)) throw Error("half of a surrogate pair is no character", start);
            _at += rune.Utf16SequenceLength;
            return rune.Value;
        }
        _at++;
        char escape = Current;
        _at++;
        return escape switch
        {
            'x' => ParseHex(2, start),
            'u' => ParseHex(4, start),
            'U' => ParseHex(8, start),
            't' => '\t',
            'r' => '\r',
            'n' => '\n',
            '\\' or '"' or '[' or ']' => escape,
            _ => throw Error($"the escape \\{(char.IsControl(escape) ? "" : escape)} is unknown; one of \\x \\u \\U \\t \\r \\n \\\\ \\\" \\[ \\] was expected", start),
        };
    }

    private int ParseHex(int digits, int start)
    {
        if (_at + digits > _text.Length || !uint.TryParse(_text.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value))
            throw Error($"{digits} hexadecimal digits were expected", start);
        _at += digits;
        return value <= 0x10FFFF ? (int)value : throw Error($"U+{value:X} is no character", start);
    }

    /// <summary>&lt;text&gt; is the token spelled so, brackets included; &lt;[id]&gt; the one with that id; ! any other.</summary>
    private Expression.Token ParseToken()
    {
        int start = _at;
        bool isNegated = Current == '!';
        if (isNegated) _at++;
        if (Current != '<') throw Unexpected("'<'");
        int end = _text.IndexOf('>', _at);
        int line = _text.IndexOfAny(['\r', '\n'], _at);
        if (end < 0 || (line >= 0 && line < end)) throw Error("the token has no closing '>'", start);
        string spelling = _text[_at..(end + 1)];
        _at = end + 1;
        if (!spelling.StartsWith("<[", StringComparison.Ordinal)) return new(new TokenName(-1, spelling), isNegated);
        if (!spelling.EndsWith("]>", StringComparison.Ordinal) || !int.TryParse(spelling.AsSpan(2..^2), NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            throw Error($"{Quote.Short(spelling)} is no token id; <[1000]> for example was expected", start);
        return new(new TokenName(id), isNegated);
    }

    private string ParseName()
    {
        int start = _at;
        while (IsNameCharacter(Current)) _at++;
        return _at > start ? _text[start.._at] : throw Unexpected("the name of a rule");
    }

    private int RuleOf(string name)
    {
        if (!_rules.TryGetValue(name, out int rule)) _rules.Add(name, rule = _grammar.Add(name));
        return rule;
    }

    private void SkipSpace(bool newLines)
    {
        while (_at < _text.Length)
        {
            char c = Current;
            if (c == '#')
            {
                while (_at < _text.Length && Current is not ('\r' or '\n')) _at++;
            }
            else if (c is ' ' or '\t' || (newLines && c is '\r' or '\n')) _at++;
            else return;
        }
    }

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == '-';

    private ConstraintException Unexpected(string expected) =>
        Error(_at < _text.Length ? $"{expected} was expected, and {Quote.Short(Line(_at))} stands there" : $"{expected} was expected, and the grammar ends", _at);

    private string Line(int at)
    {
        int end = _text.IndexOfAny(['\r', '\n'], at);
        return end == at ? "the end of the line" : _text[at..(end < 0 ? _text.Length : end)];
    }

    private ConstraintException Error(string what, int at)
    {
        int line = _text.AsSpan(0, at).Count('\n') + 1;
        int column = at - (at == 0 ? -1 : _text.LastIndexOf('\n', at - 1));
        string place = $"line {line}, column {column}";
        return new ConstraintException($"the grammar is malformed at {place}: {what}", place);
    }
}
