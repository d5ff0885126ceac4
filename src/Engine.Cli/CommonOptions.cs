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

    /// <summary>The value of an option that counts something.</summary>
    public static int Count(ParseResult result, Option<int> option)
    {
        int value = result.GetValue(option);
        return value >= 0 ? value : throw new UsageException($"{option.Name} is {value}; 0 or more was expected");
    }

    /// <summary>A backend as flags and output spell it.</summary>
    public static string Name(Backend backend) => backend switch
    {
        Engine.Backend.Auto => "auto",
        Engine.Backend.LlamaCpp => "llama.cpp",
        Engine.Backend.Managed => "managed",
        _ => "reference",
    };

    /// <summary>The backend called <paramref name="name"/>; null when there is none.</summary>
    public static Backend? ParseBackend(string name) => Array.Find(Enum.GetValues<Backend>(), backend => Name(backend) == name) is var found && Name(found) == name ? found : null;

    private static Backend Fail(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"--backend is '{result.Tokens[0].Value}'; auto, llama.cpp, managed or reference was expected");
        return Engine.Backend.Auto;
    }
}
