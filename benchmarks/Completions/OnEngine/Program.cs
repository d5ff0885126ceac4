// OnEngine MODEL THREADS BACKEND: continues each line of stdin with up to 64 of the likeliest tokens, and says on stderr when it is ready for one.
using System.Globalization;
using Engine;

int threads = int.Parse(args[1], CultureInfo.InvariantCulture);
var parameters = new ModelOptions { ContextLength = 1024, Threads = threads, Backend = Enum.Parse<Backend>(args[2]) };
await using var model = await Model.LoadAsync(args[0], parameters);
var options = new GenerationOptions { MaxTokens = 64, Temperature = 0 };
Console.Error.WriteLine("ready");
while (Console.ReadLine() is { Length: > 0 } prompt)
{
    await foreach (var piece in model.GenerateAsync(prompt, options))
        Console.Write(piece.Text);
    Console.WriteLine();
    Console.Error.WriteLine("ready");
}
