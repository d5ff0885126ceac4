// A conversation on the terminal. Usage: dotnet run --project samples/Chat -c Release -- MODEL.gguf
using Engine;

if (args.Length != 1)
{
    Console.Error.WriteLine("one GGUF file was expected");
    return 2;
}

await using var model = await Model.LoadAsync(args[0]);
Console.Error.WriteLine($"{model.Info.Name} on {model.LoadReport.Device}. An empty line ends.");
var conversation = new Conversation(model, "Answer briefly.");
while (true)
{
    Console.Error.Write("> ");
    if (Console.ReadLine() is not { Length: > 0 } line) return 0;
    await foreach (var piece in conversation.SendAsync(line, new GenerationOptions { MaxTokens = 256 })) Console.Write(piece.Text);
    Console.WriteLine();
}
