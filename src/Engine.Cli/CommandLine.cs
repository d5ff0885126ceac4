using System.CommandLine;
using System.Runtime.InteropServices;
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
        BenchVerb.Create,
        TokenizeVerb.Create,
        DetokenizeVerb.Create,
        LogitsVerb.Create,
        AttentionVerb.Create,
        VerifyVerb.Create,
        TemplateVerb.Create,
        ChatVerb.Create,
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Runs, compares and verifies GGUF language models.");
        foreach (var verb in s_verbs) root.Subcommands.Add(verb());

        var result = root.Parse(args);
        if (result.Errors.Count > 0)
        {
            foreach (var error in result.Errors) await Console.Error.WriteLineAsync($"engine: {error.Message}");
            return BadInput;
        }

        using var interrupted = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            interrupted.Cancel();
        });
        try
        {
            return await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interrupted.Token);
        }
        catch (OperationCanceledException)
        {
            return Cancelled;
        }
        catch (Exception error)
        {
            await Console.Error.WriteLineAsync($"engine: {Sentence(error)}");
            return IsUserMistake(error) ? BadInput : RunTimeFailure;
        }
    }

    /// <summary>The message without the name of our parameter, which means nothing to whoever typed the command.</summary>
    private static string Sentence(Exception error) =>
        error is ArgumentException { ParamName: { } name } ? error.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : error.Message;

    private static bool IsUserMistake(Exception error) =>
        error is UsageException or GgufException or ChatTemplateException or ArgumentException or FileNotFoundException or DirectoryNotFoundException or KvCacheFullException;
}

/// <summary>The user asked for something that cannot be; the message is one sentence.</summary>
internal sealed class UsageException(string message) : Exception(message);
