namespace Engine.Peers.Beside;

/// <summary>Who is measured: a row for each, the first being the one that others are compared with.</summary>
/// <param name="Name">What it is called in results.</param>
/// <param name="Completions">Its program that continues prompts.</param>
/// <param name="Arguments">What that takes after the model and the threads.</param>
/// <param name="Bench">The command that measures callers, up to the flags that all have.</param>
/// <param name="Greedy">The command that continues a prompt greedily as JSON; null for LLamaSharp, which does all prompts in one.</param>
/// <param name="NeedsLibrary">Whether it computes with llama.cpp.</param>
internal sealed record Contender(string Name, Completions Completions, string[] Arguments, string[] Bench, string[]? Greedy, bool NeedsLibrary)
{
    /// <summary>LLamaSharp, Engine on the same llama.cpp, and Engine's own kernels.</summary>
    public static IReadOnlyList<Contender> All(string engine, string model, GreedyChoice sampler, Completions onLlamaSharp, Completions onEngine)
    {
        string self = typeof(Contender).Assembly.Location;
        Contender Engine(string backend, string argument, bool needsLibrary) => new(
            $"Engine, {backend}", onEngine, [argument], [engine, "bench", model, "--backend", backend, "--json"],
            [engine, "generate", "-m", model, "--backend", backend, "--temperature", "0", "--logprobs", "2", "--json"], needsLibrary);
        return
        [
            new("LLamaSharp", onLlamaSharp, [], [self, "callers", model, "--sampler", sampler.ToString()], null, NeedsLibrary: true),
            Engine("llama.cpp", "LlamaCpp", needsLibrary: true),
            Engine("managed", "Managed", needsLibrary: false),
        ];
    }
}
