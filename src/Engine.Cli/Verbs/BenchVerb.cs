using System.CommandLine;
using Engine.Cli.Bench;
using Engine.Cli.Documents;
using Engine.Gguf;

namespace Engine.Cli.Verbs;

/// <summary><c>engine bench</c>: llama-bench's protocol, several models, backends and settings side by side.</summary>
internal static class BenchVerb
{
    public static Command Create()
    {
        var flags = new BenchFlags();
        var format = new Option<string>("--output", "-o") { Description = "table, md, csv or json.", DefaultValueFactory = _ => BenchOutput.Formats[0] };
        format.AcceptOnlyFromAmong([.. BenchOutput.Formats]);
        var against = new Option<string?>("--against") { Description = "What an earlier run printed as JSON: the change since then is shown, with its noise.", HelpName = "file" };
        var json = CommonOptions.Json();
        var command = new Command("bench", "Measures tokens per second, every combination of the lists given; of a text encoder, also texts per second.") { format, against, json };
        flags.AddTo(command);

        command.SetAction(async (result, cancellationToken) =>
        {
            int repetitions = flags.Repetitions(result);
            var old = result.GetValue(against) is { } path ? BenchOutput.Read(path) : null;
            var models = flags.Models(result);
            ModelOptions[] settings = [.. flags.Settings(result)];
            if (flags.Callers(result) is { Length: > 0 } callers)
            {
                await MeasureCallersAsync(models, settings, callers, flags.CallerTokens(result), repetitions, result.GetValue(json), cancellationToken);
                return;
            }
            var rows = new List<BenchRow>();
            using (var status = new StatusLine())
            {
                foreach (string model in models)
                {
                    bool encodes = Encodes(model);
                    var tests = flags.Tests(result, encodes);
                    if (tests.Count == 0 || repetitions == 0) throw new UsageException("nothing is measured: -r and one of -p and -n must be above 0");
                    rows.AddRange(await new BenchRun(model, settings, tests, encodes, repetitions).MeasureAsync(models.Count == 1, status, cancellationToken));
                }
            }
            BenchOutput.Write(rows, result.GetValue(json) ? "json" : result.GetRequiredValue(format), old);
        });
        return command;
    }

    private static async Task MeasureCallersAsync(
        IReadOnlyList<string> models, IReadOnlyList<ModelOptions> settings, int[] callers, (int Prompt, int Generated) tokens, int repetitions, bool asJson, CancellationToken cancellationToken)
    {
        if (repetitions == 0) throw new UsageException("nothing is measured: -r must be above 0");
        var rows = new List<CallersRow>();
        using (var status = new StatusLine())
            foreach (string model in models)
                rows.AddRange(await new CallersRun(model, settings, callers, tokens.Prompt, tokens.Generated, repetitions).MeasureAsync(status, cancellationToken));
        CallersRun.Write(rows, asJson);
    }

    private static bool Encodes(string path)
    {
        using var file = GgufFile.Open(path);
        return !Hyperparameters.Read(file.Metadata).IsCausal;
    }
}
