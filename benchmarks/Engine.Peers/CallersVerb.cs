using System.CommandLine;
using System.Text.Json;

namespace Engine.Peers;

/// <summary>The verb <c>callers</c>, with the flags that <c>engine bench --callers</c> has.</summary>
internal static class CallersVerb
{
    private static readonly Argument<FileInfo> s_model = new Argument<FileInfo>("model") { Description = "A GGUF file." }.AcceptExistingOnly();
    private static readonly Option<string> s_callers = PeerFlags.Callers("1,2,4,8,16,32");
    private static readonly Option<int> s_prompt = PeerFlags.Count("--n-prompt", "-p", "Tokens of each caller's prompt.", 64);
    private static readonly Option<int> s_generated = PeerFlags.Count("--n-gen", "-n", "Tokens each is given.", 64);
    private static readonly Option<int> s_repetitions = PeerFlags.Count("--repetitions", "-r", "Measured runs; one more warms up.", 5);
    private static readonly Option<int> s_threads = PeerFlags.Count("--threads", "-t", "Threads that compute.", Environment.ProcessorCount);
    private static readonly Option<int> s_batch = PeerFlags.Count("--batch-size", "-b", "Tokens of a batch.", 512);
    private static readonly Option<bool?> s_unified = new("--unified") { Description = "One cache that all sequences share, or one for each; the library's own choice without it." };
    private static readonly Option<GreedyChoice> s_sampler = PeerFlags.Sampler();

    public static Command Create()
    {
        var verb = new Command("callers", "What many callers of LLamaSharp's BatchedExecutor get at once, as JSON.") { s_model };
        foreach (Option option in (Option[])[s_callers, s_prompt, s_generated, s_repetitions, s_threads, s_batch, s_unified, s_sampler]) verb.Options.Add(option);
        verb.SetAction(RunAsync);
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult given, CancellationToken cancellationToken)
    {
        var run = new BatchedRun(given.GetRequiredValue(s_model).FullName)
        {
            Callers = PeerFlags.Numbers(given.GetRequiredValue(s_callers)),
            PromptTokens = given.GetRequiredValue(s_prompt),
            GeneratedTokens = given.GetRequiredValue(s_generated),
            Repetitions = given.GetRequiredValue(s_repetitions),
            Threads = given.GetRequiredValue(s_threads),
            BatchSize = given.GetRequiredValue(s_batch),
            Unified = given.GetValue(s_unified),
            Choice = given.GetValue(s_sampler),
        };
        var rows = await run.MeasureAsync(cancellationToken);
        Console.WriteLine(JsonSerializer.Serialize(rows, PeerJson.Default.IReadOnlyListCallersRow));
        return 0;
    }
}
