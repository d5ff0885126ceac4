namespace Engine.Chat.Tools;

/// <summary>What an answer may hold beside text.</summary>
/// <param name="Format">How calls are written; null where none are looked for.</param>
/// <param name="Tools">The tools there are.</param>
/// <param name="Reasoning">The marks around reasoning; null where none is looked for.</param>
/// <param name="IsReasoning">Whether the prompt ends with the mark that opens reasoning.</param>
/// <param name="IsSingle">Whether the answer ends with its first call.</param>
/// <param name="HasChannels">Whether it is a sequence of messages in channels.</param>
internal sealed record AnswerSyntax(
    ToolFormat? Format, IReadOnlyList<ToolDefinition> Tools, ReasoningMarks? Reasoning = null, bool IsReasoning = false, bool IsSingle = false, bool HasChannels = false);

/// <summary>Tells the text of an answer from its reasoning and its calls, wherever the text is cut. Marks never get out, whatever a model writes.</summary>
internal interface IAnswerParser
{
    /// <summary>Reads on.</summary>
    /// <param name="text">Text as it was generated.</param>
    /// <param name="isMark">Whether it is that of a control token, which is no text whatever it is.</param>
    void Append(ReadOnlySpan<char> text, bool isMark);

    /// <summary>Nothing more comes.</summary>
    /// <param name="isCut">Whether the answer was cut off rather than ended by the model: half a mark at its end is then no text.</param>
    void Finish(bool isCut);
}

/// <summary>Reads answers in which marks tell reasoning and calls from text.</summary>
internal sealed class AnswerParser : IAnswerParser
{
    // Some formats close with it, and in text it is the beginning or the end of code.
    private const string CodeFence = "```";

    private readonly AnswerSyntax _syntax;
    private readonly AnswerSink _sink;
    private readonly CharBuffer _buffer = new();
    private readonly List<(string Text, Action Act)> _marks = [];
    private readonly string[] _markTexts, _reasoningEnd;
    private Mode _mode;
    private CallReader? _call;
    private bool _isFirstOfLine = true, _isAfterCall, _isOver;

    private enum Mode
    {
        Text,
        Reasoning,
        /// <summary>Between the marks of a section, and no call.</summary>
        Section,
        Call,
        /// <summary>In a call that turned out to be none, up to the mark that ends it.</summary>
        Broken,
    }

    public AnswerParser(AnswerSyntax syntax, AnswerSink sink)
    {
        (_syntax, _sink) = (syntax, sink);
        _reasoningEnd = syntax.Reasoning is { } reasoning ? [reasoning.Close] : [];
        if (syntax.Reasoning is { } marks)
        {
            _marks.Add((marks.Open, BeginReasoning));
            _marks.Add((marks.Close, Pass));
        }
        if (syntax.Format is { } format) AddMarks(format);
        _markTexts = [.. _marks.Select(mark => mark.Text)];
        if (syntax.IsReasoning) BeginReasoning();
    }

    /// <summary>The parser of a syntax.</summary>
    public static IAnswerParser Of(AnswerSyntax syntax, AnswerSink sink) => syntax.HasChannels ? new HarmonyParser(syntax, sink) : new AnswerParser(syntax, sink);

    public void Append(ReadOnlySpan<char> text, bool isMark)
    {
        if (_isOver) return;
        _buffer.Append(text, isMark);
        while (!_isOver && Step()) { }
        if (_isOver) _buffer.Take(_buffer.Length);
    }

    public void Finish(bool isCut)
    {
        if (!_isOver && _mode is Mode.Text or Mode.Reasoning)
        {
            int held = _buffer.EndHeld(_mode == Mode.Text ? _markTexts : _reasoningEnd);
            Emit(_buffer.Length - (isCut && held > 1 ? held : 0));
        }
        else if (!_isOver && _mode == Mode.Call && _call is { HasBegun: false } && _syntax.Format!.IsBare)
        {
            _mode = Mode.Text;
            Emit(_buffer.Length);
        }
        _sink.Finish(isText: _mode == Mode.Text);
        _isOver = true;
    }

    private void AddMarks(ToolFormat format)
    {
        if (format.Section is { } section)
        {
            _marks.Add((section.Open, BeginSection));
            if (section.Close.Length > 0 && section.Close != CodeFence) _marks.Add((section.Close, Pass));
        }
        for (int i = 0; i < format.Parts.Count; i++)
        {
            if (format.Parts[i] is not CallPart.Mark mark) continue;
            int next = i + 1;
            _marks.Add((mark.Text, i == 0 ? () => BeginCall(next) : Pass));
        }
        foreach (var (mark, part) in format.OtherOpenings) _marks.Add((mark, format.Section is null ? () => BeginCall(part) : BeginSection));
        foreach (string mark in format.OtherMarks) _marks.Add((mark, Pass));
        // One that opens counts before one of the same text that does not.
        var distinct = _marks.DistinctBy(mark => mark.Text).ToList();
        _marks.Clear();
        _marks.AddRange(distinct);
    }

    /// <summary>Goes on by one mark, text or call; false where more text is needed.</summary>
    private bool Step() => _mode switch
    {
        Mode.Text => ReadText(),
        Mode.Reasoning => ReadReasoning(),
        Mode.Section => ReadSection(),
        Mode.Call => ReadCall(),
        _ => SkipBroken(),
    };

    private bool ReadText()
    {
        if (_buffer.Length == 0) return false;
        if (_isAfterCall && _syntax.Format is { IsBare: true } && _buffer.SkipSpace(0) is var separator && separator < _buffer.Length && _buffer[separator] == ';')
        {
            _buffer.Take(separator + 1);
            return true;
        }
        if (_syntax.Format is { IsBare: true } && _isFirstOfLine && _buffer.SkipSpace(0) is var start && start < _buffer.Length && _buffer[start] == '{')
        {
            Emit(start);
            _isFirstOfLine = false;
            BeginCall(0);
            return true;
        }
        int found = -1, which = -1;
        for (int i = 0; i < _marks.Count; i++)
        {
            int at = _buffer.Span.IndexOf(_marks[i].Text, StringComparison.Ordinal);
            if (at >= 0 && (found < 0 || at < found || (at == found && _marks[i].Text.Length > _marks[which].Text.Length))) (found, which) = (at, i);
        }
        if (_syntax.Format is { IsBare: true } && NewLineWithBrace(found < 0 ? _buffer.Length : found) is >= 0 and var line)
        {
            Emit(line);
            return true;
        }
        if (found < 0)
        {
            Emit(_buffer.Length - _buffer.EndHeld(_markTexts));
            return false;
        }
        Emit(found);
        _buffer.Take(_marks[which].Text.Length);
        _isFirstOfLine = true;
        _marks[which].Act();
        return true;
    }

    private bool ReadReasoning()
    {
        int end = _buffer.Span.IndexOf(_reasoningEnd[0], StringComparison.Ordinal);
        Emit(end >= 0 ? end : _buffer.Length - _buffer.EndHeld(_reasoningEnd));
        if (end < 0) return false;
        _buffer.Take(_reasoningEnd[0].Length);
        BeginText();
        return true;
    }

    private bool ReadSection()
    {
        var format = _syntax.Format!;
        var section = format.Section!;
        int at = 0;
        while (at < _buffer.Length && (char.IsWhiteSpace(_buffer[at]) || (section.IsList && _buffer[at] is '[' or ','))) at++;
        _buffer.Take(at);
        if (_buffer.Length == 0) return false;
        string filling = section.Filling.Trim();
        if (filling.Length > 0 && _buffer.StartsWith(0, filling))
        {
            _buffer.Take(filling.Length);
            return true;
        }
        if (section.Close.Length > 0 && _buffer.StartsWith(0, section.Close) && !_buffer.MayStartWith(0, filling))
        {
            _buffer.Take(section.Close.Length);
            BeginText();
            return true;
        }
        string opening = section.IsList ? "{" : ((CallPart.Mark)format.Parts[0]).Text;
        if (_buffer.StartsWith(0, opening))
        {
            if (!section.IsList) _buffer.Take(opening.Length);
            BeginCall(section.IsList ? 0 : 1);
            return true;
        }
        if (section.IsList && _buffer[0] == ']')
        {
            _buffer.Take(1);
            if (section.Close.Length == 0) BeginText();
            return true;
        }
        if (_buffer.MayStartWith(0, opening) || (filling.Length > 0 && _buffer.MayStartWith(0, filling)) || (section.Close.Length > 0 && _buffer.MayStartWith(0, section.Close))) return false;
        BeginText();
        return true;
    }

    private bool ReadCall()
    {
        var status = _call!.Read(_buffer);
        if (_call.IsComplete && _syntax.IsSingle) _isOver = true;
        switch (status)
        {
            case ReadStatus.More:
                return false;
            case ReadStatus.Done:
                EndCall();
                return true;
        }
        if (_call.HasBegun)
        {
            _mode = Mode.Broken;
            return true;
        }
        // No call after all. A brace that seemed to begin one is text, and so is what follows.
        if (_syntax.Format!.IsBare)
        {
            _mode = Mode.Text;
            int brace = _buffer.SkipSpace(0);
            Emit(brace + 1);
        }
        else BeginText();
        return true;
    }

    private bool SkipBroken()
    {
        var format = _syntax.Format!;
        string[] ends = [.. format.Parts.OfType<CallPart.Mark>().Select(mark => mark.Text).TakeLast(1), format.Section?.Close ?? "", format.Opening];
        ends = [.. ends.Where(end => end.Length > 0)];
        if (ends.Length == 0)
        {
            BeginText();
            return true;
        }
        int end = ends.Select(mark => _buffer.Span.IndexOf(mark, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
        if (end < 0)
        {
            _buffer.Take(_buffer.Length - _buffer.EndHeld(ends));
            return false;
        }
        _buffer.Take(end);
        EndCall();
        return true;
    }

    /// <summary>A mark that says nothing where it stands.</summary>
    private void Pass() => _sink.Turn();

    private void BeginText()
    {
        _mode = Mode.Text;
        _isFirstOfLine = true;
        _sink.Turn();
    }

    private void BeginReasoning()
    {
        _mode = Mode.Reasoning;
        _sink.Turn();
    }

    private void BeginSection()
    {
        _mode = Mode.Section;
        _sink.Turn();
    }

    private void BeginCall(int part)
    {
        _mode = Mode.Call;
        _call = new CallReader(_syntax.Format!, _syntax.Tools, _sink, part, mustBeKnown: _syntax.Format!.IsBare);
    }

    private void EndCall()
    {
        if (_syntax.Format!.Section is null) BeginText();
        else BeginSection();
        _isAfterCall = true;
    }

    /// <summary>Hands out the first <paramref name="count"/> characters, but for control tokens.</summary>
    private void Emit(int count)
    {
        for (int at = 0; at < count;)
        {
            int end = at;
            while (end < count && _buffer.IsMark(end) == _buffer.IsMark(at)) end++;
            if (!_buffer.IsMark(at))
            {
                var text = _buffer.Span[at..end];
                if (_mode == Mode.Reasoning) _sink.AddReasoning(text);
                else
                {
                    _sink.AddText(text);
                    _isAfterCall &= text.IsWhiteSpace();
                    _isFirstOfLine = text.TrimEnd(' ') is [.., '\n'] || (_isFirstOfLine && text.IsWhiteSpace());
                }
            }
            else if (_mode != Mode.Reasoning) _sink.Pass(_markTexts);
            at = end;
        }
        _buffer.Take(count);
    }

    /// <summary>Where a line break before a brace ends, before <paramref name="limit"/>; -1 where there is none.</summary>
    private int NewLineWithBrace(int limit)
    {
        var text = _buffer.Span[..limit];
        for (int at = text.IndexOf('\n'); at >= 0;)
        {
            int next = _buffer.SkipSpace(at);
            if (next < limit && _buffer[next] == '{') return at + 1;
            int more = text[(at + 1)..].IndexOf('\n');
            at = more < 0 ? -1 : at + 1 + more;
        }
        return -1;
    }
}
