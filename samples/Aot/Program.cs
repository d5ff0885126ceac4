using System.Diagnostics;
using System.Runtime.CompilerServices;
using Engine;

// Aot MODEL [PROMPT]: continues a prompt and says how long it took from the start of the process. Publish it: dotnet publish samples/Aot -c Release
string path = args.Length > 0 ? args[0] : throw new ArgumentException("a model's path was expected: Aot MODEL [PROMPT]");
string prompt = args.Length > 1 ? args[1] : "Once upon a time";

using var model = Model.Load(path, new ModelOptions { ContextLength = 512 });
double loaded = SinceStart(), first = 0;
foreach (string warning in model.LoadReport.Warnings) Console.Error.WriteLine($"warning: {warning}");
await foreach (var piece in model.GenerateAsync(prompt, new() { Temperature = 0, MaxTokens = 32 }))
{
    if (first == 0) first = SinceStart();
    Console.Write(piece.Text);
}
Console.WriteLine();
Console.Error.WriteLine($"{(RuntimeFeature.IsDynamicCodeCompiled ? "compiled while it runs" : "compiled ahead")}; loaded {loaded:F0} ms after the start of the process, first token {first:F0} ms; {model.LoadReport.Backend}: {model.LoadReport.Reason}");

static double SinceStart() => (DateTime.Now - Process.GetCurrentProcess().StartTime).TotalMilliseconds;
