using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Engine.Gguf;

namespace Engine.Benchmarks.Speed;

/// <summary>
/// Measures the speed table: in each round the rate of reading memory, for about as long as a model decodes, then every contender once, a fresh process each, in
/// an order that turns from round to round. Ratios are medians over rounds, against whichever of the others has the better median.
/// </summary>
/// <remarks>
/// Usage: <c>table --engine "dotnet Engine.Cli.dll" --rawbench PATH --library DIR --models DIR --out FILE.json [--rounds 5] [--repetitions 1] [--threads 2] [--rows TEXT]
/// [--environment A=1,B=2] [--busy] [--label TEXT]</c>. A process counts with the median of its repetitions, which follow a warm-up. The variables are set for
/// managed only. With <c>--busy</c> a foreign process computes beside them, and llama.cpp runs with one thread too. The file is rewritten after every row.
/// </remarks>
internal static class SpeedTable
{
    private const int Reads = 60;   // of a gigabyte: some seconds

    public static int Run(string[] args)
    {
        int threads = CommandLine.Number(args, "--threads", 2), rounds = CommandLine.Number(args, "--rounds", 5);
        bool isBusy = args.Contains("--busy");
        var tools = new SpeedTools(
            CommandLine.Required(args, "--engine"), CommandLine.Required(args, "--rawbench"), CommandLine.Required(args, "--library"), CommandLine.Required(args, "--models"),
            threads, isBusy ? [1, threads] : [threads], CommandLine.Number(args, "--repetitions", 1),
            (CommandLine.Value(args, "--environment") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]));
        string path = CommandLine.Required(args, "--out"), wanted = CommandLine.Value(args, "--rows") ?? "";
        var selected = SpeedRow.All.Where(row => row.ToString().Contains(wanted, StringComparison.OrdinalIgnoreCase)).ToArray();
        if (selected.Length == 0)
        {
            Console.Error.WriteLine($"no row contains '{wanted}'; the rows are {string.Join(", ", SpeedRow.All)}");
            return 2;
        }
        var rows = new JsonArray();
        var report = new JsonObject { ["label"] = CommandLine.Value(args, "--label"), ["machine"] = Machine.Describe(), ["threads"] = threads, ["repetitions"] = tools.Repetitions, ["busy"] = isBusy, ["rows"] = rows };

        using var neighbour = isBusy ? Process.Start("sh", ["-c", "while :; do :; done"]) : null;
        try
        {
            Console.WriteLine("| row | prefill tok/s, managed / other | ratio | decode tok/s, managed / other | ratio | share of DRAM read, of its best |\n|--|--|--|--|--|--|");
            foreach (var row in selected)
            {
                string file = Path.Combine(tools.Models, row.Model + ".gguf");
                if (!File.Exists(file))
                {
                    Console.Error.WriteLine($"skipped: {row}: there is no {file}");
                    continue;
                }
                using (var stream = File.OpenRead(file)) stream.CopyTo(Stream.Null);   // into the page cache; every run warms up by itself
                var measured = Measure(row, row.Contenders(tools), BytesPerToken(file), threads, rounds);
                rows.Add(measured.ToJson());
                File.WriteAllText(path, report.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
                Console.WriteLine(measured.ToMarkdown());
            }
        }
        finally
        {
            neighbour?.Kill();
        }
        return rows.Count > 0 ? 0 : 1;
    }

    private static MeasuredRow Measure(SpeedRow row, IReadOnlyList<Contender> contenders, long bytesPerToken, int threads, int rounds)
    {
        var runs = contenders.Select(_ => new List<SpeedRun>()).ToArray();
        var reads = new List<double[]>();
        for (int round = 0; round < rounds; round++)
        {
            reads.Add(MachineLimits.DramRead(threads, Reads));
            for (int turn = 0; turn < contenders.Count; turn++)
            {
                int which = (round + turn) % contenders.Count;
                runs[which].Add(Measure(contenders[which]));
            }
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{row}, round {round + 1}/{rounds}: {string.Join("; ", contenders.Select((contender, i) => $"{contender.Name} {runs[i][^1].Prefill:F1} {runs[i][^1].Decode:F1}"))}"));
        }
        return new MeasuredRow(row, contenders, runs, reads, bytesPerToken);
    }

    private static SpeedRun Measure(Contender contender) => SpeedRun.Parse(CommandLine.RunJson(contender.Command, contender.Environment));

    /// <summary>Bytes of weights that a decoded token needs: all but an embedding of which it takes a row.</summary>
    private static long BytesPerToken(string path)
    {
        using var file = GgufFile.Open(path);
        bool isTied = !file.TryGetTensor("output.weight", out _);
        return file.Tensors.Where(tensor => isTied || tensor.Name != "token_embd.weight").Sum(tensor => tensor.ByteLength);
    }
}
