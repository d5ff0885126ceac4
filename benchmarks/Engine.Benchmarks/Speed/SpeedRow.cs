using System.Globalization;

namespace Engine.Benchmarks.Speed;

/// <summary>A row of the speed table: a file and what is measured of it.</summary>
/// <param name="Model">The file's name in the folder of models, without its ending.</param>
/// <param name="Prompt">Tokens of the prompt test; 0 leaves it out.</param>
/// <param name="Generated">Tokens of the generation test; 0 leaves it out.</param>
/// <param name="Depth">Tokens in the cache beforehand.</param>
/// <param name="Sequences">Sequences that run together.</param>
internal sealed record SpeedRow(string Model, int Prompt, int Generated, int Depth = 0, int Sequences = 1)
{
    private static readonly Dictionary<string, string> s_nothing = [];

    /// <summary>The table: shapes and types, then long prompts and long contexts, then sequences together.</summary>
    public static IReadOnlyList<SpeedRow> All { get; } =
    [
        .. from model in new[] { "tinyllama-Q4_0", "tinyllama-Q8_0", "tinyllama-Q4_K", "tinyllama-Q6_K", "tinyllama-F16", "135m-Q4_0", "135m-Q8_0", "7b-Q4_0" }
           select new SpeedRow(model, 512, 128),
        new("tinyllama-Q4_0", 8192, 0),
        new("tinyllama-Q4_0", 0, 64, Depth: 4096),
        new("tinyllama-Q4_0", 0, 64, Sequences: 8),
    ];

    /// <summary>Who is measured: ours first, then those it is compared with, of which the better one counts.</summary>
    public IReadOnlyList<Contender> Contenders(SpeedTools tools)
    {
        string path = Path.Combine(tools.Models, Model + ".gguf");
        string Engine(string backend, int sequences = 1) => string.Create(CultureInfo.InvariantCulture,
            $"{tools.Engine} bench {path} -p {Prompt} -n {Generated} -d {Depth} --sequences {sequences} -t {tools.Threads} -r {tools.Repetitions} --backend {backend} --json");
        string Bare(int threads, int poll) => string.Create(CultureInfo.InvariantCulture,
            $"{tools.RawBench} --dir {tools.Library} --model {path} -t {threads} --pp {Prompt} --tg {Generated} -r {tools.Repetitions} --poll {poll}");

        var ours = new Contender("managed", Engine("managed", Sequences), tools.Environment);
        if (Sequences > 1) return [ours, new("managed, one sequence", Engine("managed"), tools.Environment)];
        // The bare program has no depth; the facade over the same library does, and costs it nothing that was measurable.
        if (Depth > 0) return [ours, new("llama.cpp", Engine("llama.cpp"), s_nothing)];
        return [ours, .. from threads in tools.BareThreads from poll in new[] { -1, 50 } select new Contender($"llama.cpp -t {threads} --poll {poll}", Bare(threads, poll), s_nothing)];
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Model}{(Prompt > 0 ? $" pp{Prompt}" : "")}{(Generated > 0 ? $" tg{Generated}" : "")}{(Depth > 0 ? $" at {Depth}" : "")}{(Sequences > 1 ? $" x {Sequences}" : "")}");
}

/// <summary>A command whose speed is measured.</summary>
internal sealed record Contender(string Name, string Command, IReadOnlyDictionary<string, string> Environment);

/// <summary>Programs and folders.</summary>
internal sealed record SpeedTools(string Engine, string RawBench, string Library, string Models, int Threads, int[] BareThreads, int Repetitions, IReadOnlyDictionary<string, string> Environment);
