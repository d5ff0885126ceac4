using System.CommandLine;
using Engine.Cli.Bench;
using Engine.Comparison;
using Engine.Comparison.Reports;

namespace Engine.Cli.Verbs;

/// <summary><c>engine compare</c>: what smaller versions of a model cost and save, as a table and as reports.</summary>
internal static class CompareVerb
{
    private const int UsualExplainTokens = 128;

    public static Command Create()
    {
        var model = new ModelFlags(takesPath: true, hasContext: false);
        var candidates = new Argument<string[]>("candidates") { Description = "Files that are held against it.", Arity = ArgumentArity.ZeroOrMore };
        var text = new TextFile();
        var chunks = new ChunkFlags();
        var directory = new Option<string>("--out", "-o") { Description = "Directory of the reports, and of what a run that is killed goes on from.", Required = true };
        var types = new Option<string?>("--types") { Description = $"Quantize the base on the spot, a list: {string.Join(", ", Quantizer.Types)}." };
        var imatrix = new Option<string?>("--imatrix") { Description = "Importance matrix by which --types and --suggest quantize, of engine imatrix; made from another text than --text.", HelpName = "file" };
        var kv = new Option<string?>("--kv-types") { Description = "Also the base with these types of the KV cache, a list: F16,Q8_0,Q8_0/Q4_0." };
        var backends = new Option<string?>("--backends") { Description = "Also the base on these backends, a list." };
        var noSpeed = new Option<bool>("--no-speed") { Description = "Leave out load time, speed and measured memory." };
        var prompts = new Option<string>("--n-prompt", "-p") { Description = "Tokens of the prompts whose speed is measured, a list.", DefaultValueFactory = _ => "512" };
        var generated = new Option<string>("--n-gen", "-n") { Description = "Tokens generated when speed is measured, a list.", DefaultValueFactory = _ => "64" };
        var repetitions = new Option<string>("--repetitions", "-r") { Description = "Measured runs of each test.", DefaultValueFactory = _ => "3" };
        var depths = new Option<string>("--n-depth", "-d") { Description = "Tokens in the cache when speed is measured, a list.", DefaultValueFactory = _ => "0" };
        var why = new Option<int>("--why") { Description = "Tokens by which is explained where divergences come from: weights, activations, KV cache, order of summation; 0 leaves it out.", HelpName = "tokens" };
        var groups = new Option<string?>("--groups") { Description = "Candidates or types, a list, of which is measured what each group of tensors costs alone; by the tokens of --why, 128 without it.", HelpName = "names" };
        var suggest = new Option<string?>("--suggest") { Description = "Propose a mix of types for a size, 90M or 4.2G, or that of a type, Q4_K_M.", HelpName = "size" };
        var json = CommonOptions.Json();
        var command = new Command("compare", "Compares quantizations of a model, the first file being the best there is: divergence, perplexity, size, memory and speed, with reports.");
        model.AddTo(command);
        command.Arguments.Add(candidates);
        foreach (Option option in (Option[])[directory, types, imatrix, kv, backends, noSpeed, prompts, generated, depths, repetitions, why, groups, suggest, json]) command.Options.Add(option);
        text.AddTo(command);
        chunks.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            string target = result.GetRequiredValue(directory);
            string samples = Directory.CreateDirectory(Path.Combine(target, "samples")).FullName;
            var bench = new BenchProcess(samples, ["-p", result.GetRequiredValue(prompts), "-n", result.GetRequiredValue(generated), "-d", result.GetRequiredValue(depths), "-r", result.GetRequiredValue(repetitions), "-t", $"{model.Options(result).Threads}", .. model.Loading(result)]);
            var options = new ComparisonOptions
            {
                Types = [.. List(result.GetValue(types)).Select(Quantizer.ParseType)],
                ImportanceMatrix = result.GetValue(imatrix),
                Measure = result.GetValue(noSpeed) ? null : bench.MeasureAsync,
                Candidates = result.GetValue(candidates) ?? [],
                ExplainTokens = CommonOptions.Count(result, why) is > 0 and var tokens ? tokens : result.GetValue(groups) is null && result.GetValue(suggest) is null ? 0 : UsualExplainTokens,
                ExplainGroups = List(result.GetValue(groups)),
                SuggestBytes = result.GetValue(suggest) is { } size ? Bytes(size, model.Path(result)) : 0,
                KvTypes = [.. List(result.GetValue(kv)).Select(ParseKv)],
                Backends = [.. List(result.GetValue(backends)).Select(ParseBackend)],
                TextName = text.Name(result),
                ContextLength = chunks.Length(result),
                MaxChunks = chunks.Most(result),
                Model = model.Options(result),
            };
            ComparisonReport report;
            using (var status = new StatusLine())
            {
                var progress = new Watcher<ComparisonProgress>(at => status.Show($"{at.Task} {at.Done + 1} of {at.Count}: {at.Detail}"));
                report = await ModelComparison.RunAsync(model.Path(result), text.Read(result), target, options, progress, cancellationToken);
            }
            ReportFiles.Write(report, target);
            if (result.GetValue(json)) Output.Json(report);
            else ComparisonTable.Write(report, target);
        });
        return command;
    }

    /// <summary>A size as people write it, in binary multiples; or that of the base's weights as a type.</summary>
    private static long Bytes(string text, string path)
    {
        if (text.Length > 1 && "KMG".IndexOf(char.ToUpperInvariant(text[^1]), StringComparison.Ordinal) is var unit and >= 0 && InvariantNumber.TryParse(text.AsSpan(0, text.Length - 1), out double number) && number > 0)
            return (long)(number * Math.Pow(1024, unit + 1));
        if (InvariantNumber.TryParse(text, out long bytes) && bytes > 0) return bytes;
        if (Quantizer.Types.Any(type => type.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)))
            return Quantizer.Plan(path, new QuantizeOptions { Type = Quantizer.ParseType(text), AllowRequantize = true }).Bytes;
        throw new UsageException($"--suggest is {UntrustedText.Quote(text)}; a size such as 90M or 4.2G, or a type such as Q4_K_M, was expected");
    }

    private static string[] List(string? names) => names is null ? [] : names.Split(',');

    private static KvCacheTypes ParseKv(string text) =>
        KvTypes.TryParse(text) is { } types ? new KvCacheTypes(types.Keys, types.Values) : throw new UsageException(KvTypes.Complaint("--kv-types", text));

    private static Backend ParseBackend(string name) => BackendNames.Parse(name) is { } backend and not Backend.Auto
        ? backend
        : throw new UsageException($"--backends names {UntrustedText.Quote(name)}; llama.cpp, managed or reference was expected");
}
