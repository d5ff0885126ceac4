using Engine.Backends;
using Engine.Gguf;
using Engine.Native;
using Engine.Tokenization;

namespace Engine.Tests.Gguf;

/// <summary>Loads files as the engine does, validation first, and decodes one token of each, in a process that may die of it.</summary>
public sealed class LoadTrial
{
    /// <summary>Names the file that lists the paths to try, one a line; results go beside it.</summary>
    public const string ListVariable = "ENGINE_LOAD_TRIAL";

    /// <summary>Prefixes of a result line; the rest is the message. A path without a result is the one that ended the process.</summary>
    public const string Loaded = "loaded", Refused = "refused", Failed = "failed";

    /// <summary>Set, a file is loaded by every backend that can run it, and not only by the first.</summary>
    public const string EveryBackendVariable = "ENGINE_LOAD_TRIAL_EVERY_BACKEND";

    /// <summary>The model that adapters are loaded over, in their directory.</summary>
    public const string AdaptedModel = "adapted.gguf";

    private const long MostMemory = 1 << 30;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);   // of one small file; a hang, not slowness

    // In a process that may die there is no need of another.
    private static readonly ModelOptions s_options = new() { BatchSize = 16, MaxSequences = 1, Threads = 1, Gpu = GpuUse.None, Trial = TrialUse.Never };

    public static string ResultsOf(string list) => list + ".results";

    /// <summary>The child's end; run by name with the variable set, never as part of a suite.</summary>
    [Fact(Explicit = true)]
    public void Run()
    {
        string? list = Environment.GetEnvironmentVariable(ListVariable);
        Assert.SkipWhen(list is null, $"skipped: {ListVariable} is not set");
        using var results = new StreamWriter(ResultsOf(list!)) { AutoFlush = true };
        foreach (string path in File.ReadAllLines(list!))
        {
            string result = TryOnThreadOfItsOwn(path);
            results.WriteLine(result.ReplaceLineEndings(" "));
            if (result.StartsWith(Failed, StringComparison.Ordinal)) Environment.Exit(1);   // a parked or hung thread would keep the process
        }
    }

    private static string TryOnThreadOfItsOwn(string path)
    {
        string? result = null;
        var thread = new Thread(() => result = Try(path)) { IsBackground = true };
        thread.Start();
        var deadline = DateTime.UtcNow + s_limit;
        while (!thread.Join(20))
        {
            if (NativeAbort.Error is { } abort) return $"{Failed} {abort.Message}";
            if (DateTime.UtcNow > deadline) return $"{Failed} no answer in {s_limit.TotalSeconds} s";
        }
        return Environment.WorkingSet <= MostMemory ? result! : $"{Failed} {Environment.WorkingSet >> 20} MiB of memory";
    }

    private static string Try(string path)
    {
        try
        {
            return Load(path);
        }
        // The types a caller is promised for a file that cannot be used, or whose context has no room for three tokens.
        catch (Exception error) when (error is GgufException or NativeCallException or KvCacheFullException)
        {
            return $"{Refused} {error.GetType().Name}: {error.Message}";
        }
        catch (Exception error)
        {
            return $"{Failed} {error}";
        }
    }

    private static string Load(string path)
    {
        using var file = GgufFile.Open(path);
        var report = GgufValidator.Validate(file);
        if (report.Kind == GgufKind.Adapter) return LoadAdapter(path);
        Tokenizer.Load(file, null, TrialUse.Never).Encode("A snowman\n\u2603."u8);
        if (report.Kind != GgufKind.Model) return $"{Loaded} {report.Kind}";

        var able = BackendCatalog.All.Where(candidate => candidate.WhyNot(file, s_options) is null);
        // llama.cpp first: of what it does to a file nothing is to be seen but the end of the process.
        IBackend[] backends = Environment.GetEnvironmentVariable(EveryBackendVariable) is null ? [.. able.Take(1)] : [.. able.OrderByDescending(backend => backend.Kind == Backend.LlamaCpp)];
        if (backends.Length == 0) return $"{Refused} by every backend";
        string[] results = [.. backends.Select(backend => RunTokens(backend, file))];
        return $"{Loaded} {string.Join("; ", results)}";
    }

    /// <summary>Loads an adapter over the model that lies beside it, if one does.</summary>
    private static string LoadAdapter(string path)
    {
        string model = Path.Combine(Path.GetDirectoryName(path)!, AdaptedModel);
        if (!File.Exists(model)) return $"{Loaded} {nameof(GgufKind.Adapter)}";
        using var file = GgufFile.Open(model);
        string[] results = [.. BackendCatalog.All.Where(candidate => candidate.WhyNot(file, s_options) is null).Select(backend => RunTokens(backend, file, path))];
        return $"{Loaded} {string.Join("; ", results)}";
    }

    private static string RunTokens(IBackend backend, GgufFile file, string? adapter = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var model = backend.Load(file, s_options, cancellation);
        if (adapter is not null) model.Adapters!.Apply([(model.Adapters.LoadAdapter(adapter), 1)]);
        model.Encoder?.Encode([[0, 1]], Pooling.Model, cancellation);
        model.Classifier?.Classify([[0, 1]], cancellation);
        model.SourceEncoder?.EncodeSource([0, 1], cancellation);
        if (model.ForwardPass is not { } pass) return backend.Name;
        pass.Forward([new BatchToken(0, 0, 0, WantsLogits: false), new BatchToken(0, 1, 0, WantsLogits: true)], cancellation);
        pass.Forward([new BatchToken(0, 2, 0, WantsLogits: true, IsDecoded: true)], cancellation);
        return $"{backend.Name}, first logit {pass.Logits(0)[0]}";
    }
}
