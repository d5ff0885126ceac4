using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Engine.Benchmarks.Speed;

/// <summary>
/// What a model of a known shape takes at different types: the weights by the lectures' rule of thumb (parameters times bits), the prediction from the header, and the most memory a
/// process held, with the speed it ran at. One file at a time is made, measured on each backend in a process of its own, and deleted.
/// </summary>
/// <remarks>
/// Usage: <c>footprint --engine COMMAND --scratch DIR --out FILE.json [--shape 7b] [--types F16,Q8_0,Q4_0] [--context 512] [--backends managed,llama.cpp]</c>. The file is
/// rewritten after every type; types that it has are not measured again.
/// </remarks>
internal static class FootprintTable
{
    private const int Prompt = 128, Generated = 8;

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    public static int Run(string[] args)
    {
        string engine = CommandLine.Required(args, "--engine"), scratch = CommandLine.Required(args, "--scratch"), output = CommandLine.Required(args, "--out");
        string shape = CommandLine.Value(args, "--shape") ?? "7b";
        int context = CommandLine.Number(args, "--context", 512);
        string[] backends = (CommandLine.Value(args, "--backends") ?? "managed,llama.cpp").Split(',');
        var report = File.Exists(output) ? JsonNode.Parse(File.ReadAllText(output))!.AsObject() : new JsonObject
        {
            ["machine"] = Machine.Describe(),
            ["shape"] = shape,
            ["command"] = $"footprint --engine engine --scratch DIR --out FILE --shape {shape} --context {context}",
            ["test"] = string.Create(CultureInfo.InvariantCulture, $"engine bench MODEL -c {context} -p {Prompt} -n {Generated} -r 1"),
            ["rows"] = new JsonArray(),
        };
        var rows = report["rows"]!.AsArray();
        foreach (string type in (CommandLine.Value(args, "--types") ?? "F16,Q8_0,Q4_0").Split(','))
        {
            if (rows.Any(row => (string?)row!["type"] == type)) continue;
            string file = Path.Combine(scratch, $"{shape}-{type}.gguf");
            try
            {
                Console.Error.WriteLine($"writing {file}");
                SpeedModel.Run([file, "--shape", shape, "--type", type]);
                rows.Add(Measure(engine, file, type, context, backends));
            }
            finally
            {
                File.Delete(file);
            }
            File.WriteAllText(output, report.ToJsonString(s_indented) + "\n");
        }
        return 0;
    }

    private static JsonObject Measure(string engine, string file, string type, int context, string[] backends)
    {
        var header = CommandLine.RunJson($"{engine} inspect {file} --json");
        var memory = header["memory"]!.AsArray().First(row => (int)row!["context"]! == context)!;
        long parameters = (long)header["parameters"]!, weights = (long)header["weight_bytes"]!;
        long kv = (long)memory["kv_bytes"]!["F16"]!, compute = (long)memory["compute_bytes"]!;
        var runs = new JsonArray();
        foreach (string backend in backends)
        {
            var tests = CommandLine.RunJson(string.Create(CultureInfo.InvariantCulture, $"{engine} bench {file} -c {context} -p {Prompt} -n {Generated} -r 1 --backend {backend} --json")).AsArray();
            runs.Add(new JsonObject
            {
                ["backend"] = backend,
                ["load_ms"] = Math.Round((double)tests[0]!["load_ms"]!),
                ["process_bytes"] = (long)tests[0]!["process_bytes"]!,
                ["peak_rss_bytes"] = (long)tests[0]!["peak_rss_bytes"]!,
                ["prefill_ts"] = Math.Round((double)tests[0]!["avg_ts"]!, 2),
                ["decode_ts"] = Math.Round((double)tests[1]!["avg_ts"]!, 2),
                ["roofline"] = tests[1]!["roofline"]?.DeepClone(),
            });
            Console.Error.WriteLine($"{type} on {backend}: {runs[^1]!.ToJsonString()}");
        }
        return new JsonObject
        {
            ["type"] = type,
            ["file_bytes"] = new FileInfo(file).Length,
            ["parameters"] = parameters,
            ["bits_per_weight"] = Math.Round(8.0 * weights / parameters, 3),
            ["context"] = context,
            ["predicted"] = new JsonObject { ["weights_bytes"] = weights, ["kv_bytes"] = kv, ["compute_bytes"] = compute, ["total_bytes"] = weights + kv + compute },
            ["runs"] = runs,
        };
    }
}
