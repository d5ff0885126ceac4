using System.Text.Json;
using Engine.Extensions.AI;
using Microsoft.Extensions.AI;

namespace Engine.Tests.Extensions;

/// <summary>Functions that a model calls through the chat client. The models here are too small to know when to call, so calls are required, and their arguments bound.</summary>
public sealed class ToolTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<Backend> Backends => [Backend.Managed, Backend.LlamaCpp];

    private enum City { Paris, Rome }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task RequireSpecific_OfTwoFunctions_CallsThatOneWithArgumentsOfItsSchema(Backend backend)
    {
        await using var model = await ChatModels.LoadAsync(backend, s_room);
        using IChatClient client = model.AsIChatClient();
        var response = await client.GetResponseAsync("How is the weather?", Required(ChatToolMode.RequireSpecific("weather")), Cancel);
        var call = Assert.Single(response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>());
        Assert.Equal("weather", call.Name);
        Assert.Null(call.Exception);
        Assert.NotEmpty(call.CallId);
        Assert.Contains(Assert.IsType<JsonElement>(call.Arguments!["city"]).GetString(), Enum.GetNames<City>());
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
        Assert.Empty(response.Text);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task GetStreamingResponseAsync_RequiredCall_IsTheSameAsWhole(Backend backend)
    {
        await using var model = await ChatModels.LoadAsync(backend, s_room);
        using IChatClient client = model.AsIChatClient();
        var whole = await client.GetResponseAsync("How is the weather?", Required(ChatToolMode.RequireAny), Cancel);
        var streamed = (await ChatModels.ListAsync(client.GetStreamingResponseAsync("How is the weather?", Required(ChatToolMode.RequireAny), Cancel))).ToChatResponse();
        Assert.Equal(Calls(whole), Calls(streamed));
        Assert.NotEmpty(Calls(whole));
        Assert.Equal(whole.FinishReason, streamed.FinishReason);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task UseFunctionInvocation_RequiredFunction_IsCalledAndItsResultAnswered(Backend backend)
    {
        await using var model = await ChatModels.LoadAsync(backend, s_room);
        var asked = new List<City>();
        using var client = model.AsIChatClient().AsBuilder().UseFunctionInvocation(configure: invoking => invoking.MaximumIterationsPerRequest = 2).Build();
        var options = Required(ChatToolMode.RequireAny);
        options.Tools = [AIFunctionFactory.Create((City city) => { asked.Add(city); return $"It is sunny in {city}."; }, s_weather)];
        foreach (bool streams in (bool[])[false, true])
        {
            asked.Clear();
            var response = streams
                ? (await ChatModels.ListAsync(client.GetStreamingResponseAsync("How is the weather?", options, Cancel))).ToChatResponse()
                : await client.GetResponseAsync("How is the weather?", options, Cancel);
            Assert.NotEmpty(asked);
            var result = response.Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().First();
            Assert.Equal($"It is sunny in {asked[0]}.", result.Result?.ToString());
            // After the result the model was asked again, and answered in some way.
            Assert.Equal(ChatRole.Assistant, response.Messages[^1].Role);
            Assert.True(response.Messages.Count >= 3, $"{response.Messages.Count} messages");
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task ToolMode_None_CallsNothing(Backend backend)
    {
        await using var model = await ChatModels.LoadAsync(backend, s_room);
        using IChatClient client = model.AsIChatClient();
        var options = Required(ChatToolMode.None);
        options.RawRepresentationFactory = null;
        var response = await client.GetResponseAsync("What is a cat?", options, Cancel);
        options.Tools = null;
        options.ToolMode = null;
        Assert.Equal((await client.GetResponseAsync("What is a cat?", options, Cancel)).Text, response.Text);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task AllowMultipleToolCalls_Off_EndsWithTheFirst(Backend backend)
    {
        await using var model = await ChatModels.LoadAsync(backend, s_room);
        using IChatClient client = model.AsIChatClient();
        var options = Required(ChatToolMode.RequireAny);
        options.AllowMultipleToolCalls = false;
        Assert.Single(Calls(await client.GetResponseAsync("Weather of all cities, and the time, please!", options, Cancel)));
    }

    [Fact]
    public void History_CallsAndResults_AreEnginesMessages()
    {
        var call = new FunctionCallContent("id1", "weather", new Dictionary<string, object?> { ["city"] = "Rome", ["days"] = 2 });
        ChatMessage[] history =
        [
            new(ChatRole.User, "How is the weather in Rome and Paris?"),
            new(ChatRole.Assistant, [new TextReasoningContent("I need the weather."), new TextContent("Let me look."), call, new FunctionCallContent("id2", "weather")]),
            new(ChatRole.Tool, [new FunctionResultContent("id1", "sunny"), new FunctionResultContent("id2", new Dictionary<string, object?> { ["degrees"] = 20 })]),
            new(ChatRole.Tool, [new FunctionResultContent("id3", null) { Exception = new InvalidOperationException("no such city") }]),
        ];
        var messages = MessageMap.Map(history, null);
        Assert.Equal(["user", "assistant", "tool", "tool", "tool"], messages.Select(message => message.Role));
        Assert.Equal(("Let me look.", "I need the weather."), (messages[1].Content, messages[1].Reasoning));
        Assert.Equal([new ToolCall("id1", "weather", """{"city":"Rome","days":2}"""), new ToolCall("id2", "weather", "{}")], messages[1].ToolCalls);
        Assert.Equal([("id1", "sunny"), ("id2", """{"degrees":20}"""), ("id3", "Error: no such city")], messages.Skip(2).Select(message => (message.ToolCallId!, message.Content)));
    }

    private const string s_weather = "weather";

    private static readonly ModelOptions s_room = new() { ContextLength = 512, CacheTokens = 2048 };

    /// <summary>Two functions, one of which has to be called; room to end the call.</summary>
    private static ChatOptions Required(ChatToolMode mode) => new()
    {
        Temperature = 0,
        MaxOutputTokens = 60,
        Tools =
        [
            AIFunctionFactory.Create((City city) => "sunny", s_weather, "The weather of a city."),
            AIFunctionFactory.Create(() => "noon", "time", "The time."),
        ],
        ToolMode = mode,
        RawRepresentationFactory = _ => new GenerationOptions { FinishWithin = 60 },
    };

    private static string[] Calls(ChatResponse response) =>
        [.. response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Select(call => $"{call.Name}({string.Join(", ", call.Arguments!.Select(pair => $"{pair.Key}={pair.Value}"))})")];
}
