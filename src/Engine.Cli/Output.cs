using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace Engine.Cli;

/// <summary>Where things go: results to stdout, everything else to stderr; one JSON document when asked for.</summary>
internal static class Output
{
    private static readonly JsonWriterOptions s_json = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Lazy<IAnsiConsole> s_console = new(() => Create(System.Console.Out, System.Console.IsOutputRedirected));
    private static readonly Lazy<IAnsiConsole> s_error = new(() => Create(System.Console.Error, System.Console.IsErrorRedirected));

    /// <summary>Tables and text for people on stdout. NO_COLOR and redirection turn colours off.</summary>
    public static IAnsiConsole Console => s_console.Value;

    /// <summary>Progress and remarks on stderr.</summary>
    public static IAnsiConsole Error => s_error.Value;

    /// <summary>Writes one JSON document to stdout.</summary>
    public static void Json(Action<Utf8JsonWriter> write)
    {
        using var stdout = System.Console.OpenStandardOutput();
        using (var writer = new Utf8JsonWriter(stdout, s_json)) write(writer);
        stdout.Write("\n"u8);
    }

    /// <summary>Writes <paramref name="document"/> to stdout as <paramref name="type"/> describes it.</summary>
    public static void Json<T>(T document, JsonTypeInfo<T> type) => Json(writer => JsonSerializer.Serialize(writer, document, type));

    private static IAnsiConsole Create(TextWriter writer, bool isRedirected)
    {
        const int unbroken = 160;   // a file has no edge to break lines at; tables take what they need
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (isRedirected) console.Profile.Width = unbroken;
        return console;
    }
}
