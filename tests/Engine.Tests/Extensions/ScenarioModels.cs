using Engine.Tests.Backends.LlamaCpp;

namespace Engine.Tests.Extensions;

/// <summary>The models on which a class runs what applications do, each loaded when it is first asked for.</summary>
public sealed class ScenarioModels : IAsyncDisposable
{
    private const string Pocket = "pocket", SmolLM2 = "SmolLM2-135M-Instruct.Q4_1";

    private readonly Dictionary<(string, Backend), Model> _loaded = [];

    /// <summary>The demo model and one that does not lie in the repository, on both backends that applications run on.</summary>
    public static TheoryData<string, Backend> All { get; } = new()
    {
        { Pocket, Backend.Managed },
        { Pocket, Backend.LlamaCpp },
        { SmolLM2, Backend.Managed },
        { SmolLM2, Backend.LlamaCpp },
    };

    /// <summary>The demo model alone, for what depends on the backend and not on the model.</summary>
    public static TheoryData<string, Backend> Demo { get; } = new()
    {
        { Pocket, Backend.Managed },
        { Pocket, Backend.LlamaCpp },
    };

    /// <summary>Whether it is the demo model, on which a scenario costs little.</summary>
    public static bool IsDemo(string name) => name == Pocket;

    /// <summary>The model; skips the test where its file, or llama.cpp, is not there.</summary>
    public async Task<Model> GetAsync(string name, Backend backend)
    {
        if (backend == Backend.LlamaCpp) LlamaModels.SkipWithoutLibrary();
        string path = name == Pocket ? TestFiles.Demo : TestFiles.Shared("models", name + ".gguf");
        if (_loaded.TryGetValue((name, backend), out var known)) return known;
        var options = new ModelOptions { Backend = backend, ContextLength = 1024, CacheTokens = 4096, Threads = 1, Gpu = GpuUse.None };
        return _loaded[(name, backend)] = await Model.LoadAsync(path, options, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var model in _loaded.Values) await model.DisposeAsync();
    }
}
