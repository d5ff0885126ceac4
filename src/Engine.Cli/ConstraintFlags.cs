using System.CommandLine;
using System.Text;

namespace Engine.Cli;

/// <summary>The flags that say what a generated text must be.</summary>
internal sealed class ConstraintFlags
{
    private readonly Option<string?> _schema = new("--json-schema") { Description = "A file with a JSON schema; the text is JSON that it accepts.", HelpName = "file" };
    private readonly Option<string?> _grammar = new("--grammar") { Description = "A file with a grammar in GBNF; the text follows it.", HelpName = "file" };
    private readonly Option<string?> _regex = new("--regex") { Description = "A regular expression that matches the whole text.", HelpName = "pattern" };
    private readonly Option<string?> _choice = new("--choice") { Description = "Texts, separated by |, of which the text is one.", HelpName = "a|b" };
    private readonly Option<int> _finishWithin = new("--finish-within") { Description = "Tokens beyond --max-tokens that may be spent to bring such a text to its end.", HelpName = "count" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_schema, _grammar, _regex, _choice, _finishWithin]) command.Options.Add(option);
    }

    /// <summary>Whether the command line asks for one.</summary>
    public bool AreGiven(ParseResult result) => Given(result).Count > 0;

    /// <summary>A copy of <paramref name="options"/> with what the command line says.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="options">What it says otherwise.</param>
    /// <param name="hasTools">Whether there are tools, whose calls have an end too.</param>
    /// <exception cref="ConstraintException">It cannot be enforced; the message says where.</exception>
    public GenerationOptions Apply(ParseResult result, GenerationOptions options, bool hasTools = false)
    {
        var given = Given(result);
        if (given.Count > 1) throw new UsageException($"{string.Join(" and ", given.Select(row => row.Flag))} are given; one of them was expected");
        int finishWithin = CommonOptions.Count(result, _finishWithin);
        if (given.Count == 0 && hasTools) return options with { FinishWithin = finishWithin };
        if (given.Count == 0) return finishWithin == 0 ? options : throw new UsageException("--finish-within needs a text with an end: --json-schema, --grammar, --regex or --choice");
        return options with { Constraint = given[0].Make(), FinishWithin = finishWithin };
    }

    private List<(string Flag, Func<Constraint> Make)> Given(ParseResult result)
    {
        var given = new List<(string, Func<Constraint>)>();
        if (result.GetValue(_schema) is { } schema) given.Add((_schema.Name, () => Constraint.JsonSchema(Read(schema))));
        if (result.GetValue(_grammar) is { } grammar) given.Add((_grammar.Name, () => Constraint.Grammar(Read(grammar))));
        if (result.GetValue(_regex) is { } pattern) given.Add((_regex.Name, () => Constraint.Regex(pattern)));
        if (result.GetValue(_choice) is { } texts) given.Add((_choice.Name, () => Constraint.Choice(texts.Split('|'))));
        return given;
    }

    private static string Read(string path) => Encoding.UTF8.GetString(InputText.Read(path));
}
