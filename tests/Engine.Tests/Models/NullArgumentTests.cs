using System.Text.Json;

namespace Engine.Tests.Models;

/// <summary>What is null where it must not be is named, and never ends in a NullReferenceException.</summary>
public sealed class NullArgumentTests
{
    [Fact]
    public async Task Model_NullWhereNoneMayBe_IsAnArgumentNullException()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var model = await Model.LoadAsync(TestFiles.Demo, new ModelOptions { Backend = Backend.Managed, ContextLength = 64, Threads = 1 }, cancel);
        await using var sequence = model.CreateSequence();
        var options = new GenerationOptions { MaxTokens = 1 };
        Message[] one = [Message.User("Hi")];
        foreach (var (what, call) in new (string, Func<Task>)[]
        {
            ("path", () => Model.LoadAsync(null!, null, cancel)),
            ("prompt", () => model.CompleteAsync((string)null!, options, cancel)),
            ("stop sequences", () => model.CompleteAsync("a", options with { StopSequences = null! }, cancel)),
            ("logit bias", () => model.CompleteAsync("a", options with { LogitBias = null! }, cancel)),
            ("banned tokens", () => model.CompleteAsync("a", options with { BannedTokens = null! }, cancel)),
            ("forced tokens", () => model.CompleteAsync("a", options with { ForcedTokens = null! }, cancel)),
            ("sequence breakers", () => model.CompleteAsync("a", options with { DrySequenceBreakers = null! }, cancel)),
            ("beam search", () => model.SearchAsync("a", null!, cancel)),
            ("beam prompt", () => model.SearchAsync((string)null!, new BeamSearchOptions { Width = 1, MaxTokens = 1 }, cancel)),
            ("adapters", () => model.SetAdaptersAsync(null!, cancel)),
            ("an adapter", () => model.SetAdaptersAsync([null!], cancel)),
            ("an adapter's path", () => model.SetAdaptersAsync([new LoraAdapter(null!)], cancel)),
            ("speed test", () => model.MeasureAsync(null!, cancel)),
            ("appended text", () => sequence.AppendAsync((string)null!, cancel)),
            ("messages", () => Drain(model.ChatAsync(null!, options, cancellationToken: cancel))),
            ("a message", () => Drain(model.ChatAsync([null!], options, cancellationToken: cancel))),
            ("a message's content", () => Drain(model.ChatAsync([Message.User(null!)], options, cancellationToken: cancel))),
            ("a message's role", () => Drain(model.ChatAsync([new Message(null!, "a")], options, cancellationToken: cancel))),
            ("a message's fields", () => Drain(model.ChatAsync([Message.User("a") with { Fields = null! }], options, cancellationToken: cancel))),
            ("tools", () => Drain(model.ChatAsync(one, options, new ChatTemplateOptions { Tools = null! }, cancellationToken: cancel))),
            ("variables", () => Drain(model.ChatAsync(one, options, new ChatTemplateOptions { Variables = null! }, cancellationToken: cancel))),
            ("what is sent", () => Drain(new Conversation(model).SendAsync(null!, options, cancel))),
            ("conversation's model", () => { _ = new Conversation(null!); return Task.CompletedTask; }),
        })
        {
            var error = await Record.ExceptionAsync(call);
            Assert.True(error is ArgumentNullException, $"{what}: {error?.GetType().Name ?? "nothing"}");
        }
    }

    [Fact]
    public async Task Encoder_NullWhereNoneMayBe_IsAnArgumentNullException()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var encoder = await Model.LoadAsync(TestFiles.Shared("models", "all-MiniLM-L6-v2-f16.gguf"), new ModelOptions { Backend = Backend.Managed, Threads = 1 }, cancel);
        await Assert.ThrowsAsync<ArgumentNullException>(() => encoder.EmbedAsync((IReadOnlyList<string>)null!, null, cancel));
        await Assert.ThrowsAsync<ArgumentNullException>(() => encoder.EmbedAsync((string)null!, null, cancel));
        await Assert.ThrowsAsync<ArgumentNullException>(() => encoder.EmbedAsync([null!], null, cancel));
    }

    [Fact]
    public void Render_ToolsForATemplateWithoutAPlaceForThem_AreRefused()
    {
        var template = new ChatTemplate("{{ messages[0].content }}");
        Assert.False(template.ReadsTools);
        var options = new ChatTemplateOptions { Tools = [JsonDocument.Parse("""{"name":"add"}""").RootElement] };
        var error = Assert.Throws<ChatTemplateException>(() => template.Render([Message.User("a")], options, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("tools", error.Message, StringComparison.Ordinal);
        Assert.Equal("a", template.Render([Message.User("a")], cancellationToken: TestContext.Current.CancellationToken).Text);
    }

    private static async Task Drain(IAsyncEnumerable<GeneratedPiece> pieces)
    {
        await foreach (var _ in pieces) { }
    }
}
