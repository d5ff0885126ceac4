using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Engine.Cli.Verbs;
using Engine.Gguf;

namespace Engine.Cli;

/// <summary>The root command: the table of verbs, and how exceptions become exit codes.</summary>
internal static class CommandLine
{
    public const int Success = 0;
    public const int VerdictFailed = 1;
    public const int BadInput = 2;
    public const int RunTimeFailure = 3;
    public const int Cancelled = 130;

    /// <summary>One row per verb; each is one file in Verbs/.</summary>
    private static readonly Func<Command>[] s_verbs =
    [
        DoctorVerb.Create,
        InspectVerb.Create,
        GenerateVerb.Create,
        EmbedVerb.Create,
        ClassifyVerb.Create,
        RerankVerb.Create,
        BenchVerb.Create,
        ScoreVerb.Create,
        PerplexityVerb.Create,
        CompareVerb.Create,
        QuantizeVerb.Create,
        ImatrixVerb.Create,
        TokenizeVerb.Create,
        DetokenizeVerb.Create,
        LogitsVerb.Create,
        AttentionVerb.Create,
        VerifyVerb.Create,
        TemplateVerb.Create,
        ChatVerb.Create,
    ];

    public static int Run(string[] args)
    {
        var result = Parse(args is [] ? ["--help"] : args);
        if (Complaint(result) is { } complaint)
        {
            Output.Complain(complaint);
            return BadInput;
        }

        using var interruption = new Interruption();
        try
        {
            return result.InvokeAsync(new Invocation(interruption), interruption.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return Cancelled;
        }
        catch (Exception error)
        {
            Output.Complain(Sentence(error));
            return IsUserMistake(error) ? BadInput : RunTimeFailure;
        }
    }

    /// <summary>The root command with every verb.</summary>
    public static Command Create()
    {
        // Not a RootCommand: that one is called as the file is, and we are called engine.
        var root = new Command("engine", "Runs, compares and verifies GGUF language models.") { new HelpOption(), new VersionOption() };
        foreach (var verb in s_verbs) root.Subcommands.Add(verb());
        NumberFlags.ReadStrictly(root);
        // Help by a slash would take prompts for itself.
        foreach (var help in root.Options.OfType<HelpOption>())
            foreach (string alias in help.Aliases.Where(alias => alias[0] == '/').ToArray()) help.Aliases.Remove(alias);
        return root;
    }

    /// <summary>Reads a command line. A text that begins with @ is a text, not the name of a file with more arguments.</summary>
    public static ParseResult Parse(string[] args) => Create().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });

    /// <summary>What is wrong with the command line, in one sentence; null when nothing is.</summary>
    private static string? Complaint(ParseResult result)
    {
        // A verb that takes a text takes anything for it, a mistyped flag too.
        bool isLiteral = result.Tokens.Any(token => token.Type == TokenType.DoubleDash);
        var texts = result.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens);
        string? flag = isLiteral ? null : texts.Select(token => token.Value).FirstOrDefault(IsFlag);
        if ((flag ?? result.UnmatchedTokens.FirstOrDefault(IsFlag)) is { } unknown && Owners(result, unknown) is { Length: > 0 } owners)
            return $"engine {result.CommandResult.Command.Name} has no flag {UntrustedText.Quote(unknown)}; {owners}";
        if (flag is not null) return $"there is no flag {UntrustedText.Quote(flag)}; a text that begins with a dash goes after --";
        return result.Errors.Count > 0 ? result.Errors[0].Message : null;
    }

    private static bool IsFlag(string text) => text is ['-', '-' or (>= 'a' and <= 'z'), ..];

    /// <summary>Which verbs have a flag that this one has not; empty where none has, or so many that it says nothing.</summary>
    private static string Owners(ParseResult result, string flag)
    {
        const int most = 3;
        string name = flag.Split('=')[0];
        string[] verbs = [.. result.RootCommandResult.Command.Subcommands.Where(verb => verb.Options.Any(option => option.Name == name || option.Aliases.Contains(name))).Select(verb => $"engine {verb.Name}")];
        return verbs.Length switch
        {
            0 or > most => "",
            1 => $"{verbs[0]} has it",
            _ => $"{string.Join(", ", verbs[..^1])} and {verbs[^1]} have it",
        };
    }

    /// <summary>The message without the name of our parameter, which means nothing to whoever typed the command.</summary>
    private static string Sentence(Exception error) =>
        error is ArgumentException { ParamName: { } name } ? error.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : error.Message;

    private static bool IsUserMistake(Exception error) =>
        error is UsageException or ConstraintException or GgufException or ChatTemplateException or ArgumentException or FileNotFoundException or DirectoryNotFoundException
            or UnauthorizedAccessException or KvCacheFullException or UnsupportedModelException or GpuUnavailableException;
}

/// <summary>The user asked for something that cannot be; the message is one sentence.</summary>
internal sealed class UsageException(string message) : Exception(message);
