namespace Engine.Chat.Tools;

/// <summary>Reads arguments that are JSON but for names without quotation marks and strings between marks of their own.</summary>
internal sealed class UnquotedReader(CallPart.Unquoted part, AnswerSink sink) : ArgumentReader(sink)
{
    private readonly Stack<bool> _isObject = new();
    private bool _isText, _isJsonText, _isEscaped, _expectsName, _isName;

    public override bool WantsMarks => true;

    public override ReadStatus Read(CharBuffer buffer, ref int at)
    {
        string quote = part.Quote;
        if (!_isJsonText)
        {
            if (buffer.MayStartWith(at, quote)) return ReadStatus.More;
            if (buffer.StartsWith(at, quote))
            {
                EndName();
                Add('"');
                (_isText, _expectsName) = (!_isText, false);
                at += quote.Length;
                return ReadStatus.Again;
            }
        }
        if (buffer.IsMark(at)) return _isText ? Pass(ref at) : ReadStatus.Broken;
        char c = buffer[at++];
        if (_isText) Add(Sampling.Constraints.JsonTexts.Escape(c.ToString()));
        else if (_isJsonText) ReadJsonText(c);
        else return ReadOutside(c);
        return ReadStatus.Again;
    }

    private static ReadStatus Pass(ref int at)
    {
        at++;
        return ReadStatus.Again;
    }

    private void ReadJsonText(char c)
    {
        Add(c);
        if (c == '"' && !_isEscaped) _isJsonText = false;
        _isEscaped = c == '\\' && !_isEscaped;
    }

    private ReadStatus ReadOutside(char c)
    {
        if (_isObject.Count == 0 && c != '{') return char.IsWhiteSpace(c) ? ReadStatus.Again : ReadStatus.Broken;
        if (_isName && !ToolDefinition.IsNameCharacter(c)) EndName();
        switch (c)
        {
            case '{' or '[':
                _isObject.Push(c == '{');
                _expectsName = c == '{';
                break;
            case '}' or ']':
                _isObject.Pop();
                _expectsName = false;
                break;
            case ',':
                _expectsName = _isObject.Peek();
                break;
            case '"':
                (_isJsonText, _isEscaped, _expectsName) = (true, false, false);
                break;
            default:
                if (!_expectsName || char.IsWhiteSpace(c) || c == ':') break;
                Add('"');
                (_isName, _expectsName) = (true, false);
                break;
        }
        Add(c);
        return _isObject.Count == 0 ? ReadStatus.Done : ReadStatus.Again;
    }

    private void EndName()
    {
        if (!_isName) return;
        Add('"');
        _isName = false;
    }
}
