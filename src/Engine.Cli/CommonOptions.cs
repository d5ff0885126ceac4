using System.CommandLine;

namespace Engine.Cli;

/// <summary>Options that mean the same in every verb that has them.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document." };

    /// <summary>The value of an option that counts something.</summary>
    public static int Count(ParseResult result, Option<int> option)
    {
        int value = result.GetValue(option);
        return value >= 0 ? value : throw new UsageException($"{option.Name} is {value}; 0 or more was expected");
    }
}
