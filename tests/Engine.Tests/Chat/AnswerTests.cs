using System.Text.Json;

namespace Engine.Tests.Chat;

/// <summary>Answers of a small model: it does not know what tools are for, so what binds it shows.</summary>
public sealed class AnswerTests
{
    private static readonly ToolDefinition s_weather = new("get_weather", "Tells the weather.",
        """{"type":"object","properties":{"city":{"type":"string","maxLength":8},"unit":{"enum":["C","F"]}},"required":["city","unit"]}""");

    private static readonly ToolDefinition s_add = new("add", "Adds.", """{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}""");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<Backend> Backends => [Backend.Managed, Backend.Reference, Backend.LlamaCpp];

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task AnswerAsync_RequiredCall_HasArgumentsOfTheSchema(Backend backend)
    {
        await using var model = await LoadAsync(backend);
        var options = new AnswerOptions { Tools = [s_weather], ToolChoice = ToolChoice.Required, AllowMultipleToolCalls = false, Generation = new() { Temperature = 0, MaxTokens = 80, FinishWithin = 40 } };
        var pieces = await CollectAsync(model, [Message.User("Weather in Paris?")], options);
        var answer = pieces[^1].Answer!;
        var call = Assert.Single(answer.ToolCalls);
        Assert.Equal("get_weather", call.Name);
        var arguments = JsonDocument.Parse(call.Arguments).RootElement;
        Assert.Equal(JsonValueKind.String, arguments.GetProperty("city").ValueKind);
        Assert.Contains(arguments.GetProperty("unit").GetString(), (string[])["C", "F"]);
        Assert.Equal("", answer.Text);
        Assert.Equal(FinishReason.Stop, answer.Completion.FinishReason);
        Assert.Equal(call.Arguments, string.Concat(pieces.Where(piece => piece.Kind == AnswerPieceKind.ToolCallArguments).Select(piece => piece.Text)));
        Assert.Equal([AnswerPieceKind.ToolCallStart, AnswerPieceKind.ToolCallArguments, AnswerPieceKind.ToolCall, AnswerPieceKind.End], pieces.Select(piece => piece.Kind).Distinct());
    }

    [Fact]
    public async Task AnswerAsync_NamedTool_IsTheOneCalled()
    {
        await using var model = await LoadAsync(Backend.Managed);
        var answer = await model.CompleteAnswerAsync([Message.User("Hi")], new AnswerOptions { Tools = [s_weather, s_add], ToolChoice = ToolChoice.Of("add"), Generation = new() { Temperature = 0, MaxTokens = 60, FinishWithin = 40 } }, Cancel);
        Assert.NotEmpty(answer.ToolCalls);
        Assert.All(answer.ToolCalls, call => Assert.Equal("add", call.Name));
    }

    [Fact]
    public async Task AnswerAsync_NoTools_SaysWhatChatSays()
    {
        await using var model = await LoadAsync(Backend.Managed);
        var options = new GenerationOptions { Temperature = 0, MaxTokens = 16 };
        string chat = "";
        await foreach (var piece in model.ChatAsync([Message.User("Hi")], options, cancellationToken: Cancel)) chat += piece.Text;
        var answer = await model.CompleteAnswerAsync([Message.User("Hi")], new AnswerOptions { Generation = options }, Cancel);
        Assert.Equal(chat, answer.Text);
        Assert.Equal(chat, (await model.CompleteAnswerAsync([Message.User("Hi")], new AnswerOptions { Tools = [s_add], ToolChoice = ToolChoice.None, Generation = options }, Cancel)).Text);
    }

    [Fact]
    public async Task AnswerAsync_ConstraintAndTools_IsOneOrTheOther()
    {
        await using var model = await LoadAsync(Backend.Managed);
        var options = new AnswerOptions { Tools = [s_add], Generation = new() { Temperature = 0, MaxTokens = 60, FinishWithin = 40, Constraint = Constraint.Choice("yes", "no") } };
        var answer = await model.CompleteAnswerAsync([Message.User("Is it cold?")], options, Cancel);
        Assert.True(answer.ToolCalls.Count > 0 ? answer.Text.Length == 0 : answer.Text is "yes" or "no", answer.Completion.Text);
    }

    [Fact]
    public async Task AnswerAsync_CallsAndResultsOfATemplateWithoutThem_AreInThePrompt()
    {
        await using var model = await LoadAsync(Backend.Managed);
        var call = new ToolCall("abcdefghi", "add", """{"a":7}""");
        var answer = await model.CompleteAnswerAsync(
            [Message.User("Add."), Message.Assistant("", [call]), Message.Tool("abcdefghi", "fourteen")], new AnswerOptions { Tools = [s_add], Generation = new() { MaxTokens = 1 } }, Cancel);
        string prompt = model.Tokenizer.Decode([.. answer.Completion.PromptIds]);
        Assert.Contains("""{"name":"add","description":"Adds.","parameters":{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}}""", prompt, StringComparison.Ordinal);
        Assert.Contains("""<tool_call>""" + "\n" + """{"name": "add", "arguments": {"a":7}}""" + "\n</tool_call>", prompt, StringComparison.Ordinal);
        Assert.Contains("fourteen", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnswerAsync_ContradictoryOptions_AreRefused()
    {
        await using var model = await LoadAsync(Backend.Managed);
        Assert.Throws<ArgumentException>(() => model.AnswerAsync([Message.User("Hi")], new AnswerOptions { ToolChoice = ToolChoice.Required }, Cancel));
        Assert.Throws<ArgumentException>(() => model.AnswerAsync([Message.User("Hi")], new AnswerOptions { Tools = [s_add], ToolChoice = ToolChoice.Of("sub") }, Cancel));
        Assert.Throws<ArgumentException>(() => model.AnswerAsync([Message.User("Hi")], new AnswerOptions { Tools = [s_add, s_add] }, Cancel));
        Assert.Throws<ChatTemplateException>(() => model.AnswerAsync([Message.User("Hi")], new AnswerOptions { Reasoning = true }, Cancel));
        Assert.Throws<ChatTemplateException>(() => model.AnswerAsync([Message.User("Hi")], new AnswerOptions { ReasoningEffort = "high" }, Cancel));
        Assert.Throws<ArgumentException>(() => new ToolDefinition("two words", null, "{}"));
        var picture = new ToolDefinition("see", null, """{"type":"object","properties":{"at":{"type":"string","format":"uri"}}}""");
        Assert.Throws<ConstraintException>(() => model.AnswerAsync([Message.User("Hi")], new AnswerOptions { Tools = [picture with { Strict = true }] }, Cancel));
        _ = model.AnswerAsync([Message.User("Hi")], new AnswerOptions { Tools = [picture] }, Cancel);
    }

    private static async Task<List<AnswerPiece>> CollectAsync(Model model, IReadOnlyList<Message> messages, AnswerOptions options)
    {
        var pieces = new List<AnswerPiece>();
        await foreach (var piece in model.AnswerAsync(messages, options, Cancel)) pieces.Add(piece);
        return pieces;
    }

    private static Task<Model> LoadAsync(Backend backend) =>
        Model.LoadAsync(TestFiles.Demo, new ModelOptions { Backend = backend, ContextLength = 512, Threads = 1 }, Cancel);
}
