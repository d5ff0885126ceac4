using System.ClientModel;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OllamaSharp;
using OpenAI;

namespace Engine.Tests.Extensions;

/// <summary>The same application on a model in this process, on Ollama and on a server that speaks as OpenAI's: only the line that makes the client differs.</summary>
public sealed class OtherClientsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Application_OnAModelInThisProcess_Works()
    {
        await using var model = await ChatModels.LoadAsync(Backend.Managed);
        using var client = model.AsIChatClient();
        await RunAsync(client, expected: null);
    }

    [Fact]
    public async Task Application_OnOllamaSharp_Works()
    {
        await using var server = await ServeAsync("/api/chat", async context =>
        {
            context.Response.ContentType = "application/x-ndjson";
            string[] words = ["A ", "pet."];
            foreach (string word in words) await context.Response.WriteAsync($$"""{"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"{{word}}"},"done":false}""" + "\n");
            await context.Response.WriteAsync("""{"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":9,"eval_count":2}""" + "\n");
        });
        using IChatClient client = new OllamaApiClient(new Uri(server.Urls.Single()), "m");
        await RunAsync(client, "A pet.");
    }

    [Fact]
    public async Task Application_OnOpenAI_Works()
    {
        await using var server = await ServeAsync("/v1/chat/completions", async context =>
        {
            using var asked = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: Cancel);
            const string usage = "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}";
            if (!asked.RootElement.TryGetProperty("stream", out var streams) || !streams.GetBoolean())
            {
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync($$$"""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"A pet."},"finish_reason":"stop"}],{{{usage}}} }""");
                return;
            }
            context.Response.ContentType = "text/event-stream";
            string[] words = ["A ", "pet."];
            foreach (string word in words) await context.Response.WriteAsync($$$"""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"{{{word}}}"}}]}""" + "\n\n");
            await context.Response.WriteAsync($$$"""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],{{{usage}}} }""" + "\n\ndata: [DONE]\n\n");
        });
        var options = new OpenAIClientOptions { Endpoint = new Uri(server.Urls.Single() + "/v1") };
        using var client = new OpenAI.Chat.ChatClient("m", new ApiKeyCredential("none"), options).AsIChatClient();
        await RunAsync(client, "A pet.");
    }

    /// <summary>What an application does with a client, whosever it is.</summary>
    private static async Task RunAsync(IChatClient client, string? expected)
    {
        var history = new List<ChatMessage> { new(ChatRole.System, "Answer briefly."), new(ChatRole.User, "What is a cat?") };
        var options = new ChatOptions { Temperature = 0, MaxOutputTokens = 12, TopP = 0.9f, Seed = 7, StopSequences = ["\n\n"] };
        var whole = await client.GetResponseAsync(history, options, Cancel);
        var updates = await ChatModels.ListAsync(client.GetStreamingResponseAsync(history, options, Cancel));
        var streamed = updates.ToChatResponse();
        Assert.Equal(whole.Text, streamed.Text);
        if (expected is not null) Assert.Equal(expected, whole.Text);
        foreach (var response in (ChatResponse[])[whole, streamed])
        {
            Assert.NotEmpty(response.Text);
            Assert.Equal(ChatRole.Assistant, response.Messages[^1].Role);
            Assert.NotNull(response.FinishReason);
            Assert.True(response.Usage is { InputTokenCount: > 0, OutputTokenCount: > 0 }, "no usage");
            Assert.NotNull(response.ModelId);
        }
        // And goes on.
        history.AddMessages(whole);
        history.Add(new(ChatRole.User, "And a dog?"));
        Assert.NotEmpty((await client.GetResponseAsync(history, options, Cancel)).Text);
        Assert.NotNull(client.GetService<ChatClientMetadata>());
    }

    private static async Task<WebApplication> ServeAsync(string path, Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.UseRouting();
        app.UseEndpoints(endpoints => { });
        app.Run(context => context.Request.Path == path ? answer(context) : Task.FromException(new InvalidOperationException($"{context.Request.Path} was asked for; {path} was expected")));
        await app.StartAsync(Cancel);
        return app;
    }
}
