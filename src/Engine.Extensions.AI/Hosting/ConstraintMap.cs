using Microsoft.Extensions.Configuration;

namespace Engine.Extensions.AI.Hosting;

/// <summary>What a text must be, as a configuration says it: in one of these ways.</summary>
internal static class ConstraintMap
{
    private static readonly ConfigurationRow<Asked>[] s_rows =
    [
        Row("JsonSchema", "a JSON schema", Constraint.JsonSchema),
        Row("JsonSchemaFile", "a file with a JSON schema", path => Constraint.JsonSchema(File.ReadAllText(path))),
        Row("Grammar", "a grammar in GBNF", Constraint.Grammar),
        Row("GrammarFile", "a file with a grammar in GBNF", path => Constraint.Grammar(File.ReadAllText(path))),
        Row("Regex", "a regular expression", Constraint.Regex),
        ConfigurationRow.List<Asked, string>("Choice", "a list of texts", item => (!string.IsNullOrEmpty(item.Value), item.Value ?? ""), (asked, texts) => asked with { Made = Constraint.Choice(texts) }),
    ];

    /// <summary>What can be said.</summary>
    public static string Expected { get; } = $"{{ KEY: what the text must be }} with one of {string.Join(", ", s_rows.Select(row => row.Key))}";

    /// <summary>The constraint; null where not exactly one is given.</summary>
    /// <exception cref="FormatException">A key is not known, a file cannot be read, or what it says cannot be enforced.</exception>
    public static Constraint? Read(IConfigurationSection section) =>
        section.GetChildren().Count() == 1 ? ConfigurationMap.Read(s_rows, new Asked(null), section).Made : null;

    private static ConfigurationRow<Asked> Row(string key, string expected, Func<string, Constraint> make) => new(key, expected, (asked, section) =>
    {
        if (string.IsNullOrEmpty(section.Value)) return null;
        try
        {
            return asked with { Made = make(section.Value) };
        }
        catch (ConstraintException refused)
        {
            throw new FormatException($"{section.Path}: {refused.Message}", refused);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"{section.Path} is {UntrustedText.Quote(section.Value)}, which cannot be read; {expected} was expected", unreadable);
        }
    });

    private sealed record Asked(Constraint? Made);
}
