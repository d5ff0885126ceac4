namespace Engine.Extensions.AI;

/// <summary>How options that cannot be mapped are refused.</summary>
internal static class Refusals
{
    /// <summary>The exception for <paramref name="what"/> was asked for, which names the member and its value.</summary>
    public static NotSupportedException Of(string what, string why) => new($"{what}; {why}");

    /// <summary>Refuses another model than this one.</summary>
    public static void CheckModel(string? asked, string id)
    {
        if (asked is not null && asked != id) throw Of($"ModelId is {UntrustedText.Quote(asked)}", $"this is a client of {UntrustedText.Quote(id)} and of no other model");
    }

    /// <summary>What a RawRepresentationFactory made: options of Engine's own, or null for <paramref name="defaults"/>.</summary>
    public static T Raw<T>(object? made, T defaults) where T : class => made switch
    {
        null => defaults,
        T options => options,
        _ => throw Of($"RawRepresentationFactory returned a {made.GetType()}", $"{typeof(T).Name} was expected"),
    };
}
