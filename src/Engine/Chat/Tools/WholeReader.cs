using System.Text;

namespace Engine.Chat.Tools;

/// <summary>Reads a call that is a JSON object: its name, its arguments and perhaps its id, in any order, and passes over the rest.</summary>
/// <param name="whole">Its keys.</param>
/// <param name="begin">Begins the call of an id and a name; false where there is no such call.</param>
/// <param name="sink">Gets the arguments.</param>
internal sealed class WholeReader(CallPart.Whole whole, Func<string?, string, bool> begin, AnswerSink sink) : ArgumentReader(sink)
{
    // What some models write in place of their format's own keys.
    private static readonly string[] s_nameKeys = ["name", "tool_name", "function"];
    private static readonly string[] s_argumentKeys = ["arguments", "parameters", "args"];

    private readonly StringBuilder _value = new();   // the key or the value that is being read, but for arguments
    private JsonScanner _scanner;
    private JsonArguments? _arguments;
    private State _state = State.Start;
    private string _key = "";
    private string? _id;
    private bool _hasName, _isKeyRead, _isBad;

    private enum State { Start, Key, Colon, Value, InValue, InArguments, Next }

    public override ReadStatus Read(CharBuffer buffer, ref int at)
    {
        char c = buffer[at];
        switch (_state)
        {
            case State.InArguments:
                return ReadArguments(c, ref at);
            case State.InValue:
                return ReadValue(c, ref at);
        }
        at++;
        if (char.IsWhiteSpace(c)) return Goes(_state);
        switch (_state)
        {
            case State.Start:
                return c == '{' ? Goes(State.Key) : ReadStatus.Broken;
            case State.Key when c == '}':
                return End();
            case State.Key when c == '"':
                BeginValue(c);
                _key = "";
                return Goes(State.InValue);
            case State.Colon:
                return c == ':' ? Goes(State.Value) : ReadStatus.Broken;
            case State.Value when IsArguments(_key) && _arguments is null:
                at--;
                _arguments = new JsonArguments();
                return Goes(State.InArguments);
            case State.Value:
                BeginValue(c);
                return _isBad ? ReadStatus.Broken : Goes(State.InValue);
            case State.Next:
                return c == ',' ? Goes(State.Key) : c == '}' ? End() : ReadStatus.Broken;
            default:
                return ReadStatus.Broken;
        }
    }

    private ReadStatus Goes(State state)
    {
        if (state == State.Key) _isKeyRead = false;
        _state = state;
        return ReadStatus.Again;
    }

    private void BeginValue(char c)
    {
        _scanner = default;
        _value.Clear().Append(c);
        _isBad = _scanner.Read(c) == JsonStep.Bad;
    }

    private ReadStatus ReadValue(char c, ref int at)
    {
        var step = _scanner.Read(c);
        if (step is JsonStep.Inside or JsonStep.Last)
        {
            _value.Append(c);
            at++;
        }
        if (step == JsonStep.Inside) return ReadStatus.Again;
        string value = _value.ToString();
        if (!_isKeyRead)
        {
            if (JsonObjects.Unquote(value) is not { } key) return ReadStatus.Broken;
            (_key, _isKeyRead) = (key, true);
            return Goes(State.Colon);
        }
        if (IsName(_key) && !_hasName && JsonObjects.Unquote(value) is { } name)
        {
            if (!begin(_id, name)) return ReadStatus.Broken;
            _hasName = true;
            if (_arguments is not null) Add(_arguments.Take());
        }
        else if (_key == whole.IdKey) _id = JsonObjects.Unquote(value) ?? value;
        return Goes(State.Next);
    }

    private ReadStatus ReadArguments(char c, ref int at)
    {
        var step = _arguments!.Read(c);
        if (step is JsonStep.Inside or JsonStep.Last) at++;
        if (_hasName) Add(_arguments.Take());
        if (step == JsonStep.Bad || _arguments.IsBroken) return ReadStatus.Broken;
        return step == JsonStep.Inside ? ReadStatus.Again : Goes(State.Next);
    }

    private ReadStatus End()
    {
        if (!_hasName) return ReadStatus.Broken;
        if (_arguments is null) Add("{}");
        return ReadStatus.Done;
    }

    private bool IsName(string key) => key == whole.NameKey || s_nameKeys.Contains(key);

    private bool IsArguments(string key) => key == whole.ArgumentsKey || s_argumentKeys.Contains(key);
}
