using System.CommandLine;
using System.Globalization;

namespace Engine.Peers;

/// <summary>Flags that several verbs have, and what they say of values that are none.</summary>
internal static class PeerFlags
{
    private const int MostCallers = 256;

    /// <summary>A number of 1 or more.</summary>
    public static Option<int> Count(string name, string alias, string description, int fallback)
    {
        var option = new Option<int>(name, alias) { Description = description, DefaultValueFactory = _ => fallback };
        option.Validators.Add(given =>
        {
            if (given.Tokens is [var token] && !(int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0))
                given.AddError($"{name} is '{token.Value}'; a number of 1 or more was expected");
        });
        return option;
    }

    /// <summary><c>--callers</c>: a list of numbers.</summary>
    public static Option<string> Callers(string fallback)
    {
        var option = new Option<string>("--callers") { Description = "Callers at once, a list.", DefaultValueFactory = _ => fallback };
        option.Validators.Add(given =>
        {
            string text = given.GetValueOrDefault<string>();
            if (!Array.TrueForAll(text.Split(','), part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= MostCallers))
                given.AddError($"--callers is '{text}'; numbers from 1 to {MostCallers} separated by commas were expected");
        });
        return option;
    }

    /// <summary>Who takes the likeliest token.</summary>
    public static Option<GreedyChoice> Sampler() =>
        new("--sampler") { Description = "Who takes the likeliest token: the library's sampling pipeline, or a search of the logits." };

    /// <summary>The numbers of a list.</summary>
    public static int[] Numbers(string list) => Array.ConvertAll(list.Split(','), text => int.Parse(text, CultureInfo.InvariantCulture));
}
