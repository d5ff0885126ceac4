using System.Text.Json;
using Engine.Extensions.AI;
using Engine.Sampling;
using Microsoft.Extensions.AI;

namespace Engine.Tests.Extensions;

public sealed class ChatOptionsMapTests
{
    // Lists of options are compared by reference, so all come from these.
    private static readonly GenerationOptions s_defaults = new();
    private static readonly EngineChatClient s_client = new(new NoModel(), null);

    /// <summary>Per member a value, and the generation options it becomes.</summary>
    private static readonly Dictionary<string, (ChatOptions Asked, GenerationOptions Expected)> s_mapped = new()
    {
        [nameof(ChatOptions.Temperature)] = (new() { Temperature = 0.25f }, s_defaults with { Temperature = 0.25f }),
        [nameof(ChatOptions.TopP)] = (new() { TopP = 0.5f }, s_defaults with { TopP = 0.5f }),
        [nameof(ChatOptions.TopK)] = (new() { TopK = 3 }, s_defaults with { TopK = 3 }),
        [nameof(ChatOptions.FrequencyPenalty)] = (new() { FrequencyPenalty = 0.5f }, s_defaults with { FrequencyPenalty = 0.5f }),
        [nameof(ChatOptions.PresencePenalty)] = (new() { PresencePenalty = 0.5f }, s_defaults with { PresencePenalty = 0.5f }),
        [nameof(ChatOptions.Seed)] = (new() { Seed = -1 }, s_defaults with { Seed = ulong.MaxValue }),
        [nameof(ChatOptions.MaxOutputTokens)] = (new() { MaxOutputTokens = 7 }, s_defaults with { MaxTokens = 7 }),
        [nameof(ChatOptions.AdditionalProperties)] = (new() { AdditionalProperties = new() { ["min_p"] = 0.25, ["penalty_window"] = 9 } }, s_defaults with { MinP = 0.25f, PenaltyWindow = 9 }),
        [nameof(ChatOptions.RawRepresentationFactory)] = (
            new() { RawRepresentationFactory = _ => s_defaults with { Priority = 3, TopK = 9 }, TopK = 4 }, s_defaults with { Priority = 3, TopK = 4 }),
    };

    /// <summary>Members that a value turns into something beside the generation options' numbers; each has a test of its own below.</summary>
    private static readonly string[] s_others =
    [
        nameof(ChatOptions.Instructions), nameof(ChatOptions.ModelId), nameof(ChatOptions.StopSequences), nameof(ChatOptions.ResponseFormat),
        nameof(ChatOptions.ToolMode), nameof(ChatOptions.AllowMultipleToolCalls),
    ];

    private static readonly Dictionary<string, ChatOptions> s_refused = new()
    {
        [nameof(ChatOptions.ConversationId)] = new() { ConversationId = "c7" },
        [nameof(ChatOptions.AllowBackgroundResponses)] = new() { AllowBackgroundResponses = true },
        [nameof(ChatOptions.Tools)] = new() { Tools = [new HostedWebSearchTool()] },
        [nameof(ChatOptions.Reasoning)] = new() { Reasoning = new ReasoningOptions { Output = ReasoningOutput.Summary } },
        [nameof(ChatOptions.ContinuationToken)] = new() { ContinuationToken = ResponseContinuationToken.FromBytes(new byte[] { 1 }) },
        [nameof(ChatOptions.ModelId)] = new() { ModelId = "another" },
        [nameof(ChatOptions.MaxOutputTokens)] = new() { MaxOutputTokens = 0 },
        [nameof(ChatOptions.AdditionalProperties)] = new() { AdditionalProperties = new() { ["warmth"] = 1 } },
        [nameof(ChatOptions.RawRepresentationFactory)] = new() { RawRepresentationFactory = _ => "text" },
    };

    public static TheoryData<string> Mapped => [.. s_mapped.Keys];

    public static TheoryData<string> Refused => [.. s_refused.Keys];

    [Fact]
    public void Rows_EveryMemberOfChatOptions_HasOneAndATest()
    {
        string[] members = [.. typeof(ChatOptions).GetProperties().Select(property => property.Name).Order()];
        Assert.Equal(members, ChatOptionsMap.Rows.Select(row => row.Member).Order());
        Assert.Equal(members, s_mapped.Keys.Concat(s_others).Concat(s_refused.Keys).Distinct().Order());
    }

    [Fact]
    public void Rows_EveryMember_IsInTheDocumentation()
    {
        string page = File.ReadAllText(Path.Combine(TestFiles.Root, "docs", "extensions-ai.md"));
        Assert.DoesNotContain(ChatOptionsMap.Rows, row => !page.Contains($"`{row.Member}", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Mapped))]
    public void Map_Member_BecomesTheOptionOfItsMeaning(string member)
    {
        var (asked, expected) = s_mapped[member];
        Assert.Equal(expected, Map(asked).Generation);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Map_WhatCannotBe_IsRefusedByName(string member)
    {
        var refused = Assert.ThrowsAny<Exception>(() => Map(s_refused[member]));
        Assert.True(refused is NotSupportedException or ArgumentException, refused.ToString());
        Assert.StartsWith(member, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_NothingSet_LeavesTheDefaults()
    {
        var request = Map(new ChatOptions());
        Assert.Equal(s_defaults, request.Generation);
        Assert.Null(request.Instructions);
    }

    [Fact]
    public void Map_Instructions_AreKept() => Assert.Equal("Be brief.", Map(new() { Instructions = "Be brief." }).Instructions);

    [Fact]
    public void Map_OwnModelId_IsTaken() => Map(new() { ModelId = "none" });

    [Fact]
    public void Map_StopSequences_AreTaken() => Assert.Equal(["a", "b"], Map(new() { StopSequences = ["a", "b"] }).Generation.StopSequences);

    [Fact]
    public void Map_Tools_AreTheFunctionsAndTheirSchemas()
    {
        var function = AIFunctionFactory.Create((string city, int days) => "sunny", "weather", "Tells the weather.");
        var answer = Map(new() { Tools = [function, function.AsDeclarationOnly()] }).Answer;
        Assert.All(answer.Tools, tool =>
        {
            Assert.Equal(("weather", "Tells the weather."), (tool.Name, tool.Description));
            Assert.Equal(function.JsonSchema.GetRawText(), tool.Parameters.GetRawText());
        });
        Assert.Equal(2, answer.Tools.Count);
        Assert.Equal(ToolChoice.Auto, answer.ToolChoice);
        Assert.True(answer.AllowMultipleToolCalls);
    }

    [Fact]
    public void Map_ToolMode_IsTheChoice()
    {
        Assert.Equal(ToolChoice.None, Map(new() { ToolMode = ChatToolMode.None }).Answer.ToolChoice);
        Assert.Equal(ToolChoice.Auto, Map(new() { ToolMode = ChatToolMode.Auto }).Answer.ToolChoice);
        Assert.Equal(ToolChoice.Required, Map(new() { ToolMode = ChatToolMode.RequireAny }).Answer.ToolChoice);
        Assert.Equal(ToolChoice.Of("f"), Map(new() { ToolMode = ChatToolMode.RequireSpecific("f") }).Answer.ToolChoice);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Map_AllowMultipleToolCalls_IsTaken(bool several) => Assert.Equal(several, Map(new() { AllowMultipleToolCalls = several }).Answer.AllowMultipleToolCalls);

    [Fact]
    public void Map_Reasoning_BecomesWhatTheTemplateReads()
    {
        var effort = new ChatTemplate("{{ reasoning_effort }}{% for m in messages %}{{ m.content }}{% endfor %}");
        var onOff = new ChatTemplate("{% if enable_thinking %}x{% endif %}{% for m in messages %}{{ m.content }}{% endfor %}");
        AnswerOptions For(ChatTemplate template, ReasoningEffort? asked) => Map(new() { Reasoning = new() { Effort = asked } }).For(template);
        Assert.Equal((null, null), (For(effort, null).Reasoning, For(effort, null).ReasoningEffort));
        Assert.Equal("medium", For(effort, ReasoningEffort.Medium).ReasoningEffort);
        Assert.Equal((true, null), (For(onOff, ReasoningEffort.Low).Reasoning, For(onOff, ReasoningEffort.Low).ReasoningEffort));
        Assert.False(For(onOff, ReasoningEffort.None).Reasoning);
        Assert.Contains("Reasoning.Effort is ExtraHigh", Assert.Throws<NotSupportedException>(() => For(effort, ReasoningEffort.ExtraHigh)).Message, StringComparison.Ordinal);
        Assert.False(Map(new() { Reasoning = new() { Output = ReasoningOutput.None } }).ShowsReasoning);
        Assert.True(Map(new() { Reasoning = new() { Output = ReasoningOutput.Full } }).ShowsReasoning);
    }

    [Fact]
    public void Map_RawAnswerOptions_AreTheBaseOfAll()
    {
        var answer = Map(new() { RawRepresentationFactory = _ => new AnswerOptions { Reasoning = false, Generation = s_defaults with { Priority = 2 } }, TopK = 5 }).Answer;
        Assert.Equal((false, 2, 5), (answer.Reasoning, answer.Generation.Priority, answer.Generation.TopK));
    }

    /// <summary>Among defaults it is said for all calls, and in a conversation with functions also for the answer that calls none.</summary>
    [Fact]
    public void For_FinishWithin_CountsWhereSomethingIsBound()
    {
        var template = new ChatTemplate("{% for m in messages %}{{ m.content }}{% endfor %}");
        AITool[] tools = [AIFunctionFactory.Create(() => "sunny", "weather")];
        int Within(ChatOptions options)
        {
            options.RawRepresentationFactory = _ => new GenerationOptions { FinishWithin = 9 };
            return Map(options).For(template).Generation.FinishWithin;
        }
        Assert.Equal(0, Within(new()));
        Assert.Equal(0, Within(new() { Tools = tools, ToolMode = ChatToolMode.None }));
        Assert.Equal(9, Within(new() { Tools = tools }));
        Assert.Equal(9, Within(new() { ResponseFormat = ChatResponseFormat.Json }));
    }

    [Fact]
    public void Map_ResponseFormat_IsAConstraintThatIsMadeOnce()
    {
        Assert.Null(Map(new() { ResponseFormat = ChatResponseFormat.Text }).Generation.Constraint);
        Assert.NotNull(Map(new() { ResponseFormat = ChatResponseFormat.Json }).Generation.Constraint);
        var constraints = new ConstraintCache();
        var first = Map(new() { ResponseFormat = ChatResponseFormat.ForJsonSchema<Person>() }, constraints).Generation.Constraint;
        Assert.NotNull(first);
        Assert.Same(first, Map(new() { ResponseFormat = ChatResponseFormat.ForJsonSchema<Person>() }, constraints).Generation.Constraint);
    }

    /// <summary>Every option of the catalog, by the name that its row says.</summary>
    [Fact]
    public void AdditionalProperties_EveryNameOfTheCatalog_IsRead()
    {
        foreach (var field in SamplingCatalog.All.Where(field => field.Default.Length > 0))
        {
            object? value = field.Default.StartsWith('[') ? new SamplingOptions().DrySequenceBreakers : field.Default;
            Assert.Equal(new GenerationOptions().ToString(), Map(new() { AdditionalProperties = new() { [field.JsonField] = value } }).Generation.ToString());
        }
    }

    [Fact]
    public void AdditionalProperties_ListsInTheirManyForms_AreRead()
    {
        var options = Map(new()
        {
            AdditionalProperties = new()
            {
                ["banned_tokens"] = new[] { 3, 4 },
                ["forced_tokens"] = JsonSerializer.SerializeToElement(new[] { 5, 6 }),
                ["logit_bias"] = new Dictionary<int, float> { [7] = 1.5f, [8] = float.NegativeInfinity },
                ["samplers"] = new[] { "top_k", "temperature" },
                ["dry_sequence_breakers"] = JsonSerializer.SerializeToElement(new[] { "\n", "x" }),
                ["Temperature"] = "0.5",
            },
        }).Generation;
        Assert.Equal([3, 4], options.BannedTokens);
        Assert.Equal([5, 6], options.ForcedTokens);
        Assert.Equal([(7, 1.5f), (8, float.NegativeInfinity)], options.LogitBias.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(["top_k", "temperature"], options.Samplers!);
        Assert.Equal(["\n", "x"], options.DrySequenceBreakers);
        Assert.Equal(0.5f, options.Temperature);
    }

    [Fact]
    public void EmbeddingOptions_EveryMember_IsKnown() =>
        Assert.Equal(typeof(EmbeddingGenerationOptions).GetProperties().Select(property => property.Name).Order(), EmbeddingOptionsMap.Members.Order());

    private static ChatRequest Map(ChatOptions options, ConstraintCache? constraints = null) =>
        ChatOptionsMap.Map(new ChatRequest(s_client, "none", constraints ?? new ConstraintCache(), new AnswerOptions { Generation = s_defaults }), options);

    private sealed record Person(string Name, int Age);

    private sealed class NoModel : IModelSource
    {
        public string Id => "none";
        public Model? Loaded => null;
        public Draft? Draft => null;
        public ValueTask<Model> GetAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("no model was to be asked for");
    }
}
