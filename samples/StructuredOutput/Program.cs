// Reads facts out of a text as an object. Usage: dotnet run --project samples/StructuredOutput -c Release -- MODEL.gguf "Mia, who is 31, lives in Rome."
using Engine;
using Microsoft.Extensions.AI;

if (args.Length != 2)
{
    Console.Error.WriteLine("a GGUF file and a text were expected");
    return 2;
}

await using var model = await Model.LoadAsync(args[0]);
using var client = model.AsIChatClient();
// Tokens that lead away from the schema are never sampled, so what comes is a Person; whether it is the right one is up to the model.
var options = new ChatOptions
{
    Temperature = 0,
    MaxOutputTokens = 100,
    RawRepresentationFactory = _ => new GenerationOptions { FinishWithin = 60 },
};
var response = await client.GetResponseAsync<Person>($"Who is it? Answer as JSON. {args[1]}", options);
Console.WriteLine(response.Result);
return 0;

internal sealed record Person(string Name, int Age, string? City);
