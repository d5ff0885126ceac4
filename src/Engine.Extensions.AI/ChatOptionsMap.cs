using Engine.Sampling;
using Microsoft.Extensions.AI;

namespace Engine.Extensions.AI;

/// <summary>What becomes of a member of <see cref="ChatOptions"/>.</summary>
/// <param name="Member">The property.</param>
/// <param name="Map">Maps it, or throws an exception that names it.</param>
internal sealed record ChatOptionRow(string Member, Func<ChatRequest, ChatOptions, ChatRequest> Map);

/// <summary>Every member of <see cref="ChatOptions"/> and what becomes of it, in the order in which they are laid over one another.</summary>
internal static class ChatOptionsMap
{
    /// <summary>What JSON without a schema is: an object, as with the servers that know this format.</summary>
    private const string AnyObject = """{"type":"object"}""";

    public static IReadOnlyList<ChatOptionRow> Rows { get; } =
    [
        new(nameof(ChatOptions.RawRepresentationFactory), Raw),
        new(nameof(ChatOptions.AdditionalProperties), Additional),
        new(nameof(ChatOptions.ModelId), (to, from) => { Refusals.CheckModel(from.ModelId, to.ModelId); return to; }),
        new(nameof(ChatOptions.Instructions), (to, from) => to with { Instructions = from.Instructions ?? to.Instructions }),
        new(nameof(ChatOptions.Temperature), (to, from) => Generation(to, from.Temperature, (options, value) => options with { Temperature = value })),
        new(nameof(ChatOptions.TopP), (to, from) => Generation(to, from.TopP, (options, value) => options with { TopP = value })),
        new(nameof(ChatOptions.TopK), (to, from) => Generation(to, from.TopK, (options, value) => options with { TopK = value })),
        new(nameof(ChatOptions.FrequencyPenalty), (to, from) => Generation(to, from.FrequencyPenalty, (options, value) => options with { FrequencyPenalty = value })),
        new(nameof(ChatOptions.PresencePenalty), (to, from) => Generation(to, from.PresencePenalty, (options, value) => options with { PresencePenalty = value })),
        // A seed is 64 bits, whatever their sign.
        new(nameof(ChatOptions.Seed), (to, from) => Generation(to, from.Seed, (options, value) => options with { Seed = unchecked((ulong)value) })),
        new(nameof(ChatOptions.MaxOutputTokens), (to, from) => Generation(to, from.MaxOutputTokens, MaxTokens)),
        new(nameof(ChatOptions.StopSequences), (to, from) => from.StopSequences is { } stops ? With(to, to.Generation with { StopSequences = [.. stops] }) : to),
        new(nameof(ChatOptions.ResponseFormat), Format),
        new(nameof(ChatOptions.Tools), (to, from) => from.Tools is { } tools ? With(to, to.Answer with { Tools = [.. tools.Select(ToolMap.Definition)] }) : to),
        new(nameof(ChatOptions.ToolMode), (to, from) => from.ToolMode is { } mode ? With(to, to.Answer with { ToolChoice = ToolMap.Choice(mode) }) : to),
        new(nameof(ChatOptions.AllowMultipleToolCalls), (to, from) => from.AllowMultipleToolCalls is { } several ? With(to, to.Answer with { AllowMultipleToolCalls = several }) : to),
        new(nameof(ChatOptions.Reasoning), Reasoning),
        Refused(nameof(ChatOptions.ConversationId), from => from.ConversationId is { } id ? UntrustedText.Quote(id) : null,
            "the model keeps no conversations: every call was expected to bring its messages, of which what is cached is not computed again"),
        Refused(nameof(ChatOptions.AllowBackgroundResponses), from => from.AllowBackgroundResponses is true ? "true" : null, "answers are not kept to be fetched later"),
        Refused(nameof(ChatOptions.ContinuationToken), from => from.ContinuationToken is not null ? "set" : null, "answers are not kept to be fetched later"),
    ];

    /// <summary>The request that <paramref name="options"/> make of <paramref name="request"/>.</summary>
    public static ChatRequest Map(ChatRequest request, ChatOptions? options) =>
        options is null ? request : Rows.Aggregate(request, (to, row) => row.Map(to, options));

    private static ChatRequest Generation<T>(ChatRequest to, T? value, Func<GenerationOptions, T, GenerationOptions> set) where T : struct =>
        value is { } given ? With(to, set(to.Generation, given)) : to;

    private static ChatRequest With(ChatRequest to, GenerationOptions options) => to with { Answer = to.Answer with { Generation = options } };

    private static ChatRequest With(ChatRequest to, AnswerOptions options) => to with { Answer = options };

    /// <summary>What a call cannot say otherwise: Engine's own options, over which the other members are laid.</summary>
    private static ChatRequest Raw(ChatRequest to, ChatOptions from) => from.RawRepresentationFactory?.Invoke(to.Client) switch
    {
        null => to,
        AnswerOptions options => With(to, options),
        GenerationOptions options => With(to, options),
        var other => throw Refusals.Of($"{nameof(ChatOptions.RawRepresentationFactory)} returned a {other.GetType()}", $"{nameof(AnswerOptions)} or {nameof(GenerationOptions)} were expected"),
    };

    private static ChatRequest Reasoning(ChatRequest to, ChatOptions from) => from.Reasoning switch
    {
        null => to,
        { Output: ReasoningOutput.Summary } => throw Refusals.Of($"{nameof(ChatOptions.Reasoning)}.{nameof(ReasoningOptions.Output)} is Summary", "nobody writes one: Full or None was expected"),
        var asked => to with { Effort = asked.Effort, ShowsReasoning = asked.Output != ReasoningOutput.None },
    };

    /// <summary>0 means no limit to Engine, and something else to whoever writes it here.</summary>
    private static GenerationOptions MaxTokens(GenerationOptions options, int value) => value > 0
        ? options with { MaxTokens = value }
        : throw new ArgumentOutOfRangeException(nameof(value), $"{nameof(ChatOptions.MaxOutputTokens)} is {value}; at least 1 was expected");

    private static ChatRequest Format(ChatRequest to, ChatOptions from) => from.ResponseFormat switch
    {
        null or ChatResponseFormatText => to,
        ChatResponseFormatJson json => With(to, to.Generation with { Constraint = to.Constraints.Get(json.Schema?.GetRawText() ?? AnyObject) }),
        var other => throw Refusals.Of($"{nameof(ChatOptions.ResponseFormat)} is a {other.GetType().Name}", "text or JSON was expected"),
    };

    /// <summary>Whatever sampling can be told beyond the members above, by the names that JSON requests use.</summary>
    private static ChatRequest Additional(ChatRequest to, ChatOptions from)
    {
        var options = to.Generation;
        foreach (var (key, value) in from.AdditionalProperties ?? [])
        {
            var field = SamplingCatalog.All.FirstOrDefault(field => field.JsonField == key || field.ChatOptionsKey == key) ?? throw Refusals.Of(
                $"{nameof(ChatOptions.AdditionalProperties)} has {UntrustedText.Quote(key)}", $"names of sampling options were expected: {string.Join(", ", SamplingCatalog.All.Select(field => field.JsonField))}");
            options = field.Apply(options, PropertyText.Of(field, value));
        }
        return With(to, options);
    }

    private static ChatOptionRow Refused(string member, Func<ChatOptions, string?> value, string why) =>
        new(member, (to, from) => value(from) is { } given ? throw Refusals.Of($"{member} is {given}", why) : to);
}
