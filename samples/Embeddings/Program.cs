// Finds the text that is nearest to a question. Usage: dotnet run --project samples/Embeddings -c Release -- ENCODER.gguf QUESTION TEXT...
using Engine;

if (args.Length < 3)
{
    Console.Error.WriteLine("a GGUF text encoder, a question and some texts were expected");
    return 2;
}

await using var encoder = await Model.LoadAsync(args[0]);
string[] texts = args[2..];
float[] question = (await encoder.EmbedAsync([args[1]])).Vectors[0];
var vectors = (await encoder.EmbedAsync(texts)).Vectors;
// Vectors have length 1, so their product is the cosine of the angle between them.
foreach (var (text, cosine) in texts.Zip(vectors, (text, vector) => (text, question.Zip(vector, (a, b) => a * b).Sum())).OrderByDescending(pair => pair.Item2))
    Console.WriteLine($"{cosine:F3}  {text}");
return 0;
