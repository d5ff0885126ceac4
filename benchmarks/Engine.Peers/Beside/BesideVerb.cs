using System.CommandLine;
using System.Text.Json;
using Engine.Benchmarks;
using Engine.Benchmarks.Tables;
using Engine.Cli;

namespace Engine.Peers.Beside;

/// <summary>The verb <c>llamasharp</c>: LLamaSharp, Engine on the same llama.cpp and Engine's own kernels in one table.</summary>
internal static class BesideVerb
{
    private const int MostRounds = 100;

    private static readonly Argument<FileInfo> s_model = new("model") { Description = "A GGUF file." };
    private static readonly Option<int> s_rounds = PeerFlags.Count("--rounds", "-r", "Rounds, in each of which everyone is measured once.", 5);
    private static readonly Option<string> s_callers = PeerFlags.Callers("8");
    private static readonly Option<int> s_prompt = PeerFlags.Count("--n-prompt", "-p", "Tokens of the prompt that one caller reads.", 512);
    private static readonly Option<int> s_generated = PeerFlags.Count("--n-gen", "-n", "Tokens it is given, at least 2.", 128);
    private static readonly Option<int> s_each = PeerFlags.Count("--n-callers", "-c", "Tokens that each of several callers reads and is given.", 64);
    private static readonly Option<int> s_threads = PeerFlags.Count("--threads", "-t", "Threads that compute.", Environment.ProcessorCount);
    private static readonly Option<GreedyChoice> s_sampler = PeerFlags.Sampler();
    private static readonly Option<FileInfo?> s_out = new("--out") { Description = "A file for every sample, as JSON; rounds are added to what it holds." };
    private static readonly Option<bool> s_json = new("--json") { Description = "Print that JSON in place of the table." };

    public static Command Create()
    {
        var verb = new Command("llamasharp", "LLamaSharp and Engine side by side: lines, size, start, memory, speed, callers and greedy ids.") { s_model };
        foreach (Option option in (Option[])[s_rounds, s_callers, s_prompt, s_generated, s_each, s_threads, s_sampler, s_out, s_json]) verb.Options.Add(option);
        s_model.Validators.Add(given =>
        {
            if (given.Tokens is [var token] && !File.Exists(token.Value)) given.AddError($"there is no file '{token.Value}'; a GGUF file was expected");
        });
        s_rounds.Validators.Add(given =>
        {
            if (given.Tokens is [var token] && int.TryParse(token.Value, out int rounds) && rounds > MostRounds) given.AddError($"--rounds is '{token.Value}'; at most {MostRounds} were expected");
        });
        s_generated.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: "1" }]) given.AddError("--n-gen is '1'; 2 or more were expected, since the time between tokens is measured");
        });
        verb.SetAction(RunAsync);
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult given, CancellationToken cancellationToken)
    {
        string model = given.GetRequiredValue(s_model).FullName;
        string? path = given.GetValue(s_out)?.FullName;
        if (path is not null && !Directory.Exists(Path.GetDirectoryName(path))) throw new InvalidOperationException($"there is no directory for --out '{path}'; one that exists was expected");
        string root = Checkout(), engine = Path.Combine(root, "src", "Engine.Cli", "bin", "Release", "net10.0", "Engine.Cli.dll");
        using var status = new StatusLine();
        status.Show("publishing the programs");
        var onLlamaSharp = await Completions.PublishAsync(root, "OnLLamaSharp", cancellationToken);
        var onEngine = await Completions.PublishAsync(root, "OnEngine", cancellationToken);
        var contenders = Contender.All(engine, model, given.GetValue(s_sampler), onLlamaSharp, onEngine);
        var settings = new BesideSettings(
            Path.GetFileName(model), new FileInfo(model).Length, given.GetValue(s_threads), given.GetValue(s_prompt), given.GetValue(s_generated), given.GetRequiredValue(s_callers),
            given.GetValue(s_each), given.GetValue(s_sampler), onLlamaSharp.PackageVersion("LLamaSharp"), onEngine.FileVersion("Engine.dll"));
        var document = Kept(path, settings) ?? await BeginAsync();
        var run = new BesideRun(model, document, contenders, status);
        for (int round = 0; round < given.GetValue(s_rounds); round++)
        {
            await run.RoundAsync(cancellationToken);
            if (path is not null) Write(path, document);
        }
        string json = JsonSerializer.Serialize(document, PeerJson.Default.BesideDocument);
        status.Dispose();
        Console.WriteLine(given.GetValue(s_json) ? json : BesideTable.Write(ProgramLines.Count(root), [json]));
        return 0;

        async Task<BesideDocument> BeginAsync()
        {
            var (texts, library) = await GreedyTexts.ReadAsync(engine, model, settings.Threads, contenders, status.Show, cancellationToken);
            var sides = contenders.Select(contender => new Side(contender.Name, contender.Completions.ProgramBytes, contender.NeedsLibrary ? contender.Completions.NativeBytes : 0, []));
            return new BesideDocument(Machine.Describe(), settings, [.. ProgramLines.Count(root).Select(lines => new LinesRow(lines.Program, lines.LlamaSharp, lines.Engine))], library, [.. sides], texts);
        }
    }

    /// <summary>What <paramref name="path"/> holds already of the same settings and processor; null where it is not there.</summary>
    /// <exception cref="InvalidOperationException">It holds something else.</exception>
    private static BesideDocument? Kept(string? path, BesideSettings settings)
    {
        if (path is null || !File.Exists(path)) return null;
        try
        {
            if (JsonSerializer.Deserialize(File.ReadAllText(path), PeerJson.Default.BesideDocument) is { } kept && kept.Settings == settings && (string?)kept.Machine["cpu"] == Machine.Processor) return kept;
        }
        catch (JsonException)
        {
            // No document of this verb.
        }
        throw new InvalidOperationException($"--out '{path}' holds something else than rounds of these settings, versions and processor; such a file, or a new one, was expected");
    }

    private static void Write(string path, BesideDocument document)
    {
        string partial = path + ".partial";
        File.WriteAllText(partial, JsonSerializer.Serialize(document, PeerJson.Default.BesideDocument) + "\n");
        File.Move(partial, path, overwrite: true);
    }

    private static string Checkout()
    {
        // A slow build of one side would say nothing.
        if (!AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            throw new InvalidOperationException("this is no build for release; 'dotnet run -c Release' was expected");
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Engine.sln"))) return at.FullName;
        throw new InvalidOperationException($"{AppContext.BaseDirectory} is not in the repository; a build of it was expected");
    }
}
