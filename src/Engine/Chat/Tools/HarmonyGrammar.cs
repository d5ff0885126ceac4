using Engine.Sampling.Constraints;

namespace Engine.Chat.Tools;

/// <summary>The texts of answers that are messages in channels: what comes after <c>&lt;|start|&gt;assistant</c>.</summary>
internal static class HarmonyGrammar
{
    /// <summary>The answer as an expression.</summary>
    /// <param name="grammar">Gets the rules.</param>
    /// <param name="calls">Writes marks and arguments.</param>
    /// <param name="tools">The tools that may be called.</param>
    /// <param name="mustCall">Whether the answer must end with a call.</param>
    /// <param name="mayReason">Whether it may reason first.</param>
    /// <param name="text">What the final message must be; null for any.</param>
    public static Expression Of(Grammar grammar, CallGrammar calls, IReadOnlyList<ToolDefinition> tools, bool mustCall, bool mayReason, Constraint? text)
    {
        int message = grammar.Add("message");
        var again = Expression.Of(calls.Mark(HarmonyParser.Start), Expression.Utf8("assistant"), new Expression.Rule(message));
        var body = Expression.Of(calls.Mark(HarmonyParser.Message), new Expression.FreeUntil([calls.On(HarmonyParser.End, again, again: false)], MayEnd: !mustCall && text is null));
        var kinds = new List<Expression>();
        if (mayReason) kinds.Add(Expression.Of(Expression.Utf8("analysis"), body));
        if (text is null) kinds.Add(Expression.Of(Expression.Utf8("commentary"), body));
        if (!mustCall)
            kinds.Add(Expression.Of(Expression.Utf8("final"), text is null ? body : Expression.Of(calls.Mark(HarmonyParser.Message), grammar.Import(text.Rules))));
        if (tools.Count > 0) kinds.Add(Expression.Of(Expression.Utf8($"commentary {HarmonyParser.To}{HarmonyParser.Functions}"), Call("")));
        var messages = new List<Expression> { Expression.Of(calls.Mark(HarmonyParser.Channel), Expression.Any(kinds)) };
        if (tools.Count > 0)
        {
            messages.Add(Expression.Of(
                Expression.Utf8($" {HarmonyParser.To}{HarmonyParser.Functions}"), Call(HarmonyParser.Channel)));
        }
        grammar.Define(message, Expression.Any(messages));
        return new Expression.Rule(message);

        Expression Call(string channel)
        {
            var header = channel.Length == 0 ? Expression.Empty : Expression.Of(calls.Mark(channel), Expression.Utf8("commentary"));
            var type = Expression.Any(
                Expression.Empty, Expression.Utf8(" json"), Expression.Of(calls.Mark("<|constrain|>"), Expression.Utf8("json")),
                Expression.Of(Expression.Utf8(" "), calls.Mark("<|constrain|>"), Expression.Utf8("json")));
            return Expression.Any([.. tools.Select(tool => Expression.Of(Expression.Utf8(tool.Name), header, type, calls.Mark(HarmonyParser.Message), calls.Arguments(tool)))]);
        }
    }
}
