using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Engine.Chat.Jinja;

/// <summary>
/// Cuts a template into tokens as jinja2 does with <c>trim_blocks</c> and <c>lstrip_blocks</c>: the newline after a block tag or comment goes,
/// and so do the blanks before one that starts its line. Source: jinja2, <c>Lexer.tokeniter</c>.
/// </summary>
internal sealed partial class Lexer
{
    private static readonly string[] s_operators =
        ["//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ",", ";"];

    private readonly string _source;
    private readonly List<Token> _tokens = [];
    private int _at;
    private int _line = 1;

    private Lexer(string source) => _source = source;

    public static List<Token> Tokenize(string template)
    {
        string source = template.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        if (source.EndsWith('\n')) source = source[..^1];
        var lexer = new Lexer(source);
        lexer.Run();
        return lexer._tokens;
    }

    private void Run()
    {
        while (_at < _source.Length)
        {
            int tag = NextTag();
            if (tag < 0)
            {
                Add(TokenKind.Data, _source[_at..]);
                break;
            }
            char kind = _source[tag + 1];
            char sign = tag + 2 < _source.Length && _source[tag + 2] is '-' or '+' ? _source[tag + 2] : '\0';
            AddText(tag, sign, mayStripBlanks: kind != '{');
            var raw = kind == '%' ? RawBegin().Match(_source, tag) : Match.Empty;
            if (raw.Success)
            {
                Advance(raw.Index + raw.Length);
                ReadRaw();
                continue;
            }
            Advance(tag + (sign == '\0' ? 2 : 3));
            if (kind == '#') SkipComment();
            else ReadTag(kind == '{');
        }
        Add(TokenKind.End, "");
    }

    private int NextTag()
    {
        for (int i = _at; (i = _source.IndexOf('{', i)) >= 0 && i + 1 < _source.Length; i++)
            if (_source[i + 1] is '%' or '{' or '#') return i;
        return -1;
    }

    /// <summary>Adds the text up to <paramref name="end"/>, where a tag with that sign begins.</summary>
    private void AddText(int end, char sign, bool mayStripBlanks)
    {
        int stop = end;
        if (sign == '-')
        {
            while (stop > _at && Text.IsSpace(_source[stop - 1])) stop--;
        }
        else if (sign != '+' && mayStripBlanks)
        {
            int blanks = end;
            while (blanks > _at && _source[blanks - 1] != '\n' && Text.IsSpace(_source[blanks - 1])) blanks--;
            // The line starts here when a newline precedes, be it text or the one a tag before swallowed.
            if (blanks == 0 || _source[blanks - 1] == '\n') stop = blanks;
        }
        if (stop > _at) Add(TokenKind.Data, _source[_at..stop]);
        Advance(end);
    }

    private void ReadRaw()
    {
        var end = RawEnd().Match(_source, _at);
        if (!end.Success) throw new ChatTemplateException("missing end of raw directive", _line);
        string sign = end.Groups["sign"].Value;
        AddText(end.Index, sign.Length == 0 ? '\0' : sign[0], mayStripBlanks: true);
        Advance(end.Index + end.Length);
    }

    private void SkipComment()
    {
        int end = _source.IndexOf("#}", _at, StringComparison.Ordinal);
        if (end < 0) throw new ChatTemplateException("missing end of comment tag", _line);
        char sign = end > _at ? _source[end - 1] : '\0';
        Advance(end + 2);
        TrimAfter(sign, trimNewline: true);
    }

    private void TrimAfter(char sign, bool trimNewline)
    {
        int stop = _at;
        if (sign == '-')
        {
            while (stop < _source.Length && Text.IsSpace(_source[stop])) stop++;
        }
        else if (sign != '+' && trimNewline && stop < _source.Length && _source[stop] == '\n') stop++;
        Advance(stop);
    }

    private void ReadTag(bool variable)
    {
        var (begin, end, close) = variable ? (TokenKind.VariableBegin, TokenKind.VariableEnd, "}}") : (TokenKind.BlockBegin, TokenKind.BlockEnd, "%}");
        Add(begin, "");
        var open = new Stack<string>();
        while (true)
        {
            while (_at < _source.Length && Text.IsSpace(_source[_at])) Advance(_at + 1);
            if (_at >= _source.Length) throw new ChatTemplateException($"a tag is not closed by '{close}'", _line);
            // Inside brackets '}}' closes dictionaries, not the tag.
            if (open.Count == 0)
            {
                char sign = _source[_at] == '-' || (_source[_at] == '+' && !variable) ? _source[_at] : '\0';
                int closing = sign == '\0' ? _at : _at + 1;
                if (string.CompareOrdinal(_source, closing, close, 0, 2) == 0)
                {
                    Add(end, "");
                    Advance(closing + 2);
                    TrimAfter(sign, trimNewline: !variable);
                    return;
                }
            }
            ReadOperand(open);
        }
    }

    private void ReadOperand(Stack<string> open)
    {
        if (Matched(FloatLiteral(), out string text)) Add(TokenKind.Float, text.Replace("_", "", StringComparison.Ordinal));
        else if (Matched(IntegerLiteral(), out text)) Add(TokenKind.Integer, text.Replace("_", "", StringComparison.Ordinal));
        else if (Matched(NameLiteral(), out text)) Add(TokenKind.Name, text);
        else if (Matched(StringLiteral(), out text)) Add(TokenKind.String, Unescape(text.AsSpan(1, text.Length - 2)));
        else
        {
            text = Array.Find(s_operators, candidate => string.CompareOrdinal(_source, _at, candidate, 0, candidate.Length) == 0)
                ?? throw new ChatTemplateException($"unexpected character '{_source[_at]}'", _line);
            if (text is "(" or "[" or "{") open.Push(text == "(" ? ")" : text == "[" ? "]" : "}");
            else if (text is ")" or "]" or "}" && (!open.TryPop(out string? expected) || expected != text))
                throw new ChatTemplateException($"unexpected '{text}'", _line);
            Add(TokenKind.Operator, text);
        }
        Advance(_at + text.Length);
    }

    private bool Matched(Regex pattern, out string text)
    {
        foreach (var match in pattern.EnumerateMatches(_source, _at))
        {
            text = _source.Substring(match.Index, match.Length);
            return true;
        }
        text = "";
        return false;
    }

    private void Add(TokenKind kind, string text) => _tokens.Add(new(kind, text, _line));

    private void Advance(int to)
    {
        _line += _source.AsSpan(_at, to - _at).Count('\n');
        _at = to;
    }

    /// <summary>Python's escapes; an unknown one keeps its backslash.</summary>
    private string Unescape(ReadOnlySpan<char> literal)
    {
        if (!literal.Contains('\\')) return literal.ToString();
        var text = new StringBuilder();
        for (int i = 0; i < literal.Length; i++)
        {
            if (literal[i] != '\\')
            {
                text.Append(literal[i]);
                continue;
            }
            char escape = literal[++i];
            if (escape is 'x' or 'u' or 'U')
            {
                int digits = escape == 'x' ? 2 : escape == 'u' ? 4 : 8;
                if (i + digits >= literal.Length
                    || !int.TryParse(literal.Slice(i + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
                    || code is < 0 or > 0x10FFFF)
                    throw new ChatTemplateException($"the escape '\\{escape}' needs {digits} hexadecimal digits", _line);
                i += digits;
                if (Rune.IsValid(code)) text.Append(new Rune(code).ToString());
                else text.Append((char)code);
            }
            else if (escape is >= '0' and <= '7')
            {
                int code = 0, digits = 0;
                for (; digits < 3 && i < literal.Length && literal[i] is >= '0' and <= '7'; digits++) code = code * 8 + literal[i++] - '0';
                i--;
                text.Append((char)code);
            }
            else if (escape == 'N') throw new ChatTemplateException("the escape '\\N' is not supported", _line);
            else
            {
                int known = "\n\\'\"abfnrtv".IndexOf(escape, StringComparison.Ordinal);
                if (known < 0) text.Append('\\').Append(escape);
                else if (known > 0) text.Append("\n\\'\"\a\b\f\n\r\t\v"[known]);
            }
        }
        return text.ToString();
    }

    [GeneratedRegex(@"\G\{%[-+]?\s*raw\s*(?:-%\}\s*|%\})")]
    private static partial Regex RawBegin();

    [GeneratedRegex(@"\{%(?<sign>[-+]?)\s*endraw\s*(?:\+%\}|-%\}\s*|%\}\n?)")]
    private static partial Regex RawEnd();

    [GeneratedRegex(@"\G(?<!\.)(?:[0-9]+_)*[0-9]+(?:(?:\.(?:[0-9]+_)*[0-9]+)?[eE][+-]?(?:[0-9]+_)*[0-9]+|\.(?:[0-9]+_)*[0-9]+)")]
    private static partial Regex FloatLiteral();

    [GeneratedRegex(@"\G(?:0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+|[1-9](?:_?[0-9])*|0(?:_?0)*)")]
    private static partial Regex IntegerLiteral();

    [GeneratedRegex(@"\G[\p{L}\p{Nl}_]\w*")]
    private static partial Regex NameLiteral();

    [GeneratedRegex(@"\G(?:'[^'\\]*(?:\\.[^'\\]*)*'|""[^""\\]*(?:\\.[^""\\]*)*"")", RegexOptions.Singleline)]
    private static partial Regex StringLiteral();
}
