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

    private static async Task<string> SendAsync(Conversation conversation, string question)
    {
        string text = "";
        await foreach (var piece in conversation.SendAsync(question, s_greedy, Cancel)) text += piece.Text;
        return text;
    }

    private static Task<Model> LoadAsync() =>
        Model.LoadAsync(TestFiles.Demo, new ModelOptions { Backend = Backend.Managed, ContextLength = 128, Threads = 1 }, Cancel);
}
