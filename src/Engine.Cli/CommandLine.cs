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
        if (!isLiteral && texts.FirstOrDefault(token => token.Value is ['-', '-' or (>= 'a' and <= 'z'), ..])?.Value is { } flag)
            return $"there is no flag {UntrustedText.Quote(flag)}; a text that begins with a dash goes after --";
        return result.Errors.Count > 0 ? result.Errors[0].Message : null;
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
