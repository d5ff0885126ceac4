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

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);   // of one small file; a hang, not slowness

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
        return result!;
    }

    private static string Try(string path)
    {
        try
        {
            return Load(path);
        }
        // The types a caller is promised for a file that cannot be used.
        catch (Exception error) when (error is GgufException or NativeCallException)
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
        var options = new ModelOptions { ContextLength = 32, BatchSize = 16, MaxSequences = 1, Threads = 1, Gpu = GpuUse.None };
        using var file = GgufFile.Open(path);
        var report = GgufValidator.Validate(file);
        if (report.Kind != GgufKind.Adapter) Tokenizer.Create(file).Encode("A snowman\n\u2603."u8);
        if (report.Kind != GgufKind.Model) return $"{Loaded} {report.Kind}";

        var backend = BackendCatalog.All.FirstOrDefault(candidate => candidate.WhyNot(file, options) is null);
        if (backend is null) return $"{Refused} by every backend";
        using var model = backend.Load(file, options, TestContext.Current.CancellationToken);
        if (model.ForwardPass is { } pass)
        {
            pass.Forward([new BatchToken(0, 0, 0, WantsLogits: true)], TestContext.Current.CancellationToken);
            return $"{Loaded} {backend.Name}, first logit {pass.Logits(0)[0]}";
        }
        if (model.Encoder is { } encoder) encoder.Encode([[0]], Pooling.Model, TestContext.Current.CancellationToken);
        return $"{Loaded} {backend.Name}";
    }
}
