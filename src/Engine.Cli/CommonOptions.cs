using System.CommandLine;

namespace Engine.Cli;

/// <summary>Options that mean the same in every verb that has them.</summary>
internal static class CommonOptions
{
    /// <summary>The bundled model, used where no path is given.</summary>
    public static string DemoModel => Path.Combine(AppContext.BaseDirectory, "Demo", "pocket-f16.gguf");

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document." };

    public static Option<string> Model() => new("--model", "-m") { Description = "Path of a GGUF file; the bundled demo model without it.", DefaultValueFactory = _ => DemoModel };

    public static Option<Backend> Backend() => new("--backend")
    {
        Description = "auto, llama.cpp, managed or reference.",
        DefaultValueFactory = _ => Engine.Backend.Auto,
        CustomParser = result => ParseBackend(result.Tokens[0].Value) ?? Fail(result),
    };

    public static Option<int> Threads() => new("--threads", "-t") { Description = "Threads that compute; 0 for all processors." };

    public static Option<int> Context() => new("--context", "-c") { Description = "Tokens the KV cache holds; 0 for the model's own length, at most 4096." };

    public static Backend? ParseBackend(string name) => name switch
    {
        "auto" => Engine.Backend.Auto,
        "llama.cpp" => Engine.Backend.LlamaCpp,
        "managed" => Engine.Backend.Managed,
        "reference" => Engine.Backend.Reference,
        _ => null,
    };

    private static Backend Fail(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"--backend is '{result.Tokens[0].Value}'; auto, llama.cpp, managed or reference was expected");
        return Engine.Backend.Auto;
    }
}
