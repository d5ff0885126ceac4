using System.Text;
using Engine;
using LLama;
using LLama.Common;
using LLama.Native;
using LLama.Sampling;

// Engine.Together MODEL PROMPT USER...: lets each user, "llamasharp", "engine" or "engine=DIRECTORY" of llama.cpp, continue the prompt greedily, in this order,
// with all models loaded until the end. Prints a line for each: its name, and what came or what was wrong.
const int tokens = 16;
string path = args[0], prompt = args[1];
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
    var text = new StringBuilder();
    using var pipeline = new GreedySamplingPipeline();
    await foreach (string piece in new StatelessExecutor(weights, settings).InferAsync(prompt, new InferenceParams { MaxTokens = tokens, SamplingPipeline = pipeline }))
        text.Append(piece);
    return text.ToString();
}

async Task<string> EngineAsync(string? directory)
{
    var model = Model.Load(path, new ModelOptions { Backend = Backend.LlamaCpp, NativeDirectory = directory, ContextLength = 256, Threads = 1 });
    held.Add(model);
    return (await model.CompleteAsync(prompt, new() { Temperature = 0, MaxTokens = tokens })).Text;
}
