namespace Engine.Chat.Tools;

/// <summary>What a character is to the JSON value that is being read.</summary>
internal enum JsonStep
{
    /// <summary>A part of it.</summary>
    Inside,
    /// <summary>Its last character.</summary>
    Last,
    /// <summary>The first character after it.</summary>
    After,
    /// <summary>No value begins so.</summary>
    Bad,
}

/// <summary>Finds where a JSON value ends, character by character. Whether it is JSON, a parser says afterwards.</summary>
internal struct JsonScanner
{
    private int _depth;
    private bool _isText, _isEscaped, _isWord;

    public JsonStep Read(char c)
    {
        if (_isText) return ReadText(c);
        if (_isWord) return char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.' ? JsonStep.Inside : JsonStep.After;
        switch (c)
        {
            case '"':
                _isText = true;
                return JsonStep.Inside;
            case '{' or '[':
                _depth++;
                return JsonStep.Inside;
            case '}' or ']' when _depth > 0:
                return --_depth == 0 ? JsonStep.Last : JsonStep.Inside;
            case '-' or (>= '0' and <= '9') or (>= 'a' and <= 'z') when _depth == 0:
                _isWord = true;
                return JsonStep.Inside;
            default:
                return _depth > 0 ? JsonStep.Inside : JsonStep.Bad;
        }
    }

    private JsonStep ReadText(char c)
    {
        bool ends = c == '"' && !_isEscaped;
        _isEscaped = c == '\\' && !_isEscaped;
        if (!ends) return JsonStep.Inside;
        _isText = false;
        return _depth == 0 ? JsonStep.Last : JsonStep.Inside;
    }
}
