using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Engine.Benchmarks.Speed;

/// <summary>
/// What many callers get together through one chat client, beside what they get of the model itself: the same model, prompts of the same make, the same number of
/// tokens, in turn within a process. Neighbours and clock speed drift slowly, so they hit the runs of a round alike.
/// </summary>
internal static class ChatClientCosts
{
    private const int Words = 24;

    /// <summary>What a caller asks: a text, and the ids of its prompt, which whoever asks the model itself has ready.</summary>
    private sealed record Question(string Text, int[] Prompt);

    /// <summary>A way to ask; gives the number of tokens that came.</summary>
    private sealed record Way(string Name, Func<Question, Task<int>> Ask);

    public static int Run(string[] arguments)
    {
        string path = arguments.FirstOrDefault() ?? throw new ArgumentException("a model was expected: chatclient MODEL.gguf");
        int callers = CommandLine.Number(arguments, "--callers", 32), rounds = CommandLine.Number(arguments, "--rounds", 7), tokens = CommandLine.Number(arguments, "--tokens", 64);
        var backend = Enum.Parse<Backend>((CommandLine.Value(arguments, "--backend") ?? "managed").Replace(".", "", StringComparison.Ordinal), ignoreCase: true);
        int length = 256 + tokens;
        using var model = Model.Load(path, new ModelOptions { Backend = backend, ContextLength = length, CacheTokens = callers * length, MaxSequences = callers });
        var report = MeasureAsync(model, callers, rounds, tokens).GetAwaiter().GetResult();
        report["model"] = Path.GetFileName(path);
        string json = report.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
        if (CommandLine.Value(arguments, "--out") is { } file) File.WriteAllText(file, json + "\n");
        Console.WriteLine(json);
        return 0;
    }

    private static async Task<JsonObject> MeasureAsync(Model model, int callers, int rounds, int tokens)
    {
        using var client = model.AsIChatClient();
        var options = new GenerationOptions { Temperature = 0, MaxTokens = tokens, IgnoreEndOfGeneration = true, ReuseGenerated = true };
        var asked = new ChatOptions { Temperature = 0, MaxOutputTokens = tokens, RawRepresentationFactory = _ => options };
        Way[] ways =
        [
            new("generate", async question =>
            {
                int count = 0;
                await foreach (var piece in model.GenerateAsync(question.Prompt, options))
                    if (piece.Token != GeneratedPiece.NoToken) count++;
                return count;
            }),
            new("answers", async question =>
            {
                int count = 0;
                await foreach (var piece in model.AnswerAsync([Message.User(question.Text)], new AnswerOptions { Generation = options })) count = piece.Answer?.Completion.Usage.CompletionTokens ?? 0;
                return count;
            }),
            new("chat_client", async question =>
            {
                long count = 0;
                await foreach (var update in client.GetStreamingResponseAsync(question.Text, asked))
                    foreach (var content in update.Contents)
                        if (content is UsageContent usage) count = usage.Details.OutputTokenCount ?? 0;
                return (int)count;
            }),
        ];
        var random = new Random(1);
        var rates = ways.ToDictionary(way => way.Name, _ => new List<double>());
        var bytes = ways.ToDictionary(way => way.Name, _ => new List<double>());
        for (int round = -1; round < rounds; round++)   // the first warms up
        {
            for (int turn = 0; turn < ways.Length; turn++)
            {
                // Each is first, in the middle and last equally often.
                var way = ways[(turn + round + ways.Length) % ways.Length];
                Question[] questions = [.. Enumerable.Range(0, callers).Select(_ => Ask(model, random))];
                long allocated = GC.GetTotalAllocatedBytes(precise: true), start = Stopwatch.GetTimestamp();
                int generated = (await Task.WhenAll(questions.Select(question => Task.Run(() => way.Ask(question))))).Sum();
                double rate = generated / Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (generated != callers * tokens) throw new InvalidOperationException($"{way.Name}: {generated} tokens came; {callers * tokens} were expected");
                if (round < 0) continue;
                rates[way.Name].Add(rate);
                bytes[way.Name].Add((GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)generated);
            }
        }
        var report = new JsonObject { ["machine"] = Machine.Describe(), ["device"] = model.LoadReport.Device, ["callers"] = callers, ["tokens"] = tokens };
        foreach (var way in ways)
        {
            double[] ratios = [.. rates[way.Name].Zip(rates[ways[0].Name], (own, models) => own / models)];
            var (low, high) = Samples.MedianInterval(ratios);
            report[way.Name] = new JsonObject
            {
                ["tps_median"] = Math.Round(Samples.Median(rates[way.Name]), 2),
                ["ratio_median"] = Math.Round(Samples.Median(ratios), 4),
                ["ratio_95_low"] = Math.Round(low, 4),
                ["ratio_95_high"] = Math.Round(high, 4),
                ["bytes_per_token"] = Math.Round(Samples.Median(bytes[way.Name])),
                ["tps"] = Samples.ToJson(rates[way.Name]),
            };
        }
        return report;
    }

    /// <summary>A text that shares no beginning with another, so that nothing of it is cached.</summary>
    private static Question Ask(Model model, Random random)
    {
        string text = string.Join(' ', Enumerable.Range(0, Words).Select(_ => random.Next(100, 1000)));
        return new Question(text, model.ChatTemplate.Render([Message.User(text)]).Encode(model.Tokenizer));
    }
}
