// A model as a web service whose answers come as server-sent events. Usage:
//   dotnet run --project samples/AspNetCore -c Release -- --Engine:Path MODEL.gguf
//   curl -N localhost:5000/chat --json '{"text":"What is a cat?"}'
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

var builder = WebApplication.CreateBuilder(args);
// From the configuration: appsettings.json, the environment (Engine__Path) or the command line. What is not said there is said here.
builder.Services.AddEngine(builder.Configuration.GetSection("Engine"), engine =>
    engine.Generation = engine.Generation with { MaxTime = engine.Generation.MaxTime ?? TimeSpan.FromMinutes(1) });
var app = builder.Build();

// Healthy when the model is loaded, and no longer when the application is ending.
app.MapHealthChecks("/health");

// A client that goes away cancels its answer and nobody else's. SIGTERM: no new requests, those that run end, then the model is unloaded.
app.MapPost("/chat", (Question question, IChatClient client, CancellationToken gone) => TypedResults.ServerSentEvents(AnswerAsync(client, question.Text, gone)));

await app.RunAsync();

static async IAsyncEnumerable<SseItem<string>> AnswerAsync(IChatClient client, string text, [EnumeratorCancellation] CancellationToken gone)
{
    await foreach (var update in client.GetStreamingResponseAsync(text, cancellationToken: gone))
    {
        if (update.Text.Length > 0) yield return new SseItem<string>(update.Text);
        if (update.FinishReason is { } reason) yield return new SseItem<string>(reason.Value, "done");
    }
}

internal sealed record Question(string Text);
