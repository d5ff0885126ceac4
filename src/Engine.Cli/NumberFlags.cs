using System.CommandLine;
using System.CommandLine.Parsing;
using System.Numerics;

namespace Engine.Cli;

/// <summary>Makes every flag that takes a number read it by <see cref="InvariantNumber"/>; the library's own conversion takes 0,7 for 7.</summary>
internal static class NumberFlags
{
    /// <summary>Goes through the flags of <paramref name="command"/> and of all verbs below it; a flag with a parser of its own keeps it.</summary>
    public static void ReadStrictly(Command command)
    {
        foreach (var option in command.Options) ReadStrictly(option);
        foreach (var verb in command.Subcommands) ReadStrictly(verb);
    }

    private static void ReadStrictly(Option option)
    {
        switch (option)
        {
            case Option<int> { CustomParser: null } number: number.CustomParser = Parse<int>; break;
            case Option<int?> { CustomParser: null } number: number.CustomParser = result => Parse<int>(result); break;
            case Option<float> { CustomParser: null } number: number.CustomParser = Parse<float>; break;
            case Option<float?> { CustomParser: null } number: number.CustomParser = result => Parse<float>(result); break;
            case Option<double> { CustomParser: null } number: number.CustomParser = Parse<double>; break;
            case Option<double?> { CustomParser: null } number: number.CustomParser = result => Parse<double>(result); break;
            case Option<long> { CustomParser: null } number: number.CustomParser = Parse<long>; break;
            case Option<long?> { CustomParser: null } number: number.CustomParser = result => Parse<long>(result); break;
            case Option<ulong> { CustomParser: null } number: number.CustomParser = Parse<ulong>; break;
            case Option<ulong?> { CustomParser: null } number: number.CustomParser = result => Parse<ulong>(result); break;
        }
    }

    private static T Parse<T>(ArgumentResult result) where T : struct, INumber<T>
    {
        string text = result.Tokens[^1].Value;
        if (InvariantNumber.TryParse(text, out T value)) return value;
        string expected = default(T) is float or double ? "a number such as 0.7" : $"an integer from {T.CreateSaturating(long.MinValue)} to {T.CreateSaturating(ulong.MaxValue)}";
        result.AddError($"{(result.Parent as OptionResult)?.Option.Name} is {UntrustedText.Quote(text)}; {expected} was expected");
        return default;
    }
}
