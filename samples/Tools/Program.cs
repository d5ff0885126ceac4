// A model that may call functions. Usage: dotnet run --project samples/Tools -c Release -- MODEL.gguf "What time is it in Rome?"
using System.ComponentModel;
using System.Globalization;
using Engine;
using Microsoft.Extensions.AI;

if (args.Length != 2)
{
    Console.Error.WriteLine("a GGUF file and a question were expected");
    return 2;
}

await using var model = await Model.LoadAsync(args[0]);
// The middleware calls the functions that the model asks for, and gives it what they return.
using var client = model.AsIChatClient().AsBuilder().UseFunctionInvocation(configure: calls => calls.MaximumIterationsPerRequest = 4).Build();
var options = new ChatOptions { MaxOutputTokens = 256, Tools = [AIFunctionFactory.Create(TimeIn)] };
await foreach (var update in client.GetStreamingResponseAsync(args[1], options))
{
    foreach (var call in update.Contents.OfType<FunctionCallContent>())
        Console.Error.WriteLine($"[{call.Name}({string.Join(", ", call.Arguments!.Select(argument => $"{argument.Key}: {argument.Value}"))})]");
    Console.Write(update.Text);
}
Console.WriteLine();
return 0;

[Description("The time in a city.")]
static string TimeIn([Description("Where.")] City city)
{
    int hours = city switch { City.London => 0, City.Rome => 1, _ => 9 };
    return DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(hours)).ToString("HH:mm", CultureInfo.InvariantCulture);
}

// Arguments are bound to the function's schema: no other city can come.
internal enum City { London, Rome, Tokyo }
