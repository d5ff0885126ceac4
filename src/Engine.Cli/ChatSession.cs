using System.Globalization;

namespace Engine.Cli;

/// <summary>
/// The conversation of <c>engine chat</c>: answers to stdout, everything else to stderr. Ctrl-C stops the answer; when nothing is being answered, it leaves.
/// </summary>
internal sealed class ChatSession
{
    private readonly Model _model;
    private readonly Conversation _conversation;
    private readonly AnswerOptions _options;
    private readonly bool _showsReasoning;
    private readonly (string Usage, string Description, Action<string> Run)[] _commands;
    private readonly TextReader _input = InputText.Lines();
    private readonly Lock _gate = new();
    private CancellationTokenSource? _answer;
    private Completion? _last;
    private bool _left, _isAgain;

    public ChatSession(Model model, Conversation conversation, AnswerOptions options, bool showsReasoning)
    {
        (_model, _conversation, _options, _showsReasoning) = (model, conversation, options, showsReasoning);
        _commands =
        [
            ("/help", "this list", _ => Help()),
            ("/reset", "forget the conversation, keep the system prompt", _ => Reset()),
            ("/system TEXT", "replace the system prompt; without TEXT, remove it", SetSystem),
            ("/again", "forget the last answer and give another", _ => _isAgain = true),
            ("/save FILE", "write the conversation as JSON", Save),
            ("/load FILE", "go on with a conversation that was saved", Load),
            ("/stats", "tokens and speed of the last answer", _ => Stats()),
            ("/exit", "leave (so do Ctrl-D, and Ctrl-C at the prompt)", _ => _left = true),
        ];
    }

    public async Task RunAsync(Interruption interruption)
    {
        using var diversion = interruption.Divert(Interrupted);
        bool interactive = !Console.IsInputRedirected;
        if (interactive) Say($"{_model.Info.Name} on {BackendNames.Of(_model.LoadReport.Backend)}, {_model.LoadReport.Device}. /help lists the commands.");

        while (!_left && Read(interactive) is { } line)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            try
            {
                if (line[0] == '/') Run(line.Trim());
                else await AnswerAsync(cancel => _conversation.AskAsync(line, _options, cancel));
                if (!_isAgain) continue;
                _isAgain = false;
                await AnswerAsync(cancel => _conversation.RegenerateAsync(_options, cancel));
            }
            catch (Exception error) when (interactive && error is UsageException or KvCacheFullException or ContextLengthException or ChatTemplateException or InvalidOperationException)
            {
                Say(error is KvCacheFullException or ContextLengthException ? $"{error.Message} /reset begins anew." : error.Message);
            }
        }
    }

    private static void Say(string text) => Console.Error.WriteLine(UntrustedText.Show(text, limit: 2000));

    /// <summary>The next message; a backslash at the end of a line continues it on the next. Null at the end.</summary>
    private string? Read(bool interactive)
    {
        string message = "";
        for (string prompt = "> "; ; prompt = ". ")
        {
            if (interactive) Console.Error.Write(prompt);
            string? line = _input.ReadLine();
            if (line is null)
            {
                if (interactive) Console.Error.WriteLine();
                return message.Length == 0 ? null : message;
            }
            if (line.Contains('\0', StringComparison.Ordinal)) throw new UsageException("standard input has NUL characters, as UTF-16 without a byte order mark does; UTF-8 was expected");
            if (!line.EndsWith('\\')) return message + line;
            message += line[..^1] + "\n";
        }
    }

    private void Run(string line)
    {
        string[] parts = line.Split(' ', 2, StringSplitOptions.TrimEntries);
        var (usage, _, run) = Array.Find(_commands, command => command.Usage.Split(' ')[0] == parts[0]);
        if (usage is null) throw new UsageException($"there is no command {parts[0]}; /help lists them");
        run(parts.Length > 1 ? parts[1] : "");
    }

    private async Task AnswerAsync(Func<CancellationToken, IAsyncEnumerable<AnswerPiece>> ask)
    {
        var output = new AnswerOutput(_showsReasoning);
        using var answer = new CancellationTokenSource();
        lock (_gate) _answer = answer;
        try
        {
            await foreach (var piece in ask(answer.Token))
            {
                output.Write(piece);
                _last = piece.Answer?.Completion ?? _last;
            }
            Console.Out.WriteLine();
            if (_last?.FinishReason is FinishReason.Length or FinishReason.ContextFull) Say($"(cut off after {_last.Usage.CompletionTokens} tokens)");
        }
        catch (OperationCanceledException) when (answer.IsCancellationRequested)
        {
            Console.Out.WriteLine();
            Say("(stopped)");
        }
        finally
        {
            lock (_gate) _answer = null;
        }
    }

    private void Interrupted()
    {
        lock (_gate)
        {
            if (_answer is { IsCancellationRequested: false } answer)
            {
                answer.Cancel();
                return;
            }
        }
        // A blocked read of the terminal cannot be called off.
        Console.Error.WriteLine();
        Interruption.Exit();
    }

    private void Help()
    {
        int width = _commands.Max(command => command.Usage.Length);
        foreach (var (usage, description, _) in _commands) Say($"  {usage.PadRight(width)}  {description}");
        Say("A backslash at the end of a line continues the message on the next. Ctrl-C stops an answer.");
    }

    private void Reset()
    {
        _conversation.Clear();
        _last = null;
        Say("(a new conversation)");
    }

    private void SetSystem(string text)
    {
        _conversation.SystemPrompt = text.Length > 0 ? text : null;
        Say(text.Length > 0 ? "(system prompt set)" : "(no system prompt)");
    }

    private void Save(string path)
    {
        if (path.Length == 0) throw new UsageException("/save needs the name of a file");
        string partial = path + ".partial";
        try
        {
            using (var file = File.Create(partial)) _conversation.Save(file);
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot write {path}: {error.Message}");
        }
        Say($"({_conversation.Messages.Count} messages in {path})");
    }

    private void Load(string path)
    {
        if (path.Length == 0) throw new UsageException("/load needs the name of a file");
        try
        {
            using var file = new MemoryStream(InputText.Read(path));
            _conversation.Load(file);
        }
        catch (FormatException error)
        {
            throw new UsageException($"cannot read {path}: {error.Message}");
        }
        Say($"({_conversation.Messages.Count} messages from {path})");
    }

    private void Stats()
    {
        if (_last is not { } last) throw new UsageException("nothing was answered yet");
        var (usage, timings) = (last.Usage, last.Timings);
        string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        Say(Format($"  prompt    {usage.PromptTokens} tokens, {usage.CachedTokens} of them cached; {timings.PrefillTokensPerSecond:F1} tok/s"));
        Say(Format($"  answer    {usage.CompletionTokens} tokens; {timings.DecodeTokensPerSecond:F1} tok/s; first after {timings.TimeToFirstToken.TotalMilliseconds:F0} ms"));
        Say(Format($"  context   {usage.PromptTokens + usage.CompletionTokens} of {_model.Info.ContextLength} tokens"));
    }
}
