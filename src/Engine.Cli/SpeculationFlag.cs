using System.CommandLine;

namespace Engine.Cli;

/// <summary>The flag that says how several tokens are tried at once.</summary>
internal sealed class SpeculationFlag
{
    private const string DraftPrefix = "draft=";

    private readonly Option<string?> _speculate = new("--speculate")
    {
        Description = "Draft tokens, to be verified several at once: ngram looks them up in the text so far, draft=FILE asks a small model of the same vocabulary.",
        HelpName = "ngram|draft=file",
    };

    public void AddTo(Command command) => command.Options.Add(_speculate);

    /// <summary>What drafts; null where nothing does. The draft model is the caller's to dispose.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="options">How the draft model is loaded: as the model itself is.</param>
    public Speculation? Load(ParseResult result, ModelOptions options)
    {
        if (result.GetValue(_speculate) is not { } value) return null;
        if (value == "ngram") return new Speculation();
        if (!value.StartsWith(DraftPrefix, StringComparison.Ordinal) || value.Length == DraftPrefix.Length)
            throw new UsageException($"{_speculate.Name} is {UntrustedText.Quote(value)}; ngram or {DraftPrefix}FILE was expected");
        string path = value[DraftPrefix.Length..];
        if (!File.Exists(path)) throw new UsageException($"there is no file {UntrustedText.Quote(path)}; a draft model was expected");
        return new Speculation { Draft = Draft.Load(path, new ModelOptions { Backend = options.Backend, Threads = options.Threads, ContextLength = options.ContextLength }) };
    }
}
