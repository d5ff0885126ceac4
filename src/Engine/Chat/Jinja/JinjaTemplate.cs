namespace Engine.Chat.Jinja;

/// <summary>
/// A template of the Jinja language, parsed once and rendered often: the part chat templates use, with the settings transformers gives it
/// (<c>trim_blocks</c>, <c>lstrip_blocks</c>, loop controls, no escaping, an immutable sandbox). Immutable; any number of threads may render.
/// </summary>
internal sealed class JinjaTemplate
{
    private readonly Statement[] _body;
    private readonly IReadOnlyDictionary<string, Block> _blocks;

    private JinjaTemplate(Statement[] body, IReadOnlyDictionary<string, Block> blocks) => (_body, _blocks) = (body, blocks);

    /// <exception cref="ChatTemplateException">It is malformed or uses something we do not have, which the message names.</exception>
    public static JinjaTemplate Parse(string template)
    {
        var (body, blocks) = Parser.Parse(template);
        return new(body, blocks);
    }

    /// <summary>The text, with the characters marked that come from messages.</summary>
    /// <exception cref="ChatTemplateException">It raised, failed, or cost more than <paramref name="limits"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Text Render(IEnumerable<KeyValuePair<string, Value>> variables, DateTimeOffset now, Limits? limits = null, CancellationToken cancellationToken = default)
    {
        var globals = new Scope();
        long parts = 0;
        int messages = 0;
        foreach (var (name, value) in variables)
        {
            globals.Set(name, value);
            parts += value.Weight;
            messages = Math.Max(messages, value.Count ?? 0);
        }
        cancellationToken.ThrowIfCancellationRequested();
        var evaluator = new Evaluator(new Budget(limits ?? new Limits().For(parts, messages), cancellationToken), _blocks, now);
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
