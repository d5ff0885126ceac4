using Engine;
using Engine.Peers;
using LLama;
using LLama.Batched;
using LLama.Common;
using LLama.Native;

// Engine.Together MODEL PROMPTS USER...: lets each user, "llamasharp", "engine" or "engine=DIRECTORY" of llama.cpp, continue the prompts, one a line, greedily, in this
// order, with all models loaded until the end. Prints a line for each: its name, and what came, ids and text of all prompts, or what was wrong.
const int tokens = 16;
string path = args[0];
string[] prompts = args[1].Split('\n');
NativeLibraryConfig.All.WithLogCallback((_, _) => { });
var held = new List<IDisposable>();
foreach (string user in args[2..])
{
    string result;
    try
    {
        result = user == "llamasharp" ? await LlamaSharpAsync() : await EngineAsync(user.Split('=') is [_, var directory] ? directory : null);
    }
    catch (UnsupportedModelException refused)
    {
        result = $"refused: {refused.Message}";
    }
    Console.WriteLine($"{user}: {result.ReplaceLineEndings(" ")}");
}
held.ForEach(model => model.Dispose());
Console.WriteLine(string.Join(' ', NativeLibraryReport.Create().Mapped));

async Task<string> LlamaSharpAsync()
{
    var settings = new ModelParams(path) { ContextSize = 256, Threads = 1, BatchThreads = 1, GpuLayerCount = 0 };
    var weights = await LLamaWeights.LoadFromFileAsync(settings);
    held.Add(weights);
    using var executor = new BatchedExecutor(weights, settings);
    var (ids, text) = (new List<int>(), new StreamingTokenDecoder(executor.Context));
    foreach (string prompt in prompts) ids.AddRange(await GreedyIds.ContinueAsync(executor, prompt, tokens));
    text.AddRange(ids.ConvertAll(id => (LLamaToken)id).ToArray());
    return $"{string.Join(' ', ids)} | {text.Read()}";
}

async Task<string> EngineAsync(string? directory)
{
    var model = Model.Load(path, new ModelOptions { Backend = Backend.LlamaCpp, NativeDirectory = directory, ContextLength = 256, Threads = 1 });
    held.Add(model);
    var answers = new List<Completion>();
    foreach (string prompt in prompts) answers.Add(await model.CompleteAsync(prompt, new() { Temperature = 0, MaxTokens = tokens }));
    return $"{string.Join(' ', answers.SelectMany(answer => answer.Ids))} | {string.Concat(answers.Select(answer => answer.Text))}";
}
