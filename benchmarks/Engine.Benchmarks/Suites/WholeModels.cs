using BenchmarkDotNet.Attributes;
using Engine.Gguf;

namespace Engine.Benchmarks.Suites;

/// <summary>Opening the demo model.</summary>
public class Loading : ProductSuite
{
    private readonly string _path = Files.Demo;

    /// <summary>Who runs it.</summary>
    [Params(Backend.Managed, Backend.LlamaCpp, Backend.Reference)]
    public Backend Backend { get; set; }

    /// <summary>Reads and checks the header alone.</summary>
    [Benchmark]
    public int Header()
    {
        using var file = GgufFile.Open(_path);
        GgufValidator.Validate(file);
        return file.Tensors.Count;
    }

    /// <summary>Makes it ready to run, and closes it.</summary>
    [Benchmark]
    public int Load()
    {
        using var model = Model.Load(_path, new ModelOptions { Backend = Backend });
        return model.Info.ContextLength;
    }
}

/// <summary>The demo model as an application uses it.</summary>
public class EndToEnd : ProductSuite
{
    private const int Tokens = 32, PromptBytes = 600;

    private Model _model = null!;
    private string _prompt = null!;
    private int _request;

    /// <summary>Who runs it.</summary>
    [Params(Backend.Managed, Backend.LlamaCpp)]
    public Backend Backend { get; set; }

    /// <summary>Loads it.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _model = Model.Load(Files.Demo, new ModelOptions { Backend = Backend });
        _prompt = System.Text.Encoding.ASCII.GetString(Files.Text(PromptBytes));
    }

    /// <summary>Closes it.</summary>
    [GlobalCleanup]
    public void Free() => _model.Dispose();

    /// <summary>A short prompt, 32 tokens greedily.</summary>
    [Benchmark]
    public Task<Completion> Generate() => _model.CompleteAsync("Once upon a time", new GenerationOptions { Temperature = 0, MaxTokens = Tokens });

    /// <summary>A prompt of 600 bytes that nothing is cached of, one token.</summary>
    [Benchmark]
    public Task<Completion> ReadPrompt() => _model.CompleteAsync($"{_request++} {_prompt}", new GenerationOptions { Temperature = 0, MaxTokens = 1 });

    /// <summary>Eight callers at once, 32 tokens each.</summary>
    [Benchmark]
    public Task<Completion[]> EightCallers() =>
        Task.WhenAll(Enumerable.Range(0, 8).Select(i => _model.CompleteAsync($"{i} little girls", new GenerationOptions { Temperature = 0, MaxTokens = Tokens })));
}
