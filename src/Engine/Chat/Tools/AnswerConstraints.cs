using Engine.Tokenization;

namespace Engine.Chat.Tools;

/// <summary>The constraints of answers asked for lately: with a constraint is kept what was found out about it, so the same tools should meet the same one again. Thread-safe.</summary>
internal sealed class AnswerConstraints
{
    private const int Capacity = 32;

    private readonly Lock _lock = new();
    private readonly List<(Key Key, Constraint? Constraint)> _known = [];   // the latest last

    /// <summary>What is asked for.</summary>
    internal sealed record Request(AnswerSyntax Syntax, ToolChoice Choice, bool MayReason, Constraint? Text);

    private sealed record Key(string Tools, ToolFormat? Format, ReasoningMarks? Reasoning, bool IsReasoning, bool IsSingle, bool HasChannels, ToolChoice Choice, bool MayReason, Constraint? Text);

    /// <exception cref="ConstraintException">A tool insists on a schema that cannot be enforced, or the whole is too large.</exception>
    public Constraint? Of(Request request, Tokenizer tokenizer)
    {
        var (syntax, choice, mayReason, text) = request;
        if (syntax.Format is null && text is null) return null;
        string tools = string.Join('\n', syntax.Tools.Select(tool => $"{tool.Name} {tool.Strict} {tool.Parameters.GetRawText()}"));
        var key = new Key(tools, syntax.Format, syntax.Reasoning, syntax.IsReasoning, syntax.IsSingle, syntax.HasChannels, choice, mayReason, text);
        lock (_lock)
        {
            int at = _known.FindIndex(known => known.Key == key);
            if (at >= 0)
            {
                var found = _known[at];
                _known.RemoveAt(at);
                _known.Add(found);
                return found.Constraint;
            }
        }
        bool mustCall = choice == ToolChoice.Required || choice.Name is not null;
        var callable = choice.Name is { } name ? [.. syntax.Tools.Where(tool => tool.Name == name)] : syntax.Tools;
        var constraint = AnswerGrammar.Of(syntax, callable, mustCall, mayReason, text, tokenizer);
        lock (_lock)
        {
            if (_known.Count == Capacity) _known.RemoveAt(0);
            _known.Add((key, constraint));
        }
        return constraint;
    }
}
