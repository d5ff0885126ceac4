using System.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Engine.Tests.Extensions;

/// <summary>The middleware that applications put around a chat client.</summary>
public sealed class MiddlewareTests(ScenarioModels models) : IClassFixture<ScenarioModels>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(ScenarioModels.All), MemberType = typeof(ScenarioModels))]
    public async Task Conversation_OfSeveralTurns_IsReadFromTheCache(string name, Backend backend)
    {
        var model = await models.GetAsync(name, backend);
        using IChatClient client = model.AsIChatClient();
        var history = new List<ChatMessage> { new(ChatRole.System, "Answer briefly."), new(ChatRole.User, "What is a cat?") };
        var first = await client.GetResponseAsync(history, ChatModels.Greedy, Cancel);
        history.AddMessages(first);
        history.Add(new(ChatRole.User, "And a dog?"));
        var updates = await ChatModels.ListAsync(client.GetStreamingResponseAsync(history, ChatModels.Greedy, Cancel));
        var usage = Assert.Single(updates.SelectMany(update => update.Contents).OfType<UsageContent>()).Details;
        Assert.True(usage.CachedInputTokenCount >= first.Usage!.InputTokenCount - 1, $"{usage.CachedInputTokenCount} cached after {first.Usage.InputTokenCount}");
        Assert.Equal(usage.TotalTokenCount, usage.InputTokenCount + usage.OutputTokenCount);
        history.AddMessages(updates);
        Assert.Equal(["system", "user", "assistant", "user", "assistant"], history.Select(message => message.Role.Value));
    }

    [Theory]
    [MemberData(nameof(ScenarioModels.All), MemberType = typeof(ScenarioModels))]
    public async Task UseDistributedCache_SameQuestion_IsAnsweredOnce(string name, Backend backend)
    {
        var model = await models.GetAsync(name, backend);
        using var counted = new CountedChatClient(model);
        using var client = counted.AsBuilder().UseDistributedCache(Cache()).Build();
        var first = await client.GetResponseAsync("What is a bird?", ChatModels.Greedy, Cancel);
        var second = await client.GetResponseAsync("What is a bird?", ChatModels.Greedy, Cancel);
        Assert.Equal(1, counted.Requests);
        Assert.Equal(
            (first.Text, first.Usage!.OutputTokenCount, first.FinishReason, first.ResponseId, first.ModelId, first.Messages[0].MessageId),
            (second.Text, second.Usage!.OutputTokenCount, second.FinishReason, second.ResponseId, second.ModelId, second.Messages[0].MessageId));

        var other = ChatModels.Greedy;
        other.MaxOutputTokens = 3;
        await client.GetResponseAsync("What is a bird?", other, Cancel);
        Assert.Equal(2, counted.Requests);

        var streamed = await ChatModels.ListAsync(client.GetStreamingResponseAsync("What is a fish?", ChatModels.Greedy, Cancel));
        var again = await ChatModels.ListAsync(client.GetStreamingResponseAsync("What is a fish?", ChatModels.Greedy, Cancel));
        Assert.Equal(3, counted.Requests);
        Assert.Equal(streamed.ToChatResponse().Text, again.ToChatResponse().Text);
        Assert.Equal(streamed.ToChatResponse().Usage!.OutputTokenCount, again.ToChatResponse().Usage!.OutputTokenCount);
    }

    /// <summary>Calls come out of a cache as they went in, streamed and whole, with tools in the key.</summary>
    [Theory]
    [MemberData(nameof(ScenarioModels.Demo), MemberType = typeof(ScenarioModels))]
    public async Task UseDistributedCache_AroundCalls_GivesTheSameCalls(string name, Backend backend)
    {
        var model = await models.GetAsync(name, backend);
        using var scripted = new ScriptedClient(model, ScriptedClient.Call("now", """{"zone": "GMT"}"""));
        using var client = scripted.AsBuilder().UseDistributedCache(Cache()).Build();
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create((string zone) => "noon", "now")] };
        string[] calls = await CallsAsync();
        Assert.Equal(["now(GMT)"], calls);
        Assert.Equal(calls, await CallsAsync());   // and the model, which has one answer only, is not asked

        async Task<string[]> CallsAsync() => [.. (await ChatModels.ListAsync(client.GetStreamingResponseAsync("How late is it?", options, Cancel))).ToChatResponse()
            .Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Select(call => $"{call.Name}({call.Arguments!["zone"]})")];
    }

    [Theory]
    [MemberData(nameof(ScenarioModels.All), MemberType = typeof(ScenarioModels))]
    public async Task UseOpenTelemetry_Answers_AreSpansWithTheirAttributes(string name, Backend backend)
    {
        var model = await models.GetAsync(name, backend);
        string source = Guid.NewGuid().ToString();
        using var heard = new Spans(source);
        using var client = model.AsIChatClient().AsBuilder().UseOpenTelemetry(sourceName: source, configure: telemetry => telemetry.EnableSensitiveData = true).Build();
        var options = new ChatOptions { Temperature = 0, MaxOutputTokens = 6, TopP = 0.5f, TopK = 7, Seed = 9, FrequencyPenalty = 0.5f, PresencePenalty = 0.25f, StopSequences = ["never"] };
        var response = await client.GetResponseAsync("What is a cat?", options, Cancel);
        await ChatModels.ListAsync(client.GetStreamingResponseAsync("What is a cat?", options, Cancel));
        Assert.Equal(2, heard.All.Count);
        foreach (var span in heard.All)
        {
            Assert.Equal(($"chat {model.Info.Name}", ActivityKind.Client, ActivityStatusCode.Unset), (span.DisplayName, span.Kind, span.Status));
            (string Name, object Value)[] expected =
            [
                ("gen_ai.operation.name", "chat"), ("gen_ai.provider.name", "engine"), ("gen_ai.request.model", model.Info.Name), ("gen_ai.response.model", model.Info.Name),
                ("gen_ai.request.max_tokens", 6), ("gen_ai.request.temperature", 0f), ("gen_ai.request.top_p", 0.5f), ("gen_ai.request.top_k", 7), ("gen_ai.request.seed", 9L),
                ("gen_ai.request.frequency_penalty", 0.5f), ("gen_ai.request.presence_penalty", 0.25f), ("gen_ai.response.finish_reasons", "[\"length\"]"),
                ("gen_ai.usage.input_tokens", (int)response.Usage!.InputTokenCount!), ("gen_ai.usage.output_tokens", 6),
            ];
            foreach (var (key, value) in expected) Assert.Equal((key, value), (key, span.GetTagItem(key)));
            Assert.Contains("What is a cat?", (string)span.GetTagItem("gen_ai.input.messages")!, StringComparison.Ordinal);
            Assert.NotNull(span.GetTagItem("gen_ai.output.messages"));
        }
        Assert.Equal(response.ResponseId, heard.All[0].GetTagItem("gen_ai.response.id"));
        // The second time the prompt but for its last token was cached.
        Assert.Equal((int)response.Usage!.InputTokenCount! - 1, heard.All[1].GetTagItem("gen_ai.usage.cache_read.input_tokens"));
    }

    [Theory]
    [MemberData(nameof(ScenarioModels.Demo), MemberType = typeof(ScenarioModels))]
    public async Task UseOpenTelemetry_WhatFailsOrIsCancelled_HasItsError(string name, Backend backend)
    {
        var model = await models.GetAsync(name, backend);
        string source = Guid.NewGuid().ToString();
        using var heard = new Spans(source);
        using var client = model.AsIChatClient().AsBuilder().UseOpenTelemetry(sourceName: source).Build();
        await Assert.ThrowsAsync<NotSupportedException>(() => client.GetResponseAsync("What is a cat?", new ChatOptions { ConversationId = "c" }, Cancel));
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAsync<GenerationCanceledException>(async () =>
        {
            await foreach (var _ in client.GetStreamingResponseAsync("What is a cat?", Endless, cancel.Token)) await cancel.CancelAsync();
        });
        Assert.Equal([typeof(NotSupportedException).FullName, typeof(GenerationCanceledException).FullName], heard.All.Select(span => span.GetTagItem("error.type")));
        Assert.All(heard.All, span => Assert.Equal(ActivityStatusCode.Error, span.Status));
    }

    /// <summary>One span around all, one for each answer, one for each call.</summary>
    [Theory]
    [MemberData(nameof(ScenarioModels.Demo), MemberType = typeof(ScenarioModels))]
    public async Task UseOpenTelemetry_AroundCalls_HasASpanForEach(string name, Backend backend)
    {
        var model = await models.GetAsync(name, backend);
        string source = Guid.NewGuid().ToString();
        using var heard = new Spans(source);
        using var scripted = new ScriptedClient(model, $"{ScriptedClient.Call("now", "{}")}\n{ScriptedClient.Call("where", "{}")}", "Noon, here.");
        using var client = scripted.AsBuilder().UseFunctionInvocation().UseOpenTelemetry(sourceName: source).Build();
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create(() => "noon", "now"), AIFunctionFactory.Create(() => "here", "where")] };
        Assert.Equal("Noon, here.", (await client.GetResponseAsync("How late is it, and where am I?", options, Cancel)).Text.Trim());
        Assert.Equal([$"chat {model.Info.Name}", $"chat {model.Info.Name}", "execute_tool now", "execute_tool where", "orchestrate_tools"], heard.All.Select(span => span.DisplayName).Order(StringComparer.Ordinal));
        Assert.Equal("[\"tool_calls\"]", heard.All.First(span => span.DisplayName.StartsWith("chat", StringComparison.Ordinal)).GetTagItem("gen_ai.response.finish_reasons"));
    }

    [Theory]
    [MemberData(nameof(ScenarioModels.Demo), MemberType = typeof(ScenarioModels))]
    public async Task UseLogging_AtEachLevel_SaysWhatItMay(string name, Backend backend)
    {
        var model = await models.GetAsync(name, backend);
        foreach (var (level, isSaid, isQuoted) in ((LogLevel, bool, bool)[])[(LogLevel.Information, false, false), (LogLevel.Debug, true, false), (LogLevel.Trace, true, true)])
        {
            var logs = new ListLoggerFactory { Level = level };
            using var client = model.AsIChatClient().AsBuilder().UseLogging(logs).Build();
            await client.GetResponseAsync("What is a cat?", ChatModels.Greedy, Cancel);
            await ChatModels.ListAsync(client.GetStreamingResponseAsync("What is a dog?", ChatModels.Greedy, Cancel));
            Assert.Equal(isSaid, logs.Entries.Any(entry => entry.Text.Contains("GetResponseAsync completed", StringComparison.Ordinal)));
            Assert.Equal(isSaid, logs.Entries.Any(entry => entry.Text.Contains("GetStreamingResponseAsync completed", StringComparison.Ordinal)));
            Assert.Equal(isQuoted, logs.Entries.Any(entry => entry.Text.Contains("What is a cat?", StringComparison.Ordinal)));
            Assert.Equal(isQuoted, logs.Entries.Any(entry => entry.Text.Contains("What is a dog?", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [MemberData(nameof(ScenarioModels.Demo), MemberType = typeof(ScenarioModels))]
    public async Task UseLogging_WhatFailsOrIsCancelled_IsToldApart(string name, Backend backend)
    {
        var model = await models.GetAsync(name, backend);
        var logs = new ListLoggerFactory { Level = LogLevel.Debug };
        using var client = model.AsIChatClient().AsBuilder().UseLogging(logs).Build();
        await Assert.ThrowsAsync<NotSupportedException>(() => client.GetResponseAsync("What is a cat?", new ChatOptions { ConversationId = "c" }, Cancel));
        Assert.Single(logs.Entries, entry => entry.Level == LogLevel.Error);
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in client.GetStreamingResponseAsync("What is a cat?", Endless, cancel.Token)) await cancel.CancelAsync();
        });
        Assert.Contains(logs.Entries, entry => entry.Level == LogLevel.Debug && entry.Text.Contains("canceled", StringComparison.Ordinal));
        Assert.Single(logs.Entries, entry => entry.Level == LogLevel.Error);
    }

    [Theory]
    [MemberData(nameof(ScenarioModels.All), MemberType = typeof(ScenarioModels))]
    public async Task GetStreamingResponseAsync_LeftOrCancelled_EndsTheGeneration(string name, Backend backend)
    {
        var model = await models.GetAsync(name, backend);
        using IChatClient client = model.AsIChatClient();
        await foreach (var _ in client.GetStreamingResponseAsync("What is a cat?", Endless, Cancel)) break;
        await ChatModels.IdleAsync(model);
        using var cancel = new CancellationTokenSource();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in client.GetStreamingResponseAsync("What is a cat?", Endless, cancel.Token)) await cancel.CancelAsync();
        });
        Assert.True(((GenerationCanceledException)cancelled).Completion!.Ids.Count > 0);
        await ChatModels.IdleAsync(model);
        // One who has cancelled before asks in vain, and the model is not bothered.
        long steps = model.Statistics.Steps;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetResponseAsync("What is a cat?", ChatModels.Greedy, new CancellationToken(canceled: true)));
        Assert.Equal(steps, model.Statistics.Steps);
    }

    private static ChatOptions Endless => new() { Temperature = 0, RawRepresentationFactory = _ => new GenerationOptions { IgnoreEndOfGeneration = true, Overflow = ContextOverflow.Shift } };

    private static MemoryDistributedCache Cache() => new(Options.Create(new MemoryDistributedCacheOptions()));
}
