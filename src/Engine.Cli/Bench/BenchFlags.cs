using System.CommandLine;

namespace Engine.Cli.Bench;

/// <summary>The flags of <c>bench</c>: each takes a list, and every combination is measured.</summary>
internal sealed class BenchFlags
{
    private readonly Argument<string[]> _paths = new("models") { Description = "GGUF files; the bundled demo model without one.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> _models = new("--model", "-m") { Description = "A GGUF file; may be repeated.", HelpName = "file" };
    private readonly Option<string> _backends = new("--backend") { Description = $"{string.Join(", ", BackendNames.All)}, a list.", DefaultValueFactory = _ => "auto", HelpName = "names" };
    private readonly Option<string> _threads = List("--threads", "-t", "Threads that compute, a list; 0 for all processors.", "0");
    private readonly Option<string> _prompts = List("--n-prompt", "-p", "Tokens of the prompt test, a list; 0 leaves it out.", "512");
    private readonly Option<string> _generated = List("--n-gen", "-n", "Tokens of the generation test, a list; 0 leaves it out.", "128");
    private readonly Option<string> _depths = List("--n-depth", "-d", "Tokens in the cache beforehand, a list.", "0");
    private readonly Option<string> _batches = List("--batch-size", "-b", "Tokens of a batch, a list.", "512");
    private readonly Option<string> _sequences = List("--sequences", "-s", "Sequences that run together, a list.", "1");
    private readonly Option<string?> _callers = new("--callers") { Description = "Callers at once, a list: what each gets through the model's own interface, first tokens and gaps included.", HelpName = "numbers" };
    private readonly Option<string?> _kv = new("--kv") { Description = "Types of the KV cache, a list: F16,Q8_0,Q8_0/Q4_0; the backend's own without it.", HelpName = "types" };
    private readonly Option<int> _context = new("--context", "-c") { Description = "Tokens the KV cache holds; 0 for as many as the tests need.", HelpName = "tokens" };
    private readonly Option<int> _repetitions = new("--repetitions", "-r") { Description = "Measured runs of each test.", DefaultValueFactory = _ => 5 };
    private readonly LoadFlags _load = new(choosesKernels: true);

    public void AddTo(Command command)
    {
        command.Arguments.Add(_paths);
        foreach (Option option in (Option[])[_models, _prompts, _generated, _depths, _batches, _sequences, _callers, _repetitions, _backends, _threads, _context, _kv])
            command.Options.Add(option);
        _load.AddTo(command);
    }

    public int Repetitions(ParseResult result) => CommonOptions.Count(result, _repetitions);

    public IReadOnlyList<string> Models(ParseResult result)
    {
        string[] all = [.. result.GetValue(_paths) ?? [], .. result.GetValue(_models) ?? []];
        return all.Length == 0 ? [ModelPath.Demo] : all.All(path => path.Length > 0) ? all : throw new UsageException("a model's path is empty; a GGUF file was expected");
    }

    /// <summary>How many callers at once are to be measured; empty where that was not asked for.</summary>
    public int[] Callers(ParseResult result)
    {
        if (result.GetValue(_callers) is null) return [];
        int[] callers = Numbers(_callers.Name, result.GetRequiredValue(_callers)!);
        return Array.TrueForAll(callers, count => count is >= 1 and <= 256) ? callers : throw new UsageException($"{_callers.Name} is {UntrustedText.Quote(result.GetValue(_callers)!)}; numbers from 1 to 256 were expected");
    }

    /// <summary>The one size of a prompt and of what is generated that callers have.</summary>
    public (int Prompt, int Generated) CallerTokens(ParseResult result)
    {
        int prompt = Numbers(result, _prompts)[0], generated = Numbers(result, _generated)[0];
        return prompt > 0 && generated > 0 ? (prompt, generated) : throw new UsageException("callers read and are given tokens: -p and -n of 1 or more were expected");
    }

    /// <summary>The tests, prompts before generations at each depth. A prompt's size that was asked for holds for encoders, whose generation nobody asked for.</summary>
    public List<SpeedTest> Tests(ParseResult result, bool encodes)
    {
        if (encodes && result.GetResult(_generated) is { Implicit: false } && Numbers(result, _generated).Any(count => count > 0))
            throw new UsageException("a text encoder does not generate; -n 0 was expected");
        int[] generated = encodes ? [] : Numbers(result, _generated);
        return
        [
            .. from sequences in Numbers(result, _sequences)
               from depth in Numbers(result, _depths)
               from test in Numbers(result, _prompts).Select(count => new SpeedTest(count, 0, depth, sequences)).Concat(generated.Select(count => new SpeedTest(0, count, depth, sequences)))
               where test.PromptTokens + test.GeneratedTokens > 0
               select test,
        ];
    }

    /// <summary>Every combination of what a model is loaded with.</summary>
    public IEnumerable<ModelOptions> Settings(ParseResult result)
    {
        var kv = result.GetValue(_kv)?.Split(',').Select(text => KvTypes.TryParse(text) ?? throw new UsageException(KvTypes.Complaint(_kv.Name, text))).ToArray() ?? [null!];
        return from threads in Numbers(result, _threads)
               from batch in Numbers(result, _batches)
               from types in kv
               from backend in result.GetRequiredValue(_backends).Split(',').Select(ModelFlags.ParseBackend)
               select _load.Apply(result, new ModelOptions
               {
                   Backend = backend,
                   Threads = threads,
                   BatchSize = batch,
                   ContextLength = CommonOptions.Count(result, _context),
                   KeyType = types?.Keys,
                   ValueType = types?.Values,
               });
    }

    private static Option<string> List(string name, string alias, string description, string value) => new(name, alias) { Description = description, DefaultValueFactory = _ => value, HelpName = "numbers" };

    private static int[] Numbers(ParseResult result, Option<string> option) => Numbers(option.Name, result.GetRequiredValue(option));

    private static int[] Numbers(string name, string value) => Array.ConvertAll(value.Split(','), text =>
        InvariantNumber.TryParse(text, out int number) && number >= 0
            ? number
            : throw new UsageException($"{name} is {UntrustedText.Quote(value)}; numbers separated by commas were expected"));
}
