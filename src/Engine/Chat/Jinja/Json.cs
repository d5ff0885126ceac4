using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Engine.Chat.Jinja;

/// <summary>JSON in, as values, and out, as Python's <c>json.dumps</c> writes it with transformers' settings.</summary>
internal static class Json
{
    /// <summary>The value of a JSON element; the strings of messages are marked so.</summary>
    public static Value Read(JsonElement element, bool fromMessage) => ReadMended(JsonText.Mend(element), fromMessage);

    private static Value ReadMended(JsonElement element, bool fromMessage) => element.ValueKind switch
    {
        JsonValueKind.Object => new DictValue(element.EnumerateObject().Select(property =>
            KeyValuePair.Create<Value, Value>(Marked(property.Name, fromMessage), ReadMended(property.Value, fromMessage)))),
        JsonValueKind.Array => new ListValue([.. element.EnumerateArray().Select(item => ReadMended(item, fromMessage))]),
        JsonValueKind.String => Marked(element.GetString()!, fromMessage),
        JsonValueKind.Number => ReadNumber(element.GetRawText()),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => NoneValue.None,
    };

    /// <summary>The filter <c>tojson</c>.</summary>
    public static Value Write(Evaluator evaluator, Value value, Bound a)
    {
        var indent = a[1] switch
        {
            null or NoneValue => null,
            Text text => text.Chars,
            _ => new string(' ', Math.Clamp(a.Int(1), 0, 100)),
        };
        var (item, key) = (indent is null ? ", " : ",", ": ");
        if (a[2] is ListValue { Span: [Text first, Text second] }) (item, key) = (first.Chars, second.Chars);
        var json = new TextBuilder(evaluator.Budget);
        new Writer(json, evaluator.Budget, indent, item, key, ensureAscii: a.IsTrue(0), sortKeys: a.IsTrue(3)).Write(value, 0);
        return json.ToText();
    }

    private static Text Marked(string chars, bool fromMessage) => fromMessage ? Text.FromMessage(chars) : chars;

    private static NumberValue ReadNumber(string digits) =>
        digits.AsSpan().IndexOfAny('.', 'e', 'E') < 0 && digits.Length <= 1000
            ? new IntValue(BigInteger.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture))
            : new FloatValue(double.Parse(digits, CultureInfo.InvariantCulture));

    private sealed class Writer(TextBuilder to, Budget budget, string? indent, string itemSeparator, string keySeparator, bool ensureAscii, bool sortKeys)
    {
        public void Write(Value value, int level)
        {
            budget.Step();
            switch (value)
            {
                case Text text:
                    WriteString(text);
                    break;
                case FloatValue { Float: var real } when !double.IsFinite(real):
                    to.Append(double.IsNaN(real) ? "NaN" : real > 0 ? "Infinity" : "-Infinity");
                    break;
                case NoneValue or NumberValue:
                    to.Append(Scalar(value));
                    break;
                case ListValue { Kind: SequenceKind.List or SequenceKind.Tuple } list:
                    WriteItems('[', ']', list.Items, level, item => Write(item, level + 1));
                    break;
                case DictValue dict:
                    WriteItems('{', '}', Entries(dict), level, entry => WriteEntry(entry.Key, entry.Value, level + 1));
                    break;
                default:
                    throw new ChatTemplateException($"Object of type {value.TypeName} is not JSON serializable");
            }
        }

        private void WriteEntry(Value key, Value value, int level)
        {
            WriteString(key is Text text ? text : Scalar(key));
            to.Append(keySeparator);
            Write(value, level);
        }

        private static Text Scalar(Value value) => value switch
        {
            NoneValue => "null",
            BoolValue flag => flag.IsTrue ? "true" : "false",
            NumberValue number => number.Digits,
            _ => throw new ChatTemplateException($"keys must be str, int, float, bool or None, not {value.TypeName}"),
        };

        private IEnumerable<KeyValuePair<Value, Value>> Entries(DictValue dict) =>
            sortKeys ? dict.Entries.OrderBy(entry => entry.Key, Comparer<Value>.Create((x, y) => Operators.Order("<", x, y))) : dict.Entries;

        private void WriteItems<T>(char open, char close, IEnumerable<T> items, int level, Action<T> write)
        {
            to.Append(open);
            bool any = false;
            foreach (var item in items)
            {
                if (any) to.Append(itemSeparator);
                NewLine(level + 1);
                write(item);
                any = true;
            }
            if (any) NewLine(level);
            to.Append(close);
        }

        private void NewLine(int level)
        {
            if (indent is null) return;
            to.Append('\n');
            for (int i = 0; i < level; i++) to.Append(indent);
        }

        private void WriteString(Text text)
        {
            to.Append('"');
            int done = 0;
            for (int at = 0; at < text.Chars.Length; at++)
            {
                if (Escaped(text.Chars[at]) is not { } escape) continue;
                budget.HoldObjects(2);
                to.Append(text, done, at - done);
                to.Append(text.Cut(at, 1).With(escape));
                done = at + 1;
            }
            to.Append(text, done, text.Chars.Length - done);
            to.Append('"');
        }

        /// <summary>How the character is written where not as it is.</summary>
        private string? Escaped(char c) => c switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\f' => "\\f",
            '\b' => "\\b",
            _ => c < ' ' || (ensureAscii && c > '\x7e') ? $"\\u{(int)c:x4}" : null,
        };
    }
}
