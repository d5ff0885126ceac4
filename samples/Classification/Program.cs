// Says which label fits each text, and how sure the model is. Usage: dotnet run --project samples/Classification -c Release -- CLASSIFIER.gguf TEXT...
using Engine;

if (args.Length < 2)
{
    Console.Error.WriteLine("a GGUF model with a classification head and some texts were expected");
    return 2;
}

await using var model = await Model.LoadAsync(args[0]);
string[] texts = args[1..];
var found = await model.ClassifyAsync(texts);
for (int i = 0; i < texts.Length; i++)
    Console.WriteLine($"{found[i].Label,-10} {found[i].Scores.Max():P0}  {texts[i]}");
return 0;
