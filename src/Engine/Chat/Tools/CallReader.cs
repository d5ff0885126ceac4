namespace Engine.Chat.Tools;

/// <summary>How far the reading of something came.</summary>
internal enum ReadStatus
{
    /// <summary>More text is needed.</summary>
    More,
    /// <summary>It goes on.</summary>
    Again,
    /// <summary>It is over.</summary>
    Done,
    /// <summary>It is not what was expected.</summary>
    Broken,
}

/// <summary>Reads one call as its text comes. Until its name is known nothing is taken from the buffer, so that it can still turn out to be text.</summary>
/// <param name="format">How it is written.</param>
/// <param name="tools">The tools there are.</param>
/// <param name="sink">Gets what is found.</param>
/// <param name="part">The part to begin with.</param>
/// <param name="mustBeKnown">Whether only the name of a tool makes it a call.</param>
internal sealed class CallReader(ToolFormat format, IReadOnlyList<ToolDefinition> tools, AnswerSink sink, int part, bool mustBeKnown)
{
    private int _part = part;
    private int _at;
    private string? _id;
    private ArgumentReader? _arguments;

    /// <summary>Whether the name is known, and the call was begun.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether the arguments are whole; marks may be missing yet.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Characters of the buffer that belong to the call.</summary>
    public int At => _at;

    /// <summary>Reads on. Once the call has begun, the characters that were read are taken from the buffer.</summary>
    public ReadStatus Read(CharBuffer buffer)
    {
        var status = ReadStatus.Done;
        while (status == ReadStatus.Done && _part < format.Parts.Count)
        {
            status = ReadPart(format.Parts[_part], buffer);
            if (status == ReadStatus.Done) _part++;
        }
        if (!HasBegun) return status;
        buffer.Take(_at);
        _at = 0;
        return status;
    }

    private ReadStatus ReadPart(CallPart part, CharBuffer buffer)
    {
        switch (part)
        {
            case CallPart.Mark mark:
                return ReadText(buffer, mark.Text);
            case CallPart.Filling filling:
                return ReadText(buffer, filling.Text.Trim());
            case CallPart.Id id:
                return ReadId(buffer, id.Before);
            case CallPart.Name:
                return ReadName(buffer, "");
            case CallPart.NumberedName numbered:
                return ReadName(buffer, numbered.Prefix);
            default:
                return ReadArguments(part, buffer);
        }
    }

    /// <summary>Text that should stand there. If it does not, what follows it is tried: the call is what counts.</summary>
    private ReadStatus ReadText(CharBuffer buffer, string text)
    {
        if (text.Length == 0) return ReadStatus.Done;
        int at = SkipSpace(buffer, text);
        if (buffer.StartsWith(at, text)) _at = at + text.Length;
        else if (at == buffer.Length || buffer.MayStartWith(at, text)) return ReadStatus.More;
        return ReadStatus.Done;
    }

    private ReadStatus ReadId(CharBuffer buffer, string mark)
    {
        int at = SkipSpace(buffer, mark);
        if (at == buffer.Length || buffer.MayStartWith(at, mark)) return ReadStatus.More;
        if (!buffer.StartsWith(at, mark)) return ReadStatus.Done;
        int start = at + mark.Length, end = start;
        while (end < buffer.Length && char.IsAsciiLetterOrDigit(buffer[end]) && !buffer.IsMark(end)) end++;
        if (end == buffer.Length) return ReadStatus.More;
        _id = buffer.Span[start..end].ToString();
        _at = end;
        return ReadStatus.Done;
    }

    private ReadStatus ReadName(CharBuffer buffer, string prefix)
    {
        int start = buffer.SkipSpace(_at), end = start;
        while (end < buffer.Length && !buffer.IsMark(end) && (ToolDefinition.IsNameCharacter(buffer[end]) || (prefix.Length > 0 && buffer[end] == ':'))) end++;
        if (end == buffer.Length) return ReadStatus.More;
        string name = buffer.Span[start..end].ToString();
        if (prefix.Length > 0)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal)) name = name[prefix.Length..];
            name = name.Split(':')[0];
        }
        _at = end;
        return Begin(_id, name) ? ReadStatus.Done : ReadStatus.Broken;
    }

    private ReadStatus ReadArguments(CallPart part, CharBuffer buffer)
    {
        _arguments ??= part switch
        {
            CallPart.Whole whole => new WholeReader(whole, Begin, sink),
            CallPart.Arguments => new JsonArgumentReader(sink),
            CallPart.Parameters parameters => new ParametersReader(parameters, Tool, sink),
            CallPart.Unquoted unquoted => new UnquotedReader(unquoted, sink),
            CallPart.Keywords => new KeywordsReader(sink),
            _ => throw new InvalidOperationException($"a part of type {part.GetType().Name}"),
        };
        while (_at < buffer.Length)
        {
            // A control token is no JSON: one that closes the call cuts it off, any other is passed over.
            if (buffer.IsMark(_at) && !_arguments.WantsMarks)
            {
                if (Closes(buffer)) return ReadStatus.Broken;
                _at++;
                continue;
            }
            var status = _arguments.Read(buffer, ref _at);
            if (status == ReadStatus.Done)
            {
                _arguments.Flush();
                if (!HasBegun || !sink.TryCompleteCall()) return ReadStatus.Broken;
                IsComplete = true;
                return ReadStatus.Done;
            }
            if (status == ReadStatus.Broken) return status;
            if (status == ReadStatus.More) break;
        }
        if (HasBegun) _arguments.Flush();
        return ReadStatus.More;
    }

    private bool Begin(string? id, string name)
    {
        if (name.Length == 0 || (mustBeKnown && !tools.Any(tool => tool.Name == name))) return false;
        sink.BeginCall(id ?? _id, name);
        Tool = tools.FirstOrDefault(tool => tool.Name == name);
        return HasBegun = true;
    }

    /// <summary>The tool that is called; null where there is none of that name.</summary>
    private ToolDefinition? Tool { get; set; }

    private bool Closes(CharBuffer buffer)
    {
        int at = _at;
        return format.Parts.Skip(_part + 1).OfType<CallPart.Mark>().Any(mark => buffer.StartsWith(at, mark.Text))
            || (format.Section is { Close.Length: > 0 } section && buffer.StartsWith(at, section.Close));
    }

    /// <summary>Past white space, and past control tokens that are not the one looked for.</summary>
    private int SkipSpace(CharBuffer buffer, string wanted)
    {
        int at = _at;
        while (at < buffer.Length && !buffer.StartsWith(at, wanted) && (char.IsWhiteSpace(buffer[at]) || buffer.IsMark(at)) && !buffer.MayStartWith(at, wanted)) at++;
        return at;
    }
}
