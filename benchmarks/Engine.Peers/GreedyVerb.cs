using System.CommandLine;
using System.Text.Json;
using LLama;
using LLama.Batched;
using LLama.Common;
using LLama.Native;

namespace Engine.Peers;

/// <summary>The verb <c>greedy</c>: the likeliest continuations of prompts, as ids.</summary>
internal static class GreedyVerb
{
    private static readonly Argument<FileInfo> s_model = new Argument<FileInfo>("model") { Description = "A GGUF file." }.AcceptExistingOnly();
    private static readonly Option<string[]> s_prompts = new("--prompt") { Description = "A text to continue; may be repeated.", Required = true };
    private static readonly Option<int> s_generated = PeerFlags.Count("--n-gen", "-n", "Tokens to generate at most.", 48);
    private static readonly Option<int> s_threads = PeerFlags.Count("--threads", "-t", "Threads that compute.", Environment.ProcessorCount);

    public static Command Create()
    {
        var verb = new Command("greedy", "How LLamaSharp continues prompts where it takes the likeliest token, as ids in JSON.") { s_model, s_prompts, s_generated, s_threads };
        verb.SetAction(RunAsync);
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult given, CancellationToken cancellationToken)
    {
        NativeLibraryConfig.All.WithLogCallback((_, _) => { });
        int threads = given.GetValue(s_threads);
        var settings = new ModelParams(given.GetRequiredValue(s_model).FullName) { ContextSize = 1024, BatchSize = 512, UBatchSize = 512, Threads = threads, BatchThreads = threads, GpuLayerCount = 0 };
        using var weights = await LLamaWeights.LoadFromFileAsync(settings, cancellationToken);
        using var executor = new BatchedExecutor(weights, settings);
        var ids = new List<IReadOnlyList<int>>();
        foreach (string prompt in given.GetRequiredValue(s_prompts)) ids.Add(await GreedyIds.ContinueAsync(executor, prompt, given.GetValue(s_generated), cancellationToken));
        Console.WriteLine(JsonSerializer.Serialize(new GreedyRow(LoadedLibrary.Path, ids), PeerJson.Default.GreedyRow));
        return 0;
    }
}

/// <summary>What <c>greedy</c> prints.</summary>
/// <param name="Library">The file that computed.</param>
/// <param name="Ids">The generated ids of each prompt.</param>
internal sealed record GreedyRow(string? Library, IReadOnlyList<IReadOnlyList<int>> Ids);
