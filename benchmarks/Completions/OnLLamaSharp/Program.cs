// OnLLamaSharp MODEL THREADS: continues each line of stdin with up to 64 of the likeliest tokens, and says on stderr when it is ready for one.
using System.Globalization;
using LLama;
using LLama.Common;
using LLama.Native;
using LLama.Sampling;

NativeLibraryConfig.All.WithLogCallback((_, _) => { });
int threads = int.Parse(args[1], CultureInfo.InvariantCulture);
var parameters = new ModelParams(args[0]) { ContextSize = 1024, Threads = threads, BatchThreads = threads, GpuLayerCount = 0 };
using var weights = await LLamaWeights.LoadFromFileAsync(parameters);
var executor = new StatelessExecutor(weights, parameters);
using var pipeline = new GreedySamplingPipeline();
var options = new InferenceParams { MaxTokens = 64, SamplingPipeline = pipeline };
Console.Error.WriteLine("ready");
while (Console.ReadLine() is { Length: > 0 } prompt)
{
    await foreach (string piece in executor.InferAsync(prompt, options))
        Console.Write(piece);
    Console.WriteLine();
    Console.Error.WriteLine("ready");
}
