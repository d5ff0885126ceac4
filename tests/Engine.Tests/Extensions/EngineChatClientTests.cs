using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Engine.Tests.Extensions;

/// <summary>What applications do with a chat client, on the backends.</summary>
public sealed class EngineChatClientTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<Backend> Backends => [Backend.Managed, Backend.LlamaCpp];

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task GetResponseAsync_Question_IsAnsweredAsByTheModelItself(Backend backend)
    {
        await using var model = await ChatModels.LoadAsync(backend);
        using IChatClient client = model.AsIChatClient();
        var response = await client.GetResponseAsync("What is a cat?", ChatModels.Greedy, Cancel);
        Completion? expected = null;
        await foreach (var piece in model.ChatAsync([Message.User("What is a cat?")], new() { Temperature = 0, MaxTokens = 16 }, cancellationToken: Cancel)) expected = piece.Completion;

        Assert.Equal(expected!.Text, response.Text);
        var message = Assert.Single(response.Messages);
        Assert.Equal(ChatRole.Assistant, message.Role);
        Assert.NotNull(message.MessageId);
        Assert.NotNull(response.ResponseId);
        Assert.Equal(model.Info.Name, response.ModelId);
        Assert.InRange(response.CreatedAt!.Value, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        Assert.Equal(expected.Usage.PromptTokens, response.Usage!.InputTokenCount);
        Assert.Equal(expected.Usage.CompletionTokens, response.Usage.OutputTokenCount);
        Assert.Equal(response.Usage.InputTokenCount + response.Usage.OutputTokenCount, response.Usage.TotalTokenCount);
        Assert.Equal(expected.Text, Assert.IsType<Answer>(response.RawRepresentation).Completion.Text);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task GetStreamingResponseAsync_Pieces_AreTheWhole(Backend backend)
    {
        await using var model = await ChatModels.LoadAsync(backend);
        using IChatClient client = model.AsIChatClient();
        var whole = await client.GetResponseAsync("What is a cat?", ChatModels.Greedy, Cancel);
        var updates = await ChatModels.ListAsync(client.GetStreamingResponseAsync("What is a cat?", ChatModels.Greedy, Cancel));
        Assert.True(updates.Count > 3, $"{updates.Count} updates");
        Assert.Equal(whole.Text, string.Concat(updates.Select(update => update.Text)));
        Assert.All(updates, update =>
        {
            Assert.Equal(ChatRole.Assistant, update.Role);
            Assert.Equal((updates[0].ResponseId, updates[0].MessageId, updates[0].CreatedAt, model.Info.Name), (update.ResponseId, update.MessageId, update.CreatedAt, update.ModelId));
        });
        Assert.All(updates[..^1], update => Assert.Null(update.FinishReason));
        Assert.Equal(ChatFinishReason.Length, updates[^1].FinishReason);
        var usage = Assert.Single(updates.SelectMany(update => update.Contents).OfType<UsageContent>());
        Assert.Equal(16, usage.Details.OutputTokenCount);
        // The second time the prompt but for its last token was cached.
        Assert.Equal(usage.Details.InputTokenCount - 1, usage.Details.CachedInputTokenCount);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task GetResponseAsync_StopSequence_EndsWithStop(Backend backend)
    {
        await using var model = await ChatModels.LoadAsync(backend);
        using IChatClient client = model.AsIChatClient();
        string text = (await client.GetResponseAsync("What is a cat?", ChatModels.Greedy, Cancel)).Text;
        var options = ChatModels.Greedy;
        options.StopSequences = [text[4..8]];
        var stopped = await client.GetResponseAsync("What is a cat?", options, Cancel);
        Assert.Equal(text[..4], stopped.Text);
        Assert.Equal(ChatFinishReason.Stop, stopped.FinishReason);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task GetResponseAsync_InstructionsAndSystemMessages_AreOneSystemMessage(Backend backend)
    {
        await using var model = await ChatModels.LoadAsync(backend);
        using IChatClient client = model.AsIChatClient();
        var options = ChatModels.Greedy;
        options.Instructions = "Be brief.";
        var response = await client.GetResponseAsync([new(ChatRole.System, "You are a cat."), new(ChatRole.User, "Hello")], options, Cancel);
        int[] expected = model.CreateChatTemplate().Render([Message.System("Be brief.\n\nYou are a cat."), Message.User("Hello")], cancellationToken: Cancel).Encode(model.Tokenizer);
        Assert.Equal(expected, ((Answer)response.RawRepresentation!).Completion.PromptIds);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task GetResponseAsync_OfT_IsJsonOfItsSchema(Backend backend)
    {
        await using var model = await ChatModels.LoadAsync(backend);
        using IChatClient client = model.AsIChatClient();
        var options = ChatModels.Greedy;
        options.MaxOutputTokens = 100;
        options.RawRepresentationFactory = _ => new GenerationOptions { FinishWithin = 60 };
        var response = await client.GetResponseAsync<Pet>("Tell me of a cat named Tom, as JSON.", options, cancellationToken: Cancel);
        Assert.True(response.TryGetResult(out var pet), response.Text);
        Assert.NotNull(pet.Name);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task GetResponseAsync_JsonWithoutASchema_IsAnObject(Backend backend)
    {
        await using var model = await ChatModels.LoadAsync(backend);
        using IChatClient client = model.AsIChatClient();
        var options = ChatModels.Greedy;
        options.ResponseFormat = ChatResponseFormat.Json;
        options.RawRepresentationFactory = _ => new GenerationOptions { FinishWithin = 60 };
        var response = await client.GetResponseAsync("As JSON: a cat", options, Cancel);
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(response.Text).RootElement.ValueKind);
    }

    [Fact]
    public async Task GetResponseAsync_ContentOfOtherKinds_IsRefusedByName()
    {
        await using var model = await ChatModels.LoadAsync(Backend.Managed);
        using IChatClient client = model.AsIChatClient();
        AIContent[] refused = [new DataContent("data:image/png;base64,AAAA"), new UriContent("http://localhost/a.png", "image/png"), new HostedFileContent("f")];
        foreach (var content in refused)
        {
            var error = await Assert.ThrowsAsync<NotSupportedException>(() => client.GetResponseAsync([new ChatMessage(ChatRole.User, [content])], cancellationToken: Cancel));
            Assert.Contains(content.GetType().Name, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task GetService_WhatIsAskedFor_IsGiven()
    {
        await using var model = await ChatModels.LoadAsync(Backend.Managed);
        using IChatClient client = model.AsIChatClient();
        Assert.Same(model, client.GetService<Model>());
        Assert.Same(client, client.GetService<EngineChatClient>());
        Assert.Same(client, client.GetService<IChatClient>());
        Assert.Null(client.GetService<string>());
        Assert.Null(client.GetService<Model>("key"));
        var metadata = client.GetService<ChatClientMetadata>()!;
        Assert.Equal(("engine", model.Info.Name), (metadata.ProviderName, metadata.DefaultModelId));
        // Whoever wraps it finds them too.
        Assert.Same(model, client.AsBuilder().UseLogging().Build(new NoServices()).GetService<Model>());
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Dispose_OfAClient_LeavesTheModel(Backend backend)
    {
        await using var model = await ChatModels.LoadAsync(backend);
        model.AsIChatClient().Dispose();
        using IChatClient other = model.AsIChatClient();
        Assert.NotEmpty((await other.GetResponseAsync("Hello", ChatModels.Greedy, Cancel)).Text);
    }

    [Fact]
    public void Engine_PublicTypes_HaveNoNameThatMicrosoftExtensionsAIHas()
    {
        var others = typeof(IChatClient).Assembly.GetExportedTypes().Concat(typeof(ChatClientBuilder).Assembly.GetExportedTypes()).Where(type => type.Namespace == "Microsoft.Extensions.AI").Select(type => type.Name);
        Assert.Empty(new[] { typeof(Model), typeof(EngineChatClient) }.SelectMany(type => type.Assembly.GetExportedTypes()).Where(type => type.Namespace == "Engine").Select(type => type.Name).Intersect(others));
    }

    private sealed record Pet(string Name, bool IsYoung);

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(ILoggerFactory) ? new ListLoggerFactory() : null;
    }
}
