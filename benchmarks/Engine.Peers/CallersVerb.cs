using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Engine.Cli.Documents;

namespace Engine.Peers;

/// <summary>The verb <c>callers</c>, with the flags that <c>engine bench --callers</c> has.</summary>
internal static class CallersVerb
{
    private const int MostCallers = 256;

    private static readonly Argument<FileInfo> s_model = new Argument<FileInfo>("model") { Description = "A GGUF file." }.AcceptExistingOnly();
    private static readonly Option<string> s_callers = new("--callers") { Description = "Callers at once, a list.", DefaultValueFactory = _ => "1,2,4,8,16,32" };
    private static readonly Option<int> s_prompt = Count("--n-prompt", "-p", "Tokens of each caller's prompt.", 64);
    private static readonly Option<int> s_generated = Count("--n-gen", "-n", "Tokens each is given.", 64);
    private static readonly Option<int> s_repetitions = Count("--repetitions", "-r", "Measured runs; one more warms up.", 5);
    private static readonly Option<int> s_threads = Count("--threads", "-t", "Threads that compute.", Environment.ProcessorCount);
    private static readonly Option<int> s_batch = Count("--batch-size", "-b", "Tokens of a batch.", 512);
    private static readonly Option<bool?> s_unified = new("--unified") { Description = "One cache that all sequences share, or one for each; the library's own choice without it." };
    private static readonly Option<GreedyChoice> s_sampler = new("--sampler") { Description = "Who takes the likeliest token: the library's sampling pipeline, or a search of the logits." };

    public static RootCommand Root()
    {
        var verb = new Command("callers", "What many callers of LLamaSharp's BatchedExecutor get at once, as JSON.") { s_model };
        foreach (Option option in (Option[])[s_callers, s_prompt, s_generated, s_repetitions, s_threads, s_batch, s_unified, s_sampler]) verb.Options.Add(option);
        s_callers.Validators.Add(given =>
        {
            string text = given.GetValueOrDefault<string>();
            if (!Array.TrueForAll(text.Split(','), part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= MostCallers))
                given.AddError($"--callers is '{text}'; numbers from 1 to {MostCallers} separated by commas were expected");
        });
        verb.SetAction(RunAsync);
        return new RootCommand("Measures other libraries in the way of 'engine bench'.") { verb };
    }

    private static async Task<int> RunAsync(ParseResult given, CancellationToken cancellationToken)
    {
        var run = new BatchedRun(given.GetRequiredValue(s_model).FullName)
        {
            Callers = Numbers(given.GetRequiredValue(s_callers)),
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

    private static int[] Numbers(string list) => Array.ConvertAll(list.Split(','), text => int.Parse(text, CultureInfo.InvariantCulture));

    private static Option<int> Count(string name, string alias, string description, int fallback)
    {
        var option = new Option<int>(name, alias) { Description = description, DefaultValueFactory = _ => fallback };
        option.Validators.Add(given =>
        {
            if (given.Tokens is [var token] && !(int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0))
                given.AddError($"{name} is '{token.Value}'; a number of 1 or more was expected");
        });
        return option;
    }
}

/// <summary>Writes the rows as <c>engine bench --json</c> does.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<CallersRow>))]
internal sealed partial class PeerJson : JsonSerializerContext;
