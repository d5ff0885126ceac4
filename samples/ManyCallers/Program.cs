// Eight callers of one model at once, one of whom leaves early. Usage: dotnet run --project samples/ManyCallers -c Release -- MODEL.gguf
using System.Diagnostics;
using Engine;

if (args.Length != 1)
{
    Console.Error.WriteLine("one GGUF file was expected");
    return 2;
}

await using var model = await Model.LoadAsync(args[0], new ModelOptions { CacheTokens = 4096 });
var options = new GenerationOptions { MaxTokens = 48, Seed = 1 };
using var leaves = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
long start = Stopwatch.GetTimestamp();
string[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async caller =>
{
    try
    {
        var completion = await model.CompleteAsync($"Once upon a time there were {caller + 2} friends", options, caller == 0 ? leaves.Token : default);
        return $"{caller}: first token after {completion.Timings.TimeToFirstToken.TotalMilliseconds:F0} ms. {completion.Text}";
    }
    catch (GenerationCanceledException cancelled)
    {
        return $"{caller}: left after {cancelled.Completion!.Ids.Count} tokens. {cancelled.Completion.Text}";
    }
}));
foreach (string answer in answers) Console.WriteLine(answer.ReplaceLineEndings(" "));
Console.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s; {model.Statistics}");
return 0;
