using System.ComponentModel;
using Microsoft.Extensions.AI;

namespace Engine.Tests.Extensions;

/// <summary>Functions of the kinds that applications have, called through the middleware.</summary>
public sealed class ToolScenarioTests(ScenarioModels models) : IClassFixture<ScenarioModels>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private enum Unit { Celsius, Fahrenheit }

    /// <summary>The model decides the arguments here; whatever it decides, the function can be called with.</summary>
    [Theory]
    [MemberData(nameof(ScenarioModels.All), MemberType = typeof(ScenarioModels))]
    public async Task Parameters_OfEveryKind_AreBoundSoThatTheFunctionIsCalled(string name, Backend backend)
    {
        var model = await models.GetAsync(name, backend);
        var called = new List<string>();
        using var client = model.AsIChatClient().AsBuilder().UseFunctionInvocation(configure: Once).Build();
        var options = new ChatOptions
        {
            Temperature = 0,
            MaxOutputTokens = 24,
            ToolMode = ChatToolMode.RequireAny,
            AllowMultipleToolCalls = false,
            Tools = [AIFunctionFactory.Create(Forecast, "forecast")],
            RawRepresentationFactory = _ => new GenerationOptions { FinishWithin = 160 },
        };
        var response = await client.GetResponseAsync("How will the weather be?", options, Cancel);
        var result = response.Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().First();
        Assert.True(result.Exception is null, result.Exception?.ToString());
        Assert.Equal("sunny", result.Result?.ToString());
        Assert.NotEmpty(called);

        string Forecast([Description("Where.")] Place place, Unit unit, int[] hours, string? language = null, bool isShort = true)
        {
            Assert.NotNull(place.City);
            Assert.True(Enum.IsDefined(unit));
            Assert.NotNull(hours);
            called.Add($"{place} {language} {isShort}");
            return "sunny";
        }
    }

    [Theory]
    [MemberData(nameof(ScenarioModels.Demo), MemberType = typeof(ScenarioModels))]
    public async Task Parameters_AsAnswered_AreTheFunctionsArguments(string name, Backend backend)
    {
        var model = await models.GetAsync(name, backend);
        var called = new List<object?>();
        using var scripted = new ScriptedClient(
            model,
            ScriptedClient.Call("forecast", """{"place": {"city": "Rome \"Roma\"", "at": {"north": 41.9, "east": 12.5}}, "unit": "Fahrenheit", "hours": [6, 18], "language": null}"""),
            ScriptedClient.Call("forecast", """{"place": {"city": "Östersund", "at": {"north": 63, "east": 14}}, "unit": "Celsius", "hours": [], "language": "sv", "isShort": false}"""),
            "Cold.");
        using var client = scripted.AsBuilder().UseFunctionInvocation().Build();
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create(Forecast, "forecast")] };
        var response = await client.GetResponseAsync("How will the weather be?", options, Cancel);
        Assert.Equal("Cold.", response.Text.Trim());
        Assert.Equal(
        [
            new Place("Rome \"Roma\"", new Point(41.9, 12.5)), Unit.Fahrenheit, "6,18", null, true,
            new Place("Östersund", new Point(63, 14)), Unit.Celsius, "", "sv", false,
        ], called);

        string Forecast(Place place, Unit unit, int[] hours, string? language = null, bool isShort = true)
        {
            called.AddRange([place, unit, string.Join(',', hours), language, isShort]);
            return "sunny";
        }
    }

    [Theory]
    [MemberData(nameof(ScenarioModels.Demo), MemberType = typeof(ScenarioModels))]
    public async Task FunctionWithoutParameters_Required_IsCalledWithNone(string name, Backend backend)
    {
        var model = await models.GetAsync(name, backend);
        int called = 0;
        using var client = model.AsIChatClient().AsBuilder().UseFunctionInvocation(configure: Once).Build();
        var options = new ChatOptions { Temperature = 0, MaxOutputTokens = 40, AllowMultipleToolCalls = false, ToolMode = ChatToolMode.RequireSpecific("now"), Tools = [AIFunctionFactory.Create(() => $"noon {++called}", "now")] };
        var response = await client.GetResponseAsync("How late is it?", options, Cancel);
        Assert.Equal(1, called);
        Assert.Empty(response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().First().Arguments!);
    }

    /// <summary>The model is told, the application goes on.</summary>
    [Theory]
    [MemberData(nameof(ScenarioModels.Demo), MemberType = typeof(ScenarioModels))]
    public async Task FunctionThatThrows_ItsError_IsRead(string name, Backend backend)
    {
        var model = await models.GetAsync(name, backend);
        foreach (bool isDetailed in (bool[])[false, true])
        {
            using var scripted = new ScriptedClient(model, ScriptedClient.Call("now", "{}"), "I do not know.");
            using var client = scripted.AsBuilder().UseFunctionInvocation(configure: invoking => invoking.IncludeDetailedErrors = isDetailed).Build();
            var options = new ChatOptions { Tools = [AIFunctionFactory.Create(string () => throw new InvalidOperationException("the clock stands"), "now")] };
            var response = await client.GetResponseAsync("How late is it?", options, Cancel);
            Assert.Equal("I do not know.", response.Messages[^1].Text);
            Assert.Contains("Error: Function failed.", scripted.Prompts[1], StringComparison.Ordinal);
            Assert.Equal(isDetailed, scripted.Prompts[1].Contains("the clock stands", StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(ScenarioModels.Demo), MemberType = typeof(ScenarioModels))]
    public async Task Results_OfEveryKind_AreReadAsTextOrJson(string name, Backend backend)
    {
        var model = await models.GetAsync(name, backend);
        (Delegate Function, string Read)[] functions =
        [
            (() => "<b>noon</b> \"12\"", "<b>noon</b> \"12\""),
            (() => 12.5, "12.5"),
            (() => new Place("Rome", new Point(41.5, 12)), """{"city":"Rome","at":{"north":41.5,"east":12}}"""),
            (() => new[] { Unit.Celsius, Unit.Fahrenheit }, """["Celsius","Fahrenheit"]"""),
            (async () => { await Task.Yield(); return true; }, "true"),
        ];
        foreach (var (function, read) in functions)
        {
            using var scripted = new ScriptedClient(model, ScriptedClient.Call("now", "{}"), "Good.");
            using var client = scripted.AsBuilder().UseFunctionInvocation().Build();
            await client.GetResponseAsync("How late is it?", new ChatOptions { Tools = [AIFunctionFactory.Create(function, "now")] }, Cancel);
            Assert.Contains(read, scripted.Prompts[1], StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(ScenarioModels.Demo), MemberType = typeof(ScenarioModels))]
    public async Task ToolMode_EachOfThem_IsKept(string name, Backend backend)
    {
        var model = await models.GetAsync(name, backend);
        int called = 0;
        AITool[] tools = [AIFunctionFactory.Create(() => $"noon {++called}", "now", "The time."), AIFunctionFactory.Create(() => $"here {++called}", "where", "The place.")];
        foreach (var (mode, answer, calls) in ((ChatToolMode?, string, int)[])
            [(null, "No.", 0), (ChatToolMode.Auto, ScriptedClient.Call("now", "{}"), 1), (ChatToolMode.None, "No.", 0), (ChatToolMode.RequireAny, ScriptedClient.Call("where", "{}"), 1), (ChatToolMode.RequireSpecific("now"), ScriptedClient.Call("now", "{}"), 1)])
        {
            called = 0;
            using var scripted = new ScriptedClient(model, answer, "Good.");
            using var client = scripted.AsBuilder().UseFunctionInvocation().Build();
            await client.GetResponseAsync("How late is it?", new ChatOptions { Tools = tools, ToolMode = mode }, Cancel);
            Assert.Equal(calls, called);
            // Where none may be called, the model is told of none.
            Assert.Equal(mode != ChatToolMode.None, scripted.Prompts[0].Contains("The place.", StringComparison.Ordinal));
        }
    }

    private static void Once(FunctionInvokingChatClient invoking) => invoking.MaximumIterationsPerRequest = 1;

    private sealed record Point(double North, double East);

    private sealed record Place(string City, Point? At);
}
