using Microsoft.Extensions.AI;

namespace Engine.Tests.Extensions;

/// <summary>Several calls in one answer. The models would not make them by themselves, so their answers are given; all that follows from them is theirs.</summary>
public sealed class SeveralToolCallsTests(ScenarioModels models) : IClassFixture<ScenarioModels>
{
    private static readonly string s_both = $"{ScriptedClient.Call("weather", """{"city": "Rome"}""")}\n{ScriptedClient.Call("time", """{"city": "Paris"}""")}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private enum City { Paris, Rome }

    [Theory]
    [MemberData(nameof(ScenarioModels.Demo), MemberType = typeof(ScenarioModels))]
    public async Task TwoCalls_AllowMultipleToolCalls_AreBothGivenOrTheFirstAlone(string name, Backend backend)
    {
        var model = await models.GetAsync(name, backend);
        foreach (bool? several in (bool?[])[null, true, false])
        {
            foreach (bool streams in (bool[])[false, true])
            {
                using var client = new ScriptedClient(model, $"Let me look.\n{s_both}");
                var response = await AskAsync(client, Options(several), streams);
                Assert.Equal(several == false ? ["weather(Rome)"] : ["weather(Rome)", "time(Paris)"], Calls(response));
                Assert.Equal("Let me look.", response.Text);
                Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
                var message = Assert.Single(response.Messages);
                Assert.Equal(Calls(response).Length, message.Contents.OfType<FunctionCallContent>().Select(call => call.CallId).Distinct().Count());
                Assert.True(response.Usage is { InputTokenCount: > 0, OutputTokenCount: > 0 });
            }
        }
    }

    [Theory]
    [MemberData(nameof(ScenarioModels.Demo), MemberType = typeof(ScenarioModels))]
    public async Task TwoCalls_Required_AreBothGiven(string name, Backend backend)
    {
        var model = await models.GetAsync(name, backend);
        (ChatToolMode Mode, string Answer, string[] Expected)[] modes =
        [
            (ChatToolMode.RequireAny, s_both, ["weather(Rome)", "time(Paris)"]),
            (ChatToolMode.RequireSpecific("time"), $"{ScriptedClient.Call("time", """{"city": "Rome"}""")}\n{ScriptedClient.Call("time", """{"city": "Paris"}""")}", ["time(Rome)", "time(Paris)"]),
        ];
        foreach (var (mode, answer, expected) in modes)
        {
            foreach (bool streams in (bool[])[false, true])
            {
                using var client = new ScriptedClient(model, answer);
                var options = Options(several: null);
                options.ToolMode = mode;
                var response = await AskAsync(client, options, streams);
                Assert.Equal(expected, Calls(response));
                Assert.Equal((ChatFinishReason.ToolCalls, ""), (response.FinishReason, response.Text));
            }
        }
    }

    [Theory]
    [MemberData(nameof(ScenarioModels.All), MemberType = typeof(ScenarioModels))]
    public async Task UseFunctionInvocation_TwoCalls_AreBothMadeAndTheirResultsRead(string name, Backend backend)
    {
        var model = await models.GetAsync(name, backend);
        foreach (bool streams in ScenarioModels.IsDemo(name) ? (bool[])[false, true] : [true])
        {
            var made = new List<string>();
            using var scripted = new ScriptedClient(model, $"Let me look.\n{s_both}", "Sunny, and noon.");
            using var client = scripted.AsBuilder().UseFunctionInvocation(configure: invoking => invoking.AllowConcurrentInvocation = streams).Build();
            var response = await AskAsync(client, Options(several: null, made), streams);
            Assert.Equal(["time(Paris)", "weather(Rome)"], made.Order());
            Assert.Equal("Sunny, and noon.", response.Messages[^1].Text);
            var results = response.Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().ToArray();
            var calls = response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ToArray();
            Assert.Equal(calls.Select(call => call.CallId), results.Select(result => result.CallId));
            Assert.Equal(["sunny in Rome", "noon in Paris"], results.Select(result => result.Result?.ToString()));
            // The second prompt has what was said and asked, and both results after it.
            Assert.Equal(2, scripted.Prompts.Count);
            string[] inOrder = ["Let me look.", "\"weather\", \"arguments\"", "\"time\", \"arguments\"", "sunny in Rome", "noon in Paris"];
            int[] at = [.. inOrder.Select(part => scripted.Prompts[1].LastIndexOf(part, StringComparison.Ordinal))];
            Assert.True(at[0] >= 0 && at.SequenceEqual(at.Order()), scripted.Prompts[1]);
            Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        }
    }

    [Theory]
    [MemberData(nameof(ScenarioModels.Demo), MemberType = typeof(ScenarioModels))]
    public async Task UseFunctionInvocation_OneCallAtATime_TakesARoundForEach(string name, Backend backend)
    {
        var model = await models.GetAsync(name, backend);
        var made = new List<string>();
        using var scripted = new ScriptedClient(model, s_both, ScriptedClient.Call("time", """{"city": "Paris"}"""), "Sunny, and noon.");
        using var client = scripted.AsBuilder().UseFunctionInvocation().Build();
        var response = await AskAsync(client, Options(several: false, made), streams: true);
        Assert.Equal(["weather(Rome)", "time(Paris)"], made);
        Assert.Equal(["assistant", "tool", "assistant", "tool", "assistant"], response.Messages.Select(message => message.Role.Value));
        Assert.Equal(3, scripted.Prompts.Count);
    }

    [Theory]
    [MemberData(nameof(ScenarioModels.Demo), MemberType = typeof(ScenarioModels))]
    public async Task GetStreamingResponseAsync_TwoCalls_AreSeenAsTheyCome(string name, Backend backend)
    {
        var model = await models.GetAsync(name, backend);
        using var client = new ScriptedClient(model, $"Let me look.\n{s_both}");
        var updates = await ChatModels.ListAsync(client.GetStreamingResponseAsync("How is the weather, and how late?", Options(several: null), Cancel));
        var parts = new List<(string Name, string Arguments)>();
        foreach (var update in updates)
        {
            var piece = update.RawRepresentation as AnswerPiece?;
            switch (piece?.Kind)
            {
                case AnswerPieceKind.ToolCallStart:
                    parts.Add((piece.Value.ToolCall!.Name, ""));
                    Assert.Empty(update.Contents);
                    break;
                case AnswerPieceKind.ToolCallArguments:
                    parts[^1] = (parts[^1].Name, parts[^1].Arguments + piece.Value.Text);
                    Assert.Empty(update.Contents);
                    break;
                case AnswerPieceKind.ToolCall:
                    // Whole now, and what came before were its parts.
                    var call = Assert.IsType<FunctionCallContent>(Assert.Single(update.Contents));
                    Assert.Equal((piece.Value.ToolCall!.Id, call.Name, piece.Value.ToolCall.Arguments), (call.CallId, parts[^1].Name, parts[^1].Arguments));
                    break;
                default:
                    Assert.NotEmpty(update.Contents);
                    break;
            }
            Assert.NotNull(update.MessageId);
        }
        Assert.Equal(2, parts.Count);
        Assert.True(updates.Count(update => update.RawRepresentation is AnswerPiece { Kind: AnswerPieceKind.ToolCallArguments }) > 2, "arguments came at once");
        Assert.IsType<Answer>(updates[^1].RawRepresentation);
        Assert.Equal(["weather(Rome)", "time(Paris)"], Calls(updates.ToChatResponse()));
    }

    private static async Task<ChatResponse> AskAsync(IChatClient client, ChatOptions options, bool streams) => streams
        ? (await ChatModels.ListAsync(client.GetStreamingResponseAsync("How is the weather, and how late?", options, Cancel))).ToChatResponse()
        : await client.GetResponseAsync("How is the weather, and how late?", options, Cancel);

    private static ChatOptions Options(bool? several, List<string>? made = null) => new()
    {
        AllowMultipleToolCalls = several,
        Tools =
        [
            AIFunctionFactory.Create((City city) => Note(made, $"weather({city})", $"sunny in {city}"), "weather", "The weather of a city."),
            AIFunctionFactory.Create((City city) => Note(made, $"time({city})", $"noon in {city}"), "time", "The time in a city."),
        ],
    };

    private static string Note(List<string>? made, string call, string result)
    {
        if (made is null) return result;
        lock (made) made.Add(call);   // two may be made at once
        return result;
    }

    private static string[] Calls(ChatResponse response) =>
        [.. response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Select(call => $"{call.Name}({call.Arguments!["city"]})")];
}
