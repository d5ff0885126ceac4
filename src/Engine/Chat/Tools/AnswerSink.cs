using System.Text;

namespace Engine.Chat.Tools;

/// <summary>Collects what an answer comes to, and hands it out in pieces. White space around reasoning and calls belongs to the marks and is dropped.</summary>
internal sealed class AnswerSink
{
    private readonly StringBuilder _text = new(), _reasoning = new(), _arguments = new();
    private readonly List<ToolCall> _calls = [];
    private readonly StringBuilder _space = new();   // at the end of what came; it goes out when something follows
    private bool _dropsSpace, _beginsLine, _hasCall;
    private (string Id, string Name) _call;

    public string Text => _text.ToString();

    public string Reasoning => _reasoning.ToString();

    public IReadOnlyList<ToolCall> Calls => _calls;

    /// <summary>Pieces that nobody took yet.</summary>
    public Queue<AnswerPiece> Pieces { get; } = new();

    public void AddText(ReadOnlySpan<char> text) => Add(text, _text, AnswerPieceKind.Text);

    public void AddReasoning(ReadOnlySpan<char> text) => Add(text, _reasoning, AnswerPieceKind.Reasoning);

    /// <summary>A mark came: what follows of a text begins a line of its own, so that no mark can be put together from both sides of another.</summary>
    public void Turn()
    {
        _space.Clear();
        _dropsSpace = _beginsLine = true;
    }

    /// <summary>A control token that says nothing came.</summary>
    /// <param name="marks">What the text around it must not become.</param>
    public void Pass(string[] marks)
    {
        foreach (string mark in marks)
        {
            for (int length = Math.Min(mark.Length - 1, _text.Length); length > 0; length--)
            {
                if (_space.Length > 0 || _text.ToString(_text.Length - length, length) != mark[..length]) continue;
                Turn();
                return;
            }
        }
    }

    public void BeginCall(string? id, string name)
    {
        Turn();
        _call = (string.IsNullOrEmpty(id) ? ToolCall.NewId() : id, name);
        _hasCall = true;
        _arguments.Clear();
        Pieces.Enqueue(new AnswerPiece(AnswerPieceKind.ToolCallStart) { ToolCall = new ToolCall(_call.Id, name, "") });
    }

    public void AddArguments(string json)
    {
        if (json.Length == 0) return;
        _arguments.Append(json);
        Pieces.Enqueue(new AnswerPiece(AnswerPieceKind.ToolCallArguments, json));
    }

    /// <summary>The call is over; false where its arguments are no JSON object, and it counts for none.</summary>
    public bool TryCompleteCall()
    {
        string arguments = _arguments.ToString();
        if (!_hasCall || !JsonObjects.IsObject(arguments)) return false;
        var call = new ToolCall(_call.Id, _call.Name, arguments);
        _calls.Add(call);
        _hasCall = false;
        Pieces.Enqueue(new AnswerPiece(AnswerPieceKind.ToolCall) { ToolCall = call });
        return true;
    }

    /// <summary>Nothing more comes.</summary>
    public void Finish(bool isText)
    {
        if (isText && _space.Length > 0 && !_dropsSpace) Emit(_space.ToString(), _text, AnswerPieceKind.Text);
        _space.Clear();
    }

    private void Add(ReadOnlySpan<char> text, StringBuilder to, AnswerPieceKind kind)
    {
        if (_dropsSpace) text = text.TrimStart();
        var visible = text.TrimEnd();
        if (visible.IsEmpty)
        {
            _space.Append(text);
            return;
        }
        if (_beginsLine && to.Length > 0) _space.Append('\n');
        _dropsSpace = _beginsLine = false;
        string piece = _space.Length > 0 ? _space.Append(visible).ToString() : visible.ToString();
        _space.Clear().Append(text[visible.Length..]);
        Emit(piece, to, kind);
    }

    private void Emit(string piece, StringBuilder to, AnswerPieceKind kind)
    {
        to.Append(piece);
        Pieces.Enqueue(new AnswerPiece(kind, piece));
    }
}
