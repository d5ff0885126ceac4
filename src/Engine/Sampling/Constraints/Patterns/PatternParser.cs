using System.Globalization;
using System.Text;

namespace Engine.Sampling.Constraints;

/// <summary>Reads regular expressions in the syntax of ECMAScript with the u flag, as far as they are regular languages.</summary>
/// <remarks>Source: ECMA-262, section "Patterns". Lazy quantifiers are read like greedy ones: which match is found first changes no language.</remarks>
internal sealed class PatternParser
{
    private readonly string _text;
    private int _at;
    private int _depth;

    private PatternParser(string text) => _text = text;

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    private bool IsAtEnd => _at >= _text.Length;

    /// <exception cref="ConstraintException">It is malformed, or asks for what no regular language is; the message has the position, counted from 1.</exception>
    public static Pattern Parse(string text)
    {
        if (text.Length > ConstraintLimits.MaxSourceLength)
            throw new ConstraintException($"the pattern has {text.Length} characters; at most {ConstraintLimits.MaxSourceLength} were expected", "");
        var parser = new PatternParser(text);
        var pattern = parser.ParseAlternatives();
        return parser.IsAtEnd ? pattern : throw parser.Error("the ')' closes no group", parser._at);
    }

    private Pattern ParseAlternatives()
    {
        var alternatives = new List<Pattern> { ParseSequence() };
        while (Current == '|' && !IsAtEnd)
        {
            _at++;
            alternatives.Add(ParseSequence());
        }
        return alternatives.Count == 1 ? alternatives[0] : new Pattern.Choice(alternatives);
    }

    private Pattern.Sequence ParseSequence()
    {
        var parts = new List<Pattern>();
        while (!IsAtEnd && Current is not ('|' or ')'))
        {
            int start = _at;
            var part = ParseItem();
            if (ParseQuantifier() is var (min, max))
            {
                if (part is Pattern.Anchor) throw Error("an anchor cannot be repeated", start);
                if (max < min) throw Error($"the repetition is from {min} to {max}; the first number must not be the larger", start);
                part = new Pattern.Repeat(part, min, max);
                if (Current == '?') _at++;
                else if (Current == '+') throw Error("possessive quantifiers are not supported", _at);
            }
            parts.Add(part);
        }
        return new Pattern.Sequence(parts);
    }

    /// <summary>A quantifier; null where none stands.</summary>
    private (int Min, int Max)? ParseQuantifier()
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
                return ParseBraces();
            default:
                return null;
        }
    }

    private (int Min, int Max)? ParseBraces()
    {
        int end = _text.IndexOf('}', _at);
        if (end < 0) return null;
        string[] numbers = _text[(_at + 1)..end].Split(',');
        if (numbers.Length > 2 || !IsNumber(numbers[0]) || (numbers.Length == 2 && numbers[1].Length > 0 && !IsNumber(numbers[1]))) return null;
        int min = Number(numbers[0]);
        int max = numbers.Length == 1 ? min : numbers[1].Length == 0 ? Expression.Unbounded : Number(numbers[1]);
        _at = end + 1;
        return (min, max);

        static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

        int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value <= ConstraintLimits.MaxRepetitions
            ? value
            : throw Error($"more than {ConstraintLimits.MaxRepetitions} repetitions are asked for", _at);
    }

    private Pattern ParseItem()
    {
        int start = _at;
        switch (Current)
        {
            case '(':
                return ParseGroup();
            case '[':
                return new Pattern.Character(ParseClass());
            case '.':
                _at++;
                return new Pattern.Character(CharacterClasses.LineTerminators.Complement());
            case '^' or '$':
                return new Pattern.Anchor(_text[_at++] == '^', start + 1);
            case '*' or '+' or '?':
                throw Error("nothing stands before the quantifier", start);
            case '\\':
                return new Pattern.Character(ParseEscape(inClass: false));
            default:
                return new Pattern.Character(CharacterSet.Of(ParseRune()));
        }
    }

    private Pattern ParseGroup()
    {
        int start = _at++;
        if (++_depth > ConstraintLimits.MaxNesting) throw Error($"groups are nested more than {ConstraintLimits.MaxNesting} deep", start);
        if (Current == '?' && !IsAtEnd)
        {
            string rest = _text[_at..Math.Min(_at + 3, _text.Length)];
            if (rest.StartsWith("?:", StringComparison.Ordinal)) _at += 2;
            else if (rest is "?=" or "?!" || rest.StartsWith("?=", StringComparison.Ordinal) || rest.StartsWith("?!", StringComparison.Ordinal)) throw Error("look-ahead is not supported", start);
            else if (rest is "?<=" or "?<!") throw Error("look-behind is not supported", start);
            else if (rest.StartsWith("?<", StringComparison.Ordinal) || rest == "?P<")
            {
                int end = _text.IndexOf('>', _at);
                if (end < 0) throw Error("the name of the group has no closing '>'", start);
                _at = end + 1;
            }
            else throw Error($"the group {Quote.Short("(" + rest)} is not supported", start);
        }
        var group = ParseAlternatives();
        if (Current != ')' || IsAtEnd) throw Error("the group has no closing ')'", start);
        _at++;
        _depth--;
        return group;
    }

    private CharacterSet ParseClass()
    {
        int start = _at++;
        bool isNegated = Current == '^';
        if (isNegated) _at++;
        var sets = new List<CharacterSet>();
        while (Current != ']' || IsAtEnd)
        {
            if (IsAtEnd) throw Error("the class has no closing ']'", start);
            int at = _at;
            var first = ParseMember();
            if (Current == '-' && _at + 1 < _text.Length && _text[_at + 1] != ']')
            {
                _at++;
                var last = ParseMember();
                if (Single(first) is not { } low || Single(last) is not { } high) throw Error("a range needs a character at each end", at);
                if (high < low) throw Error($"the range is from {Quote.Short(low)} to {Quote.Short(high)}; the first must not be the larger", at);
                first = CharacterSet.Of((low, high));
            }
            sets.Add(first);
        }
        _at++;
        var set = CharacterSet.Of(sets.SelectMany(member => member.Ranges));
        return isNegated ? set.Complement() : set;

        CharacterSet ParseMember() => Current == '\\' ? ParseEscape(inClass: true) : CharacterSet.Of(ParseRune());

        static int? Single(CharacterSet set) => set.Ranges is [var (low, high)] && low == high ? low : null;
    }

    private CharacterSet ParseEscape(bool inClass)
    {
        int start = _at++;
        if (IsAtEnd) throw Error("the pattern ends after a backslash", start);
        char escape = _text[_at++];
        switch (escape)
        {
            case 'd' or 'D':
                return Complemented(CharacterClasses.Digits, escape == 'D');
            case 'w' or 'W':
                return Complemented(CharacterClasses.Words, escape == 'W');
            case 's' or 'S':
                return Complemented(CharacterClasses.Spaces, escape == 'S');
            case 'p' or 'P':
                return Complemented(ParseProperty(start), escape == 'P');
            case 't':
                return CharacterSet.Of('\t');
            case 'n':
                return CharacterSet.Of('\n');
            case 'r':
                return CharacterSet.Of('\r');
            case 'f':
                return CharacterSet.Of('\f');
            case 'v':
                return CharacterSet.Of('\v');
            case '0' when !char.IsAsciiDigit(Current):
                return CharacterSet.Of(0);
            case 'c' when char.IsAsciiLetter(Current):
                return CharacterSet.Of(_text[_at++] & 31);
            case 'x':
                return CharacterSet.Of(ParseHex(2, start));
            case 'u':
                return CharacterSet.Of(ParseUnicode(start));
            case 'b' when inClass:
                return CharacterSet.Of('\b');
            case 'b' or 'B':
                throw Error("word boundaries are not supported", start);
            case 'k' or (>= '1' and <= '9'):
                throw Error("back-references are not supported: what they match is no regular language", start);
        }
        if (char.IsAsciiLetterOrDigit(escape)) throw Error($"the escape \\{escape} is not supported", start);
        _at--;
        return CharacterSet.Of(ParseRune());

        static CharacterSet Complemented(CharacterSet set, bool isComplement) => isComplement ? set.Complement() : set;
    }

    private CharacterSet ParseProperty(int start)
    {
        int end = _text.IndexOf('}', _at);
        if (Current != '{' || end < 0) throw Error("\\p{L}, for example, was expected", start);
        string name = _text[(_at + 1)..end];
        _at = end + 1;
        return CharacterClasses.Category(name) ?? throw Error($"the property {Quote.Short(name)} is not supported; a general category as L, Lu or Nd was expected", start);
    }

    private int ParseUnicode(int start)
    {
        if (Current == '{')
        {
            int end = _text.IndexOf('}', _at);
            if (end < 0 || !int.TryParse(_text.AsSpan((_at + 1)..end), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) || !Rune.IsValid(value))
                throw Error("\\u{1F600}, for example, was expected", start);
            _at = end + 1;
            return value;
        }
        int unit = ParseHex(4, start);
        if (!char.IsSurrogate((char)unit)) return unit;
        if (Current != '\\' || _at + 1 >= _text.Length || _text[_at + 1] != 'u') throw Error("half of a surrogate pair is no character", start);
        _at += 2;
        int low = ParseHex(4, start);
        return Rune.TryCreate((char)unit, (char)low, out var rune) ? rune.Value : throw Error("half of a surrogate pair is no character", start);
    }

    private int ParseHex(int digits, int start)
    {
        if (_at + digits > _text.Length || !int.TryParse(_text.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value))
            throw Error($"{digits} hexadecimal digits were expected", start);
        _at += digits;
        return value;
    }

    private int ParseRune()
    {
        if (!Rune.TryGetRuneAt(_text, _at, out var rune)) throw Error("half of a surrogate pair is no character", _at);
        _at += rune.Utf16SequenceLength;
        return rune.Value;
    }

    private ConstraintException Error(string what, int at) => new($"the pattern {Quote.Short(_text)} at position {at + 1}: {what}", $"position {at + 1}");
}
