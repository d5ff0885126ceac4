using System.CommandLine;
using Engine.Cli.Documents;

namespace Engine.Cli;

/// <summary>The flags of <c>generate</c> that note how tokens came to be chosen.</summary>
internal sealed class NoteFlags
{
    private readonly Option<int?> _logprobs = new("--logprobs") { Description = "With --json, the log-probability of every token before the policies, and of this many of the most probable." };
    private readonly Option<bool> _trace = new("--trace") { Description = "Show for every token what each policy removed and what it did to the token." };
    private readonly Option<string?> _page = new("--trace-html") { Description = "Write that to this file as a page to click through." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_logprobs, _trace, _page]) command.Options.Add(option);
    }

    /// <summary>A copy of <paramref name="options"/> that notes what the command line asks for.</summary>
    public GenerationOptions Apply(ParseResult result, GenerationOptions options, bool isJson, bool samples)
    {
        int? logprobs = result.GetValue(_logprobs);
        bool traces = ShowsTrace(result) || result.GetValue(_page) is not null;
        if (logprobs < 0) throw new UsageException($"--logprobs is {logprobs}; 0 or more was expected");
        if (logprobs is not null && !isJson) throw new UsageException("--logprobs has no other form than JSON; --json was expected beside it");
        if (!samples && (logprobs is not null || traces)) throw new UsageException("a beam search draws no tokens; --logprobs, --trace and --trace-html were not expected beside --beams");
        if (result.GetValue(_page) is { } page && Directory.Exists(page)) throw new UsageException($"--trace-html is {UntrustedText.Quote(page)}, a directory; a file was expected");
        return options with { LogProbabilities = logprobs, Trace = traces };
    }

    /// <summary>Whether the traces are shown.</summary>
    public bool ShowsTrace(ParseResult result) => result.GetValue(_trace);

    /// <summary>Writes the page, if one is asked for.</summary>
    public void WritePage(ParseResult result, IReadOnlyList<TraceDocument> trace)
    {
        if (result.GetValue(_page) is { } page) File.WriteAllText(page, TracePage.Html("How these tokens were chosen", trace));
    }
}
