// Search in two steps: the nearest texts by their vectors, then those ranked by a model that reads question and text together.
// Usage: dotnet run --project samples/Rerank -c Release -- ENCODER.gguf RERANKER.gguf QUESTION FILE, the file with a text on each line
using Engine;

if (args.Length != 4)
{
    Console.Error.WriteLine("a GGUF text encoder, a GGUF reranker, a question and a file were expected");
    return 2;
}

await using var encoder = await Model.LoadAsync(args[0]);
await using var reranker = await Model.LoadAsync(args[1]);
string question = args[2];
string[] texts = [.. (await File.ReadAllLinesAsync(args[3])).Where(line => line.Length > 0)];
var options = new EmbeddingOptions { Truncate = true };
float[] asked = (await encoder.EmbedAsync([question], options)).Vectors[0];
var vectors = (await encoder.EmbedAsync(texts, options)).Vectors;
string[] nearest = [.. texts.Zip(vectors).OrderByDescending(pair => asked.Zip(pair.Second, (a, b) => a * b).Sum()).Take(100).Select(pair => pair.First)];
foreach (var document in await reranker.RerankAsync(question, nearest, new() { TopCount = 5, Truncate = true }))
    Console.WriteLine($"{document.Score:F3}  {nearest[document.Index]}");
return 0;
