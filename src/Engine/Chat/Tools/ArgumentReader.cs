using System.Text;

namespace Engine.Chat.Tools;

/// <summary>Reads the arguments of a call, and what stands around them, as their text comes; hands them out as JSON.</summary>
internal abstract class ArgumentReader(AnswerSink sink)
{
    private readonly StringBuilder _json = new();

    /// <summary>Whether control tokens are part of how the arguments are written.</summary>
    public virtual bool WantsMarks => false;

    /// <summary>Reads from <paramref name="at"/> on as far as it can.</summary>
    public abstract ReadStatus Read(CharBuffer buffer, ref int at);

    /// <summary>Hands out what of the arguments is known.</summary>
    public void Flush()
    {
        sink.AddArguments(_json.ToString());
        _json.Clear();
    }

    protected void Add(char c) => _json.Append(c);

    protected void Add(string json) => _json.Append(json);
}

/// <summary>Arguments that are one JSON value.</summary>
internal sealed class JsonArgumentReader(AnswerSink sink) : ArgumentReader(sink)
{
    private readonly JsonArguments _arguments = new();

    public override ReadStatus Read(CharBuffer buffer, ref int at)
    {
        if (!_arguments.HasBegun) at = buffer.SkipSpace(at);
        if (at == buffer.Length) return ReadStatus.More;
        var step = _arguments.Read(buffer[at]);
        if (step is JsonStep.Inside or JsonStep.Last) at++;
        if (_arguments.Take() is { Length: > 0 } known) Add(known);
        return step switch
        {
            JsonStep.Inside => ReadStatus.Again,
            JsonStep.Bad => ReadStatus.Broken,
            _ => _arguments.IsBroken ? ReadStatus.Broken : ReadStatus.Done,
        };
    }
}

/// <summary>A JSON value that is, or stands for, the arguments: an object goes out as it comes, another value when it is whole.</summary>
internal sealed class JsonArguments
{
    private readonly StringBuilder _known = new();
    private JsonScanner _scanner;
    private bool _isObject;

    public bool HasBegun { get; private set; }

    /// <summary>Whether the value is whole and stands for no arguments.</summary>
    public bool IsBroken { get; private set; }

    public JsonStep Read(char c)
    {
        var step = _scanner.Read(c);
        if (!HasBegun) (HasBegun, _isObject) = (true, c == '{');
        if (step is JsonStep.Inside or JsonStep.Last) _known.Append(c);
        if (step is JsonStep.Last or JsonStep.After && !_isObject)
        {
            string? arguments = JsonObjects.Of(_known.ToString());
            IsBroken = arguments is null;
            _known.Clear().Append(arguments);
            _isObject = true;
        }
        return step;
    }

    /// <summary>What is known and was not taken yet.</summary>
    public string Take()
    {
        if (!_isObject || _known.Length == 0) return "";
        string known = _known.ToString();
        _known.Clear();
        return known;
    }
}
