using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Engine.Peers.Beside;

/// <summary>Whether all continue the same prompts with the same tokens, and whether they compute with the same llama.cpp.</summary>
internal static class GreedyTexts
{
    private const int Tokens = 48;

    private static readonly string[] s_prompts =
    [
        "Once upon a time", "The capital of France is", "def fibonacci(n):", "1, 2, 3, 4,", "Dear Sir or Madam,", "Water boils at", "Es war einmal ein", "{\"name\": \"Mia\", \"age\":",
    ];

    /// <summary>The continuations of each prompt, and the folder that both took their llama.cpp from.</summary>
    /// <exception cref="InvalidOperationException">One fails, or the libraries are not the same.</exception>
    public static async Task<(IReadOnlyList<GreedyText> Texts, string Library)> ReadAsync(
        string engine, string model, int threads, IReadOnlyList<Contender> contenders, Action<string> show, CancellationToken cancellationToken)
    {
        string[] counts = ["-n", Tokens.ToString(CultureInfo.InvariantCulture), "-t", threads.ToString(CultureInfo.InvariantCulture)];
        var answers = new Dictionary<string, List<JsonNode>>();
        // Engine first: what it has against a file is a sentence.
        foreach (var contender in contenders.Reverse().Where(contender => contender.Greedy is not null))
        {
            var list = answers[contender.Name] = [];
            foreach (string prompt in s_prompts)
            {
                show($"greedy texts, {contender.Name}: {list.Count + 1} of {s_prompts.Length}");
                list.Add(JsonNode.Parse(await ChildProcess.OutputAsync([.. contender.Greedy!, prompt, .. counts], cancellationToken))!);
            }
        }
        show($"greedy texts, {contenders[0].Name}");
        string self = typeof(GreedyTexts).Assembly.Location;
        string theirs = await ChildProcess.OutputAsync([self, "greedy", model, .. s_prompts.SelectMany(prompt => (string[])["--prompt", prompt]), .. counts], cancellationToken);
        var expected = JsonSerializer.Deserialize(theirs, PeerJson.Default.GreedyRow)!;
        string library = await SameLibraryAsync(engine, expected.Library, cancellationToken);
        return ([.. s_prompts.Select((prompt, i) => Compare(prompt, contenders[0].Name, expected.Ids[i], answers.ToDictionary(side => side.Key, side => side.Value[i])))], library);
    }

    private static GreedyText Compare(string prompt, string name, IReadOnlyList<int> expected, Dictionary<string, JsonNode> answers)
    {
        var ids = new SortedDictionary<string, string> { [name] = string.Join(' ', expected) };
        var differences = new List<Difference>();
        foreach (var (side, answer) in answers)
        {
            int[] got = [.. answer["ids"]!.AsArray().Select(id => (int)id!)];
            ids[side] = string.Join(' ', got);
            int at = expected.Zip(got).TakeWhile(pair => pair.First == pair.Second).Count();
            if (at == expected.Count && at == got.Length) continue;
            var top = at < got.Length ? answer["logprobs"]![at]!["top"] : null;
            differences.Add(new Difference(
                side, at, at < expected.Count ? expected[at] : null, at < got.Length ? got[at] : null, top is null ? null : Math.Round((double)top[0]!["logprob"]! - (double)top[1]!["logprob"]!, 4)));
        }
        return new GreedyText(prompt, ids, differences);
    }

    private static async Task<string> SameLibraryAsync(string engine, string? theirs, CancellationToken cancellationToken)
    {
        var doctor = JsonNode.Parse(await ChildProcess.OutputAsync([engine, "doctor", "--json"], cancellationToken))!["llama_cpp"]!;
        string? ours = doctor["mapped"]!.AsArray().Select(path => (string)path!).FirstOrDefault(path => Path.GetFileName(path).Contains("ggml-cpu", StringComparison.Ordinal));
        if (ours is null || theirs is null || !File.ReadAllBytes(ours).AsSpan().SequenceEqual(File.ReadAllBytes(theirs)))
            throw new InvalidOperationException($"LLamaSharp computes with {theirs ?? "no library that is known"}, Engine with {ours ?? "no library that is known"}; the same library was expected");
        return Path.GetFileName(Path.GetDirectoryName(theirs)!);
    }
}
