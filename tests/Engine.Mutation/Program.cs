using System.CommandLine;
using System.Text.Json;
using Engine.Mutation;

var sample = new Option<int>("--sample") { Description = "how many mutants, drawn at random; all without it" };
var seed = new Option<int>("--seed") { Description = "of the draw", DefaultValueFactory = _ => 1 };
var file = new Option<string>("--file") { Description = "only of files whose path contains this", DefaultValueFactory = _ => "" };
var list = new Option<bool>("--list") { Description = "list the mutants and run nothing" };
var resume = new Option<string?>("--resume") { Description = "a file that keeps the verdicts, one a line: those in it are not run again" };
var own = new Option<bool>("--own") { Description = "only the tests a file's name leads to; what survives them is not kept, so that a run without this goes on from there" };
var json = new Option<bool>("--json") { Description = "print JSON" };
var command = new RootCommand("Changes one token of one kernel at a time and runs the tests against it: they must fail. Build in Release first.")
{
    sample, seed, file, list, resume, own, json,
};
command.SetAction(arguments =>
{
    string root = Root();
    var compilation = new KernelCompilation(Path.Combine(root, "src", "Engine.Kernels"));
    var mutants = compilation.Mutants().Where(mutant => mutant.File.Contains(arguments.GetValue(file)!, StringComparison.Ordinal)).ToArray();
    Console.Error.WriteLine($"{mutants.Length} mutants");
    if (arguments.GetResult(sample) is not null)
    {
        new Random(arguments.GetValue(seed)).Shuffle(mutants);
        mutants = mutants[..Math.Min(mutants.Length, arguments.GetValue(sample))];
    }
    if (arguments.GetValue(list))
    {
        foreach (var mutant in mutants) Console.WriteLine($"{mutant.File}:{mutant.Line}: {mutant.Original} -> {mutant.Replacement}    {mutant.Context}");
        return 0;
    }

    var verdicts = Judge(compilation, mutants, root, arguments.GetValue(resume), arguments.GetValue(own));
    Report.Print(Console.Out, verdicts, arguments.GetValue(json));
    return verdicts.Any(verdict => verdict.Fate == Fate.Survived) ? 1 : 0;
});
return command.Parse(args).Invoke();

static List<Verdict> Judge(KernelCompilation compilation, Mutant[] mutants, string root, string? path, bool ownOnly)
{
    var known = path is not null && File.Exists(path)
        ? File.ReadLines(path).Select(line => JsonSerializer.Deserialize<Verdict>(line, Report.Json)!).DistinctBy(verdict => verdict.Mutant.Id).ToDictionary(verdict => verdict.Mutant.Id)
        : [];
    TestRunner? runner = null;
    var verdicts = new List<Verdict>();
    foreach (var mutant in mutants)
    {
        if (!known.TryGetValue(mutant.Id, out var verdict))
        {
            byte[]? assembly = compilation.Compile(mutant);
            if (assembly is { Length: > 0 })
            {
                runner ??= new TestRunner(Path.Combine(root, "tests", "Engine.Tests", "bin", "Release", "net10.0"), Path.Combine(root, "tests", "Engine.Mutation", "obj", "tests"));
                string? by = runner.Kill(mutant.File, assembly, ownOnly);
                verdict = new Verdict(mutant, by is null ? Fate.Survived : Fate.Killed, by ?? "");
            }
            else
            {
                verdict = new Verdict(mutant, assembly is null ? Fate.Invalid : Fate.Same, "compiler");
            }
            bool isFinal = !ownOnly || verdict.Fate != Fate.Survived;
            if (path is not null && isFinal) File.AppendAllText(path, JsonSerializer.Serialize(verdict, Report.Json) + "\n");
        }
        verdicts.Add(verdict);
        Console.Error.WriteLine($"{verdicts.Count}/{mutants.Length} {verdict.Fate} {mutant.File}:{mutant.Line} {mutant.Original} -> {mutant.Replacement} {verdict.By}");
    }
    return verdicts;
}

static string Root()
{
    for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        if (File.Exists(Path.Combine(at.FullName, "Engine.sln"))) return at.FullName;
    throw new InvalidOperationException($"no Engine.sln above {AppContext.BaseDirectory}");
}
