using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Engine.Sampling;

namespace Engine.Benchmarks.Sampling;

/// <summary>Our sampler against a C program that fills llama.cpp's array of candidates and applies its chain, in interleaved rounds.</summary>
/// <remarks>
/// Usage: <c>sampling --chain PATH --library libllama.so --out FILE [--rounds 7] [--rows TEXT]</c>. PATH is chain.c beside this file, compiled with -O2. Rows of logits are read
/// in turn, more of them than caches near a core hold, so both sides read each from memory far away.
/// </remarks>
internal static class SamplingSuite
{
    private const int VocabSize = 128_256, RowCount = 16, TextLength = 4096;

    /// <summary>What is measured: a name, the C program's samplers, our options.</summary>
    internal static readonly (string Name, string Samplers, SamplingOptions Options)[] Cases =
    [
        ("penalties, top-k, top-p, min-p, temperature", "penalties top_k top_p min_p temperature draw",
            new() { RepetitionPenalty = 1.1f, TopK = 40, TopP = 0.95f, MinP = 0.05f, Temperature = 0.8f }),
        ("top-p", "top_p draw", Open with { TopP = 0.95f }),
        ("min-p", "min_p draw", Open with { MinP = 0.05f }),
        ("temperature", "temperature draw", Open with { Temperature = 0.8f }),
        ("typical", "typical draw", Open with { TypicalP = 0.95f }),
        ("top-n-sigma", "top_n_sigma draw", Open with { TopNSigma = 1 }),
        ("xtc", "xtc draw", Open with { XtcProbability = 1 }),
        ("dry", "dry draw", Open with { DryMultiplier = 0.8f, DryPenaltyLastN = TextLength, DrySequenceBreakers = [] }),
        ("dynamic temperature", "dynatemp draw", Open with { Temperature = 0.8f, DynatempRange = 0.5f }),
        ("mirostat 1", "mirostat", Open with { Mirostat = 1, MirostatTau = 3 }),
        ("mirostat 2", "mirostat2", Open with { Mirostat = 2, MirostatTau = 3 }),
        ("adaptive-p", "adaptive_p", Open with { AdaptiveTarget = 0.3f }),
        ("100 banned tokens", "bans draw", Open with { BannedTokens = [.. Enumerable.Range(0, 100).Select(i => i * 37)] }),
    ];

    private static SamplingOptions Open => new() { TopK = 0, TopP = 1, MinP = 0, Temperature = 1, Seed = 1 };

    public static int Run(string[] args)
    {
        string program = CommandLine.Required(args, "--chain"), library = CommandLine.Required(args, "--library"), output = CommandLine.Required(args, "--out");
        int rounds = CommandLine.Number(args, "--rounds", 7);
        string only = CommandLine.Value(args, "--rows") ?? "";
        float[][] rows = [.. Enumerable.Range(0, RowCount).Select(Row)];
        string file = Path.GetTempFileName();
        try
        {
            using (var stream = File.Create(file))
                foreach (float[] row in rows) stream.Write(MemoryMarshal.AsBytes<float>(row));
            var results = new JsonArray();
            foreach (var (name, samplers, options) in Cases.Where(row => row.Name.Contains(only, StringComparison.Ordinal)))
            {
                var ours = new List<double>();
                var theirs = new List<double>();
                for (int i = 0; i < 4; i++)
                {
                    Ours(options, rows, 64);
                    Thread.Sleep(200);   // the runtime compiles a method for good once nothing new has started for a tenth of a second
                }
                for (int round = 0; round < rounds; round++)
                {
                    ours.Add(Samples.Median(Ours(options, rows, 160)));
                    theirs.Add(Samples.Median(Theirs($"{program} {library} {file} {VocabSize} 48 {samplers}")));
                }
                double[] ratios = [.. theirs.Zip(ours, (a, b) => a / b)];
                var (low, high) = Samples.MedianInterval(ratios);
                results.Add(new JsonObject
                {
                    ["case"] = name,
                    ["ours_us"] = Math.Round(Samples.Median(ours), 2),
                    ["llama_us"] = Math.Round(Samples.Median(theirs), 2),
                    ["ratio_median"] = Math.Round(Samples.Median(ratios), 2),
                    ["ratio_95_low"] = Math.Round(low, 2),
                    ["ratio_95_high"] = Math.Round(high, 2),
                    ["ours_samples_us"] = Samples.ToJson(ours),
                    ["llama_samples_us"] = Samples.ToJson(theirs),
                });
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-45} {Samples.Median(ours),9:F1} us {Samples.Median(theirs),9:F1} us  x {Samples.Median(ratios):F1}"));
            }
            var report = new JsonObject { ["machine"] = Machine.Describe(), ["vocabulary"] = VocabSize, ["rounds"] = rounds, ["results"] = results };
            File.WriteAllText(output, report.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
            return 0;
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Microseconds of choosing a token after each of many rows, the row read, the token accepted.</summary>
    private static double[] Ours(SamplingOptions options, float[][] rows, int iterations)
    {
        var chain = new SamplerChain(options, VocabSize);
        for (int i = 0; i < TextLength; i++) chain.Accept(i * 7 % 997);
        float[][] used = [.. rows.Select(row => (float[])row.Clone())];
        var samples = new double[iterations];
        for (int i = 0; i < iterations; i++)
        {
            float[] row = used[i % RowCount];
            long start = Stopwatch.GetTimestamp();
            chain.Accept(chain.Sample(row));
            samples[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            rows[i % RowCount].CopyTo(row, 0);   // policies change a row where it lies
        }
        return samples;
    }

    private static double[] Theirs(string command) => [.. CommandLine.RunJson(command).AsArray().Select(value => (double)value!)];

    /// <summary>Normal logits with peaks: the shape of a language model's row.</summary>
    internal static float[] Row(int seed)
    {
        var random = new Random(seed);
        var row = new float[VocabSize];
        for (int i = 0; i < row.Length; i++) row[i] = (float)(2.2 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        for (int peak = 0; peak < 60; peak++) row[random.Next(row.Length)] += 10 + 6 * random.NextSingle();
        return row;
    }
}
