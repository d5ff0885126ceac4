using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Engine.Tests.Extensions;

/// <summary>Answers as values of C# types. What they say is a small model's; that they are values of the type is not left to it.</summary>
public sealed class StructuredOutputTests(ScenarioModels models) : IClassFixture<ScenarioModels>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private enum Color { Black, White, Ginger }

    [Theory]
    [MemberData(nameof(ScenarioModels.All), MemberType = typeof(ScenarioModels))]
    public async Task GetResponseAsync_OfARecord_IsOne(string name, Backend backend)
    {
        var cat = await AskAsync<Cat>(await models.GetAsync(name, backend), "Tell me of a cat named Tom, as JSON.");
        Assert.NotNull(cat.Name);
        Assert.True(Enum.IsDefined(cat.Color));
        Assert.True(cat.SecondColor is null || Enum.IsDefined(cat.SecondColor.Value));
        Assert.NotNull(cat.Home.Street);
        Assert.All(cat.Toys, Assert.NotNull);
    }

    [Theory]
    [MemberData(nameof(ScenarioModels.All), MemberType = typeof(ScenarioModels))]
    public async Task GetResponseAsync_OfWhatIsNoObject_IsWrappedAndUnwrapped(string name, Backend backend)
    {
        var model = await models.GetAsync(name, backend);
        Assert.True(Enum.IsDefined(await AskAsync<Color>(model, "Which color has the cat?")));
        Assert.All(await AskAsync<Color[]>(model, "Which colors do cats have?"), color => Assert.True(Enum.IsDefined(color)));
        if (!ScenarioModels.IsDemo(name)) return;
        await AskAsync<bool>(model, "Is a cat an animal?");
        await AskAsync<int>(model, "How many legs has a cat?");
        await AskAsync<double>(model, "How heavy is a cat?");
        Assert.NotNull(await AskAsync<string>(model, "What is a cat?"));
        Assert.All(await AskAsync<List<Place>>(model, "Where do cats live?"), place => Assert.NotNull(place.Street));
    }

    [Theory]
    [MemberData(nameof(ScenarioModels.Demo), MemberType = typeof(ScenarioModels))]
    public async Task GetStreamingResponseAsync_UnderASchema_IsJsonInPieces(string name, Backend backend)
    {
        using IChatClient client = (await models.GetAsync(name, backend)).AsIChatClient();
        var options = Options();
        options.ResponseFormat = ChatResponseFormat.ForJsonSchema<Place>();
        var updates = await ChatModels.ListAsync(client.GetStreamingResponseAsync("Where is the cat? As JSON.", options, Cancel));
        Assert.True(updates.Count > 3, $"{updates.Count} updates");
        var place = JsonSerializer.Deserialize<Place>(updates.ToChatResponse().Text, AIJsonUtilities.DefaultOptions)!;
        Assert.NotNull(place.Street);
        Assert.Equal(ChatFinishReason.Stop, updates[^1].FinishReason);
    }

    /// <summary>The answer itself is under the schema, calls are not: with tools it is one or the other.</summary>
    [Theory]
    [MemberData(nameof(ScenarioModels.Demo), MemberType = typeof(ScenarioModels))]
    public async Task GetResponseAsync_OfARecordAfterACall_IsOne(string name, Backend backend)
    {
        var model = await models.GetAsync(name, backend);
        using var scripted = new ScriptedClient(model, ScriptedClient.Call("find", """{"name": "Tom"}"""), """{"street": "Mill Lane", "number": 7}""");
        using var client = scripted.AsBuilder().UseFunctionInvocation().Build();
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create((string name) => $"{name} is at 7 Mill Lane.", "find")] };
        var response = await client.GetResponseAsync<Place>("Where is Tom?", options, cancellationToken: Cancel);
        Assert.Equal(new Place("Mill Lane", 7), response.Result);
        Assert.Contains("Tom is at 7 Mill Lane.", scripted.Prompts[1], StringComparison.Ordinal);
    }

    private static async Task<T> AskAsync<T>(Model model, string question)
    {
        using IChatClient client = model.AsIChatClient();
        var response = await client.GetResponseAsync<T>(question, Options(), cancellationToken: Cancel);
        Assert.True(response.TryGetResult(out var result), response.Text);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        return result;
    }

    /// <summary>Few tokens, and after them the shortest way to the end.</summary>
    private static ChatOptions Options() => new() { Temperature = 0, MaxOutputTokens = 12, RawRepresentationFactory = _ => new GenerationOptions { FinishWithin = 80 } };

    private sealed record Place(string Street, int Number);

    private sealed record Cat(string Name, int Age, Color Color, Color? SecondColor, Place Home, IReadOnlyList<string> Toys, bool IsTame);
}
