using System.CommandLine;
using System.Globalization;
using Engine.Cli.Documents;
using Engine.Gguf;
using Spectre.Console;

namespace Engine.Cli.Verbs;

/// <summary><c>engine bench</c>: llama-bench's protocol, several backends side by side.</summary>
internal static class BenchVerb
{
    public static Command Create()
    {
        var flags = new ModelFlags(takesPath: true, backends: "auto, llama.cpp, managed or reference, a list; auto without it.");
        var prompt = new Option<int>("--n-prompt", "-p") { Description = "Tokens of the prompt test; 0 leaves it out.", DefaultValueFactory = _ => 512 };
        var generated = new Option<int>("--n-gen", "-n") { Description = "Tokens of the generation test; 0 leaves it out.", DefaultValueFactory = _ => 128 };
        var depths = new Option<string>("--n-depth", "-d") { Description = "Tokens in the cache beforehand, a list.", DefaultValueFactory = _ => "0" };
        var repetitions = new Option<int>("--repetitions", "-r") { Description = "Measured runs of each test.", DefaultValueFactory = _ => 5 };
        var sequences = new Option<int>("--sequences") { Description = "Sequences that run together.", DefaultValueFactory = _ => 1 };
        var json = CommonOptions.Json();
        var command = new Command("bench", "Measures tokens per second, backends side by side; of a text encoder, also texts per second.") { prompt, generated, depths, sequences, repetitions, json };
        flags.AddTo(command);

        command.SetAction(async (result, cancellationToken) =>
        {
            var tests = Tests(CommonOptions.Count(result, prompt), CommonOptions.Count(result, generated), Numbers(result.GetRequiredValue(depths)), Math.Max(1, CommonOptions.Count(result, sequences)));
            int runs = CommonOptions.Count(result, repetitions);
            if (tests.Count == 0 || runs == 0) throw new UsageException("nothing is measured: -r and one of -p and -n must be above 0");
            // An encoder's texts do not share a context.
            bool encodes;
            using (var file = GgufFile.Open(flags.Path(result))) encodes = !Hyperparameters.Read(file.Metadata).IsCausal;
            var options = flags.Options(result) with { MaxSequences = tests.Max(test => test.Sequences) };
            if (options.ContextLength == 0) options = options with { ContextLength = tests.Max(test => encodes ? test.PromptTokens : test.Length) };
            var models = new List<Model>();
            try
            {
                foreach (var backend in flags.Backends(result) is { Count: > 0 } asked ? asked : [Backend.Auto])
                {
                    models.Add(await flags.LoadAsync(result, options with { Backend = backend }, cancellationToken));
                    if (!Encodes(models[^1])) ModelFlags.RequireGeneration(models[^1]);
                }
                if (Encodes(models[0]))
                {
                    if (result.GetResult(generated) is { Implicit: false } && result.GetValue(generated) > 0) throw new UsageException($"{models[0].Info.Name} does not generate text; -n 0 was expected");
                    tests.RemoveAll(test => test.PromptTokens == 0);
                    if (tests.Exists(test => test.PromptTokens > models[0].Info.ContextLength))
                        throw new UsageException($"-p is {tests.Max(test => test.PromptTokens)}; {models[0].Info.Name} takes {models[0].Info.ContextLength} tokens at most");
                }
                var rows = new List<Row>();
                foreach (var test in tests) rows.AddRange(await MeasureAsync(models, test, runs, cancellationToken));
                if (result.GetValue(json)) Output.Json<IReadOnlyList<BenchRow>>([.. rows.Select(row => Document(row, options))]);
                else WriteTable(rows);
            }
            finally
            {
                foreach (var model in models) await model.DisposeAsync();
            }
        });
        return command;
    }

    private static bool Encodes(Model model) => !model.Info.CanGenerate && model.Info.EmbeddingDimensions > 0;

    /// <summary>One warm-up each, then the backends in turns, so that whatever disturbs the machine disturbs all alike.</summary>
    private static async Task<List<Row>> MeasureAsync(List<Model> models, SpeedTest test, int runs, CancellationToken cancellationToken)
    {
        var rows = models.ConvertAll(model => new Row(model, test, []));
        foreach (var model in models) await model.MeasureAsync(test, cancellationToken);
        for (int run = 0; run < runs; run++)
            foreach (var row in rows)
                row.Samples.Add(test.MeasuredTokens / (await row.Model.MeasureAsync(test, cancellationToken)).TotalSeconds);
        return rows;
    }

    private static List<SpeedTest> Tests(int prompt, int generated, IReadOnlyList<int> depths, int sequences) =>
    [
        .. from depth in depths
           from test in new[] { new SpeedTest(prompt, 0, depth, sequences), new SpeedTest(0, generated, depth, sequences) }
           where test.PromptTokens + test.GeneratedTokens > 0
           select test,
    ];

    private static int[] Numbers(string list) => Array.ConvertAll(list.Split(','), text =>
        InvariantNumber.TryParse(text, out int number) && number >= 0 ? number : throw new UsageException($"--n-depth is {UntrustedText.Quote(list)}; numbers separated by commas were expected"));

    private static BenchRow Document(Row row, ModelOptions options) => new(
        BackendNames.Of(row.Model.LoadReport.Backend),
        row.Model.Info.Path,
        options.Threads > 0 ? Math.Min(options.Threads, Environment.ProcessorCount) : Environment.ProcessorCount,
        row.Test.PromptTokens,
        row.Test.GeneratedTokens,
        row.Test.Depth,
        row.Test.Sequences,
        row.Average,
        row.Deviation,
        row.Samples);

    private static void WriteTable(List<Row> rows)
    {
        bool encodes = Encodes(rows[0].Model);
        var table = new Table().AddColumns("test", "backend", "tok/s", "ratio");
        if (encodes) table.AddColumn("texts/s");
        foreach (var group in rows.GroupBy(row => row.Test))
        {
            var first = group.First();
            foreach (var row in group)
            {
                string[] cells = [Name(row.Test, encodes), BackendNames.Of(row.Model.LoadReport.Backend), Invariant($"{row.Average:F2} +- {row.Deviation:F2}"), Invariant($"{row.Average / first.Average:F3}")];
                table.AddRow(encodes ? [.. cells, Invariant($"{row.Average / row.Test.PromptTokens:F2}")] : cells);
            }
        }
        Output.Console.Write(table);
    }

    private static string Name(SpeedTest test, bool encodes)
    {
        string name = encodes ? $"embed{test.PromptTokens}" : test.PromptTokens > 0 ? $"pp{test.PromptTokens}" : $"tg{test.GeneratedTokens}";
        if (test.Sequences > 1) name = $"{test.Sequences} x {name}";
        return test.Depth > 0 ? $"{name} @ d{test.Depth}" : name;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Row(Model Model, SpeedTest Test, List<double> Samples)
    {
        public double Average => Samples.Average();

        /// <summary>The sample's standard deviation; 0 for one sample.</summary>
        public double Deviation => Samples.Count < 2 ? 0 : Math.Sqrt(Samples.Sum(sample => (sample - Average) * (sample - Average)) / (Samples.Count - 1));
    }
}
