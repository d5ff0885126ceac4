using Engine.Cli.Documents;
using Spectre.Console;

namespace Engine.Cli;

/// <summary>Where things go: results to stdout, everything else to stderr; one JSON document when asked for.</summary>
internal static class Output
{
    private static readonly Lazy<IAnsiConsole> s_console = new(() => Create(System.Console.Out, System.Console.IsOutputRedirected));
    private static readonly Lazy<IAnsiConsole> s_error = new(() => Create(System.Console.Error, System.Console.IsErrorRedirected));

    /// <summary>Tables and text for people on stdout. NO_COLOR and redirection turn colours off.</summary>
    public static IAnsiConsole Console => s_console.Value;

    /// <summary>Progress and remarks on stderr.</summary>
    public static IAnsiConsole Error => s_error.Value;

    /// <summary>Says on stderr what is wrong or unusual, in one line; texts of files and of others in it are harmless there.</summary>
    public static void Complain(string sentence)
    {
        const int longest = 2000;   // no terminal is filled by one sentence
        System.Console.Error.WriteLine($"engine: {UntrustedText.Show(sentence, longest)}");
    }

    /// <summary>Writes one JSON document to stdout.</summary>
    public static void Json<T>(T document) where T : notnull
    {
        using var stdout = System.Console.OpenStandardOutput();
        DocumentJson.Write(stdout, document);
        stdout.Write("\n"u8);
    }

    private static IAnsiConsole Create(TextWriter writer, bool isRedirected)
    {
        const int unbroken = 160;   // a file has no edge to break lines at; tables take what they need
        var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) };
        if (isRedirected && Environment.NewLine != "\n")
        {
            // What is behind another writer is not recognized as a file.
            settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(new LineFeedWriter(writer)), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors };
        }
        var console = AnsiConsole.Create(settings);
        if (isRedirected) console.Profile.Width = unbroken;
        return console;
    }
}
