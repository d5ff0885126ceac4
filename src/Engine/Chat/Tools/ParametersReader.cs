namespace Engine.Chat.Tools;

/// <summary>Reads arguments that are written one by one between marks, strings as they are.</summary>
/// <param name="parts">The marks.</param>
/// <param name="tool">The tool that is called; null where it is not known: what is JSON is then JSON, all else a string.</param>
/// <param name="sink">Gets the arguments.</param>
internal sealed class ParametersReader(CallPart.Parameters parts, ToolDefinition? tool, AnswerSink sink) : ArgumentReader(sink)
{
    private readonly List<ToolParameter> _parameters = tool is null ? [] : ToolParameter.Of(tool);
    private readonly string _open = parts.Open.Trim(), _close = parts.Close.Trim();
    private readonly string[] _between = parts.Between.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
    private readonly System.Text.StringBuilder _value = new();
    private State _state = State.Open;
    private int _passed;      // of what stands between name and value
    private int _count;
    private ParameterKind _kind;

    private enum State { Open, Name, Between, ValueStart, Value }

    public override bool WantsMarks => true;

    public override ReadStatus Read(CharBuffer buffer, ref int at)
    {
        switch (_state)
        {
            case State.Open:
                return ReadOpen(buffer, ref at);
            case State.Name:
                return ReadName(buffer, ref at);
            case State.Between:
                return ReadBetween(buffer, ref at);
            case State.ValueStart:
                // The line break before a value is not of it.
                if (parts.Between.EndsWith('\n') && buffer[at] == '\n') at++;
                _state = State.Value;
                return ReadStatus.Again;
            default:
                return ReadValue(buffer, ref at);
        }
    }

    private ReadStatus ReadOpen(CharBuffer buffer, ref int at)
    {
        int start = buffer.SkipSpace(at);
        if (start == buffer.Length || buffer.MayStartWith(start, _open)) return ReadStatus.More;
        if (!buffer.StartsWith(start, _open))
        {
            Add(_count == 0 ? "{}" : "}");
            return ReadStatus.Done;
        }
        at = start + _open.Length;
        _state = State.Name;
        return ReadStatus.Again;
    }

    private ReadStatus ReadName(CharBuffer buffer, ref int at)
    {
        int length = buffer.Span[at..].IndexOf(_between[0], StringComparison.Ordinal);
        if (length < 0) return ReadStatus.More;
        string name = buffer.Span.Slice(at, length).Trim().ToString();
        at += length;
        _kind = _parameters.Find(parameter => parameter.Name == name)?.Kind ?? ParameterKind.Either;
        Add((_count++ == 0 ? "{" : ", ") + ToolParameter.Quote(name) + ": ");
        if (_kind == ParameterKind.Text) Add('"');
        (_state, _passed) = (State.Between, 0);
        return ReadStatus.Again;
    }

    private ReadStatus ReadBetween(CharBuffer buffer, ref int at)
    {
        int start = _passed == 0 ? at : buffer.SkipSpace(at);
        if (start == buffer.Length || buffer.MayStartWith(start, _between[_passed])) return ReadStatus.More;
        if (!buffer.StartsWith(start, _between[_passed])) return ReadStatus.Broken;
        at = start + _between[_passed].Length;
        if (++_passed == _between.Length) _state = State.ValueStart;
        return ReadStatus.Again;
    }

    private ReadStatus ReadValue(CharBuffer buffer, ref int at)
    {
        var rest = buffer.Span[at..];
        int end = rest.IndexOf(_close, StringComparison.Ordinal);
        if (end < 0)
        {
            // What may begin the mark, and a line break before it, wait for more.
            int ready = rest.Length;
            for (int length = Math.Min(_close.Length - 1, rest.Length); length > 0; length--)
            {
                if (!_close.AsSpan().StartsWith(rest[^length..], StringComparison.Ordinal)) continue;
                ready -= length;
                break;
            }
            if (parts.Close.StartsWith('\n') && ready > 0 && rest[ready - 1] == '\n') ready--;
            Take(buffer, at, ready);
            at += ready;
            return ReadStatus.More;
        }
        int last = parts.Close.StartsWith('\n') && end > 0 && rest[end - 1] == '\n' ? end - 1 : end;
        Take(buffer, at, last);
        at += end + _close.Length;
        Add(_kind == ParameterKind.Text ? "\"" : ToolParameter.ToJson(_kind, _value.ToString()));
        _value.Clear();
        _state = State.Open;
        return ReadStatus.Again;
    }

    private void Take(CharBuffer buffer, int at, int length)
    {
        for (int i = at; i < at + length; i++)
        {
            if (buffer.IsMark(i)) continue;
            if (_kind == ParameterKind.Text) Add(Sampling.Constraints.JsonTexts.Escape(buffer[i].ToString()));
            else _value.Append(buffer[i]);
        }
    }
}
