namespace Engine.Chat.Tools;

/// <summary>Reads answers that are messages in channels: reasoning in "analysis", text in "final" and "commentary", and calls, which are messages to a function.</summary>
/// <remarks>Source: OpenAI 2025, "OpenAI Harmony Response Format".</remarks>
internal sealed class HarmonyParser(AnswerSyntax syntax, AnswerSink sink) : IAnswerParser
{
    public const string Start = "<|start|>", Message = "<|message|>", End = "<|end|>", Call = "<|call|>", Return = "<|return|>", Channel = "<|channel|>", Functions = "functions.", To = "to=";

    // After any of these another header comes, or nothing; a second end of a header says nothing.
    private static readonly string[] s_ends = [End, Call, Return, Start, Channel, Message];

    private readonly CharBuffer _buffer = new();
    private Mode _mode = Mode.Header;
    private JsonArgumentReader? _arguments;
    private bool _isOver;

    private enum Mode { Header, Text, Reasoning, Call, Skipped }

    public void Append(ReadOnlySpan<char> text, bool isMark)
    {
        if (_isOver) return;
        _buffer.Append(text, isMark);
        while (!_isOver && (_mode == Mode.Header ? ReadHeader() : ReadBody())) { }
        if (_isOver) _buffer.Take(_buffer.Length);
    }

    public void Finish(bool isCut)
    {
        if (!_isOver)
        {
            // A model that writes no header at all writes text.
            bool isPlain = _mode == Mode.Header && sink.Text.Length == 0 && _buffer.Span.IndexOf("<|", StringComparison.Ordinal) < 0 && !_buffer.Span.TrimStart().StartsWith(To, StringComparison.Ordinal);
            if (isPlain) _mode = Mode.Text;
            int held = isCut && _mode is Mode.Text or Mode.Reasoning ? _buffer.EndHeld(s_ends) : 0;
            if (_mode is Mode.Text or Mode.Reasoning) Emit(_buffer.Length - (held > 1 ? held : 0));
        }
        sink.Finish(isText: _mode == Mode.Text);
        _isOver = true;
    }

    private bool ReadHeader()
    {
        int end = _buffer.Span.IndexOf(Message, StringComparison.Ordinal);
        if (end < 0) return false;
        string header = _buffer.Span[..end].ToString();
        _buffer.Take(end + Message.Length);
        int to = header.LastIndexOf(To, StringComparison.Ordinal);
        string recipient = to < 0 ? "" : Word(header[(to + To.Length)..]);
        int channel = header.LastIndexOf(Channel, StringComparison.Ordinal);
        string name = channel < 0 ? "" : Word(header[(channel + Channel.Length)..].TrimStart());
        if (recipient.StartsWith(Functions, StringComparison.Ordinal) && syntax.Format is not null) Begin(recipient[Functions.Length..]);
        else if (recipient.Length > 0) _mode = Mode.Skipped;
        else if (name == "analysis")
        {
            _mode = Mode.Reasoning;
            sink.Turn();
        }
        else
        {
            _mode = Mode.Text;
            sink.Turn();
        }
        return true;
    }

    private void Begin(string name)
    {
        _mode = Mode.Skipped;
        if (name.Length == 0) return;
        sink.BeginCall(null, name);
        _arguments = new JsonArgumentReader(sink);
        _mode = Mode.Call;
    }

    private bool ReadBody()
    {
        if (_mode == Mode.Call) return ReadArguments();
        int found = -1;
        string which = "";
        foreach (string mark in s_ends)
        {
            int at = _buffer.Span.IndexOf(mark, StringComparison.Ordinal);
            if (at >= 0 && (found < 0 || at < found)) (found, which) = (at, mark);
        }
        Emit(found >= 0 ? found : _buffer.Length - _buffer.EndHeld(s_ends));
        if (found < 0) return false;
        // One that begins a header is part of it.
        if (which is not (Start or Channel)) _buffer.Take(which.Length);
        if (which == Message) sink.Turn();
        else _mode = Mode.Header;
        return true;
    }

    private bool ReadArguments()
    {
        int at = 0;
        var status = ReadStatus.Again;
        while (status == ReadStatus.Again && at < _buffer.Length)
        {
            if (_buffer.IsMark(at)) status = s_ends.Any(mark => _buffer.StartsWith(at, mark)) ? ReadStatus.Broken : Pass(ref at);
            else status = _arguments!.Read(_buffer, ref at);
        }
        _buffer.Take(at);
        _arguments!.Flush();
        if (status is ReadStatus.Again or ReadStatus.More) return false;
        if (status == ReadStatus.Done && sink.TryCompleteCall()) _isOver = syntax.IsSingle;
        _mode = Mode.Skipped;
        return true;
    }

    private static ReadStatus Pass(ref int at)
    {
        at++;
        return ReadStatus.Again;
    }

    private void Emit(int count)
    {
        for (int at = 0; at < count;)
        {
            int end = at;
            while (end < count && _buffer.IsMark(end) == _buffer.IsMark(at)) end++;
            if (!_buffer.IsMark(at) && _mode == Mode.Reasoning) sink.AddReasoning(_buffer.Span[at..end]);
            else if (!_buffer.IsMark(at) && _mode == Mode.Text) sink.AddText(_buffer.Span[at..end]);
            else sink.Pass(s_ends);
            at = end;
        }
        _buffer.Take(count);
    }

    private static string Word(string text)
    {
        int end = 0;
        while (end < text.Length && ToolDefinition.IsNameCharacter(text[end])) end++;
        return text[..end];
    }
}
