namespace Engine.Tests.Chat;

public sealed class ConversationTests
{
    private static readonly GenerationOptions s_greedy = new() { Temperature = 0, MaxTokens = 12 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SendAsync_LongerThanTheContext_ForgetsTheOldestTurnsAndKeepsTheSystemPrompt()
    {
        await using var model = await LoadAsync();
        var conversation = new Conversation(model, "You are a helpful assistant.") { ForgetsOldestTurns = true };
        string[] questions = [.. Enumerable.Range(1, 12).Select(i => $"What is {i} plus {i}? Please answer.")];
        foreach (string question in questions) Assert.NotEmpty(await SendAsync(conversation, question));
        var messages = conversation.Messages;
        Assert.Equal("You are a helpful assistant.", messages[0].Content);
        // Whole turns, the newest ones, in their order.
        string[] asked = [.. messages.Where(message => message.Role == "user").Select(message => message.Content)];
        Assert.InRange(asked.Length, 1, 11);
        Assert.Equal(questions[^asked.Length..], asked);
        Assert.Equal("user", messages[1].Role);
        Assert.Equal(1 + (2 * asked.Length), messages.Count);
    }

    [Fact]
    public async Task SendAsync_LongerThanTheContextAndNothingForgotten_IsRefusedAndTheHistoryStays()
    {
        await using var model = await LoadAsync();
        var conversation = new Conversation(model);
        int before = 0;
        var refused = await Assert.ThrowsAsync<ContextLengthException>(async () =>
        {
            for (int i = 0; i < 30; i++)
            {
                before = conversation.Messages.Count;
                await SendAsync(conversation, $"What is {i} plus {i}? Please answer.");
            }
        });
        Assert.Equal(128, refused.ContextLength);
        Assert.Equal(before, conversation.Messages.Count);
    }

    [Fact]
    public async Task AskAsync_TokensThatTextWouldNotBeSpelledWith_AreTakenFromTheCache()
    {
        await using var model = await LoadAsync(1024);
        var conversation = new Conversation(model, "You are a helpful assistant.");
        var options = new AnswerOptions { Generation = new() { Temperature = 3, TopK = 0, TopP = 1, MinP = 0, Seed = 5, MaxTokens = 24 } };
        int before = 0;
        bool differs = false;
        for (int turn = 0; turn < 4; turn++)
        {
            Answer? answer = null;
            await foreach (var piece in conversation.AskAsync($"What is {turn}?", options, Cancel)) answer = piece.Answer;
            var completion = answer!.Completion;
            string prompt = conversation.Template.Render(conversation.Messages.SkipLast(1).ToList(), cancellationToken: Cancel).Text;
            // The prompt is exactly the conversation, however it is spelled.
            Assert.Equal(prompt, model.Tokenizer.Decode([.. completion.PromptIds.SkipWhile(id => id == model.Tokenizer.Special.Bos)], renderSpecial: true));
            differs |= !completion.PromptIds.SequenceEqual(conversation.Template.Render(conversation.Messages.SkipLast(1).ToList(), cancellationToken: Cancel).Encode(model.Tokenizer));
            // The last token generated was not run; all before it are there.
            Assert.True(completion.Usage.CachedTokens >= before - 1, $"turn {turn}: {completion.Usage.CachedTokens} of {before} tokens are cached");
            before = completion.Usage.PromptTokens + completion.Usage.CompletionTokens;
        }
        Assert.True(differs, "all that was generated is spelled as its text would be, so nothing was shown");
    }

    [Fact]
    public async Task AskAsync_ToolsThatAreRun_GoOnWithTheirResults()
    {
        await using var model = await LoadAsync(1024);
        var conversation = new Conversation(model);
        var tool = new ToolDefinition("add", "Adds.", """{"type":"object","properties":{"a":{"type":"integer","minimum":0,"maximum":9}},"required":["a"]}""");
        var options = new AnswerOptions { Tools = [tool], ToolChoice = ToolChoice.Required, AllowMultipleToolCalls = false, Generation = s_greedy with { MaxTokens = 60, FinishWithin = 30 } };
        var calls = new List<ToolCall>();
        var ends = new List<Answer>();
        await foreach (var piece in conversation.AskAsync("Add.", options, (call, _) => { calls.Add(call); return ValueTask.FromResult("7"); }, maxRounds: 3, Cancel))
            if (piece.Answer is { } answer) ends.Add(answer);
        Assert.InRange(ends.Count, 2, 3);
        Assert.Equal(ends.SelectMany(end => end.ToolCalls).Take(calls.Count), calls);
        Assert.Equal(["user", "assistant", "tool", "assistant"], conversation.Messages.Take(4).Select(message => message.Role));
        Assert.Equal((calls[0].Id, "7", "add"), (conversation.Messages[2].ToolCallId, conversation.Messages[2].Content, conversation.Messages[2].Name));
        Assert.Contains("7", model.Tokenizer.Decode([.. ends[1].Completion.PromptIds]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AskAsync_ToolThatFails_LeavesAResultThatSaysSo()
    {
        await using var model = await LoadAsync(1024);
        var conversation = new Conversation(model);
        var options = new AnswerOptions { Tools = [new("go", null, "{}")], ToolChoice = ToolChoice.Required, AllowMultipleToolCalls = false, Generation = s_greedy with { MaxTokens = 60, FinishWithin = 30 } };
        await Assert.ThrowsAsync<TimeoutException>(async () =>
        {
            await foreach (var _ in conversation.AskAsync("Go.", options, (_, _) => throw new TimeoutException(), cancellationToken: Cancel)) { }
        });
        Assert.Equal(["user", "assistant", "tool"], conversation.Messages.Select(message => message.Role));
    }

    [Fact]
    public async Task RegenerateAsync_LastAnswer_IsReplaced()
    {
        await using var model = await LoadAsync(512);
        var conversation = new Conversation(model, "Be brief.");
        await Assert.ThrowsAsync<InvalidOperationException>(async () => { await foreach (var _ in conversation.RegenerateAsync(cancellationToken: Cancel)) { } });
        string first = await SendAsync(conversation, "What is a tree?");
        conversation.Replace(2, Message.Assistant("Nothing."));
        string again = "";
        await foreach (var piece in conversation.RegenerateAsync(new AnswerOptions { Generation = s_greedy }, Cancel)) again += piece.Text;
        Assert.Equal(first, again);
        Assert.Equal(["Be brief.", "What is a tree?", first], conversation.Messages.Select(message => message.Content));
        // One that cannot begin leaves what was there.
        await Assert.ThrowsAsync<ChatTemplateException>(async () => { await foreach (var _ in conversation.RegenerateAsync(new AnswerOptions { Reasoning = true }, Cancel)) { } });
        Assert.Equal(3, conversation.Messages.Count);
    }

    [Fact]
    public async Task Messages_EditedTrimmedSavedAndLoaded_AreTheConversation()
    {
        await using var model = await LoadAsync(512);
        var conversation = new Conversation(model, "Be brief.");
        Message[] turns =
        [
            Message.User("One?"), Message.Assistant("1", [new("abcdefghi", "f", """{"a":"é"}""")], "Hm."), Message.Tool("abcdefghi", "2", "f"), Message.Assistant("two"),
            Message.User("Three?") with { Fields = new Dictionary<string, System.Text.Json.JsonElement> { ["mood"] = System.Text.Json.JsonDocument.Parse("\"calm\"").RootElement } }, Message.Assistant("3"),
        ];
        conversation.Load([Message.System("Be kind."), .. turns]);
        Assert.Equal("Be kind.", conversation.SystemPrompt);
        using var file = new MemoryStream();
        conversation.Save(file);
        var loaded = new Conversation(model);
        file.Position = 0;
        loaded.Load(file);
        Assert.Equal(conversation.Messages.Select(Text), loaded.Messages.Select(Text));
        Assert.Equal(model.CountTokens(conversation.Messages, cancellationToken: Cancel), loaded.CountTokens());

        int most = loaded.CountTokens() - 1;
        Assert.Equal(4, loaded.Trim(most));
        Assert.Equal(["Be kind.", "Three?", "3"], loaded.Messages.Select(message => message.Content));
        Assert.Equal(0, loaded.Trim(0));
        loaded.Replace(1, Message.User("Four?"));
        loaded.Replace(0, Message.System("Be short."));
        loaded.RemoveFrom(2);
        Assert.Equal(["Be short.", "Four?"], loaded.Messages.Select(message => message.Content));
        Assert.Throws<ArgumentOutOfRangeException>(() => loaded.Replace(2, Message.User("?")));
        Assert.Throws<ArgumentException>(() => loaded.Replace(0, Message.User("?")));
        using var other = new MemoryStream("{\"messages\":[{\"content\":\"x\"}]}"u8.ToArray());
        Assert.Contains("message 0", Assert.Throws<FormatException>(() => loaded.Load(other)).Message, StringComparison.Ordinal);
        Assert.Equal(2, loaded.Messages.Count);

        static string Text(Message message) => $"{message.Role}|{message.Content}|{string.Join(',', message.ToolCalls)}|{message.ToolCallId}|{message.Name}|{message.Reasoning}|{string.Join(',', message.Fields)}";
    }

    [Fact]
    public async Task CountTokens_Tools_AreCounted()
    {
        await using var model = await LoadAsync(512);
        Message[] messages = [Message.User("Hi")];
        int bare = model.CountTokens(messages, cancellationToken: Cancel);
        Assert.Equal(new Conversation(model).Template.Render(messages, cancellationToken: Cancel).Encode(model.Tokenizer).Length, bare);
        var options = new AnswerOptions { Tools = [new("add", "Adds.", "{}")] };
        Assert.True(model.CountTokens(messages, options, Cancel) > bare);
        Assert.Equal(bare, model.CountTokens(messages, options with { ToolChoice = ToolChoice.None }, Cancel));
    }

    private static async Task<string> SendAsync(Conversation conversation, string question)
    {
        string text = "";
        await foreach (var piece in conversation.SendAsync(question, s_greedy, Cancel)) text += piece.Text;
        return text;
    }

    private static Task<Model> LoadAsync(int context = 128) =>
        Model.LoadAsync(TestFiles.Demo, new ModelOptions { Backend = Backend.Managed, ContextLength = context, Threads = 1 }, Cancel);
}
