using Engine.Sampling.Constraints;
using Engine.Tokenization;

namespace Engine.Chat.Tools;

/// <summary>The constraint of an answer: free text until a mark opens a call, then that call; or calls from the start; or what the caller wants the text to be.</summary>
internal static class AnswerGrammar
{
    /// <summary>The constraint; null where nothing is to be constrained.</summary>
    /// <param name="syntax">What the answer may hold.</param>
    /// <param name="tools">The tools that may be called; the one that must be.</param>
    /// <param name="mustCall">Whether a call must come.</param>
    /// <param name="mayReason">Whether reasoning may come first.</param>
    /// <param name="text">What the text of the answer must be; null for any.</param>
    /// <param name="tokenizer">The model's.</param>
    public static Constraint? Of(AnswerSyntax syntax, IReadOnlyList<ToolDefinition> tools, bool mustCall, bool mayReason, Constraint? text, Tokenizer tokenizer)
    {
        if (syntax.HasChannels && (syntax.Format is not null || text is not null))
        {
            var channels = new Grammar();
            channels.Root = HarmonyGrammar.Of(channels, new CallGrammar(channels, tokenizer), tools, mustCall, mayReason, text);
            return Constraint.Of("messages in channels", channels);
        }
        bool reasons = syntax.Reasoning is not null && mayReason;
        if (syntax.Format is null) return text is null ? null : !reasons ? text : Text(syntax, text, tokenizer);
        var grammar = new Grammar();
        var calls = new CallGrammar(grammar, tokenizer);
        if (!mustCall && text is null)
        {
            grammar.Root = Free(syntax, tools, calls);
            return Constraint.Of("text and calls of tools", grammar);
        }
        var opening = syntax.Format.Opening.Length > 0 ? calls.Mark(syntax.Format.Opening) : Expression.Empty;
        var call = Expression.Of(opening, calls.AfterOpening(syntax.Format, tools, syntax.IsSingle));
        if (syntax.Format.Section is null && !syntax.IsSingle)
            call = Expression.Of(call, new Expression.Repeat(Expression.Of(Expression.Utf8(syntax.Format.Separator), call), 0));
        var answer = mustCall || text is null ? call : Expression.Any(call, grammar.Import(text.Rules));
        grammar.Root = reasons ? Expression.Of(Reasoning(syntax, calls), answer) : answer;
        return Constraint.Of(mustCall ? "calls of tools" : $"calls of tools or {text}", grammar);
    }

    private static Constraint Text(AnswerSyntax syntax, Constraint text, Tokenizer tokenizer)
    {
        var grammar = new Grammar();
        grammar.Root = Expression.Of(Reasoning(syntax, new CallGrammar(grammar, tokenizer)), grammar.Import(text.Rules));
        return Constraint.Of($"{text} after reasoning", grammar);
    }

    /// <summary>Any text, in which marks open calls and reasoning.</summary>
    private static Expression Free(AnswerSyntax syntax, IReadOnlyList<ToolDefinition> tools, CallGrammar calls)
    {
        var format = syntax.Format!;
        var triggers = new List<Expression.Trigger>();
        if (format.Opening.Length > 0) triggers.Add(calls.On(format.Opening, calls.AfterOpening(format, tools, syntax.IsSingle), again: !syntax.IsSingle));
        else triggers.AddRange(tools.Select(tool => calls.OnBare(format, tool, again: !syntax.IsSingle)));
        foreach (var (mark, part) in format.OtherOpenings)
            triggers.Add(calls.On(mark, format.Section is null ? calls.Call(format, tools, part) : calls.AfterOpening(format, tools, syntax.IsSingle), again: !syntax.IsSingle));
        if (syntax.Reasoning is { } marks) triggers.Add(calls.On(marks.Open, Until(calls, marks.Close, mayEnd: true), again: true));
        var free = new Expression.FreeUntil(triggers);
        return syntax is { IsReasoning: true, Reasoning: { } open } ? Expression.Of(Until(calls, open.Close, mayEnd: true), free) : free;
    }

    /// <summary>Reasoning, which must end before what follows: open already, or there or not.</summary>
    private static Expression Reasoning(AnswerSyntax syntax, CallGrammar calls)
    {
        var marks = syntax.Reasoning!;
        var space = new Expression.Repeat(Expression.Any(Expression.Utf8("\n"), Expression.Utf8(" ")), 0, 4);
        var rest = Expression.Of(Until(calls, marks.Close, mayEnd: false), space);
        return syntax.IsReasoning ? rest : Expression.Optional(Expression.Of(calls.Mark(marks.Open), rest));
    }

    private static Expression.FreeUntil Until(CallGrammar calls, string mark, bool mayEnd) => new([calls.On(mark, Expression.Empty, again: false)], mayEnd);
}
