namespace Engine.Chat.Tools;

/// <summary>Reads arguments that are written as those of a call in Python: <c>(city="Paris", days=3, exact=True)</c>.</summary>
internal sealed class KeywordsReader(AnswerSink sink) : ArgumentReader(sink)
{
    private readonly System.Text.StringBuilder _word = new();
    private State _state = State.Start;
    private int _depth;       // brackets open within a value
    private int _count;
    private char _quote;      // of the string that is being read; 0 outside
    private bool _isEscaped;

    private enum State { Start, Name, Value }

    public override ReadStatus Read(CharBuffer buffer, ref int at)
    {
        char c = buffer[at++];
        switch (_state)
        {
            case State.Start:
                if (c == '(') _state = State.Name;
                return c == '(' || char.IsWhiteSpace(c) ? ReadStatus.Again : ReadStatus.Broken;
            case State.Name:
                return ReadName(c);
            default:
                if (_quote != 0) ReadText(c);
                else return ReadValue(c);
                return ReadStatus.Again;
        }
    }

    private ReadStatus ReadName(char c)
    {
        if (c == ')' && _word.Length == 0) return End();
        if (c == '=' && _word.Length > 0)
        {
            Add((_count++ == 0 ? "{" : ", ") + ToolParameter.Quote(_word.ToString()) + ": ");
            _word.Clear();
            _state = State.Value;
        }
        else if (ToolDefinition.IsNameCharacter(c)) _word.Append(c);
        else if (!char.IsWhiteSpace(c) && !(c == ',' && _word.Length == 0)) return ReadStatus.Broken;
        return ReadStatus.Again;
    }

    private ReadStatus ReadValue(char c)
    {
        if (char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '+' or '_')
        {
            _word.Append(c);
            return ReadStatus.Again;
        }
        EndWord();
        switch (c)
        {
            case '"' or '\'':
                Add('"');
                _quote = c;
                break;
            case '(' or '[' or '{':
                Add(c == '(' ? '[' : c);
                _depth++;
                break;
            case ')' when _depth == 0:
                return End();
            case ',' when _depth == 0:
                _state = State.Name;
                break;
            case ')' or ']' or '}':
                Add(c == ')' ? ']' : c);
                _depth--;
                break;
            default:
                Add(c);
                break;
        }
        return _depth < 0 ? ReadStatus.Broken : ReadStatus.Again;
    }

    private void ReadText(char c)
    {
        if (_isEscaped)
        {
            _isEscaped = false;
            // Those that JSON has too, and the apostrophe, which needs none there.
            Add(c switch { '\'' => "'", '"' or '\\' or 'n' or 't' or 'r' or 'b' or 'f' or 'u' => "\\" + c, _ => "\\\\" + Sampling.Constraints.JsonTexts.Escape(c.ToString()) });
        }
        else if (c == '\\') _isEscaped = true;
        else if (c == _quote)
        {
            Add('"');
            _quote = '\0';
        }
        else Add(Sampling.Constraints.JsonTexts.Escape(c.ToString()));
    }

    private void EndWord()
    {
        if (_word.Length == 0) return;
        string word = _word.ToString();
        Add(word switch { "True" => "true", "False" => "false", "None" => "null", _ => word });
        _word.Clear();
    }

    private ReadStatus End()
    {
        EndWord();
        Add(_count == 0 ? "{}" : "}");
        return ReadStatus.Done;
    }
}
