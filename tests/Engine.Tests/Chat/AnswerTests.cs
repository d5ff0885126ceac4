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
    public async Task AnswerAsync_EveryFormat_ItsRequiredCallIsReadBackAndHasArgumentsOfTheSchema()
    {
        await using var model = await LoadAsync(Backend.Managed, 1024);
        var tool = new ToolDefinition("set", "Sets.", """{"type":"object","properties":{"unit":{"enum":["C","F"]},"by":{"type":"integer","minimum":1,"maximum":99}},"required":["unit","by"]}""");
        foreach (var format in ToolFormat.All)
        {
            var options = new AnswerOptions { Tools = [tool], ToolFormat = format, ToolChoice = ToolChoice.Required, AllowMultipleToolCalls = false, Generation = new() { Temperature = 0, MaxTokens = 40, FinishWithin = 120 } };
            var answer = await model.CompleteAnswerAsync([Message.User("Warmer!")], options, Cancel);
            Assert.True(answer.ToolCalls.Count == 1, $"{format}: {answer.Completion.Text}");
            var arguments = JsonDocument.Parse(answer.ToolCalls[0].Arguments).RootElement;
            Assert.Contains(arguments.GetProperty("unit").GetString(), (string[])["C", "F"]);
            Assert.InRange(arguments.GetProperty("by").GetInt32(), 1, 99);
            Assert.Equal(2, arguments.EnumerateObject().Count());
            Assert.Equal("", answer.Text);
        }
    }

    [Fact]
    public async Task AnswerAsync_ControlTokenThatSaysNothing_IsNoText()
    {
        await using var model = await LoadAsync(Backend.Managed);
        int start = Assert.Single(model.Tokenizer.Encode("<|im_start|>"u8, addSpecial: false, parseSpecial: true));
        foreach (string[] stops in (string[][])[[], ["never said"]])
        {
            var options = new GenerationOptions { Temperature = 0, MaxTokens = 6, ForcedTokens = [start], StopSequences = stops };
            var answer = await model.CompleteAnswerAsync([Message.User("Hi")], new AnswerOptions { Generation = options }, Cancel);
            Assert.StartsWith("<|im_start|>", answer.Completion.Text, StringComparison.Ordinal);
            Assert.Equal(answer.Completion.Text["<|im_start|>".Length..].TrimStart(), answer.Text.TrimStart());
        }
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
    public async Task AnswerAsync_TextBesideToolsCutOff_SaysSo()
    {
        await using var model = await LoadAsync(Backend.Managed);
        var options = new AnswerOptions { Tools = [s_add], Generation = new() { Temperature = 0, MaxTokens = 5, FinishWithin = 20 } };
        var answer = await model.CompleteAnswerAsync([Message.User("What is self-attention?")], options, Cancel);
        Assert.Equal((FinishReason.Length, 5), (answer.Completion.FinishReason, answer.Completion.Usage.CompletionTokens));
    }

    [Fact]
    public async Task AnswerAsync_ModelThatOpensACall_MustMakeItOneOfATool()
    {
        await using var model = await LoadAsync(Backend.Managed);
        int[] opening = model.Tokenizer.Encode("<tool_call>"u8, addSpecial: false);
        var options = new AnswerOptions { Tools = [s_add], AllowMultipleToolCalls = false, Generation = new() { Temperature = 0, MaxTokens = 60, FinishWithin = 60, ForcedTokens = opening } };
        var answer = await model.CompleteAnswerAsync([Message.User("Hi")], options, Cancel);
        var call = Assert.Single(answer.ToolCalls);
        Assert.Equal("add", call.Name);
        Assert.Equal(JsonValueKind.Number, JsonDocument.Parse(call.Arguments).RootElement.GetProperty("a").ValueKind);
        Assert.Equal(("", FinishReason.Stop), (answer.Text, answer.Completion.FinishReason));
    }

    [Fact]
    public async Task AnswerAsync_ManyCallers_EachGetsWhatItWouldGetAlone()
    {
        await using var model = await LoadAsync(Backend.Managed);
        var options = new AnswerOptions { Tools = [s_add, s_weather], ToolChoice = ToolChoice.Required, AllowMultipleToolCalls = false, Generation = new() { Temperature = 1, Seed = 7, MaxTokens = 60, FinishWithin = 60, ReuseGenerated = false } };
        Message[][] conversations = [.. Enumerable.Range(0, 6).Select(i => new[] { Message.User($"Number {i}!") })];
        var together = await Task.WhenAll(conversations.Select(messages => model.CompleteAnswerAsync(messages, options, Cancel)));
        for (int i = 0; i < conversations.Length; i++)
        {
            var alone = await model.CompleteAnswerAsync(conversations[i], options, Cancel);
            Assert.Equal(alone.Completion.Ids, together[i].Completion.Ids);
            Assert.Equal(Assert.Single(alone.ToolCalls).Arguments, Assert.Single(together[i].ToolCalls).Arguments);
        }
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

    private static Task<Model> LoadAsync(Backend backend, int context = 512) =>
        Model.LoadAsync(TestFiles.Demo, new ModelOptions { Backend = backend, ContextLength = context, Threads = 1 }, Cancel);
}
