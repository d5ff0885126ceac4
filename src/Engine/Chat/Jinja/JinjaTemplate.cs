namespace Engine.Chat.Jinja;

/// <summary>
/// A template of the Jinja language, parsed once and rendered often: the part chat templates use, with the settings transformers gives it
/// (<c>trim_blocks</c>, <c>lstrip_blocks</c>, loop controls, no escaping, an immutable sandbox). Immutable; any number of threads may render.
/// </summary>
internal sealed class JinjaTemplate
{
    private readonly Statement[] _body;

    private JinjaTemplate(Statement[] body) => _body = body;

    /// <exception cref="ChatTemplateException">It is malformed or uses something we do not have, which the message names.</exception>
    public static JinjaTemplate Parse(string template) => new(Parser.Parse(template));

    /// <summary>The text, with the characters marked that come from messages.</summary>
    /// <exception cref="ChatTemplateException">It raised, failed, or cost more than <paramref name="limits"/>.</exception>
    public Text Render(IEnumerable<KeyValuePair<string, Value>> variables, DateTimeOffset now, Limits? limits = null)
    {
        var globals = new Scope();
        foreach (var (name, value) in variables) globals.Set(name, value);
        var evaluator = new Evaluator(limits ?? new(), now);
        try
        {
            return evaluator.Render(_body, globals);
        }
        catch (ChatTemplateException error) when (error is { Line: 0, IsRaised: false })
        {
            throw new ChatTemplateException(error.Reason, evaluator.Line);
        }
    }
}
