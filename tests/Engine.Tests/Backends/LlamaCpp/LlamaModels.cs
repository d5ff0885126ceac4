using System.Text.Json;
using Engine.Backends;
using Engine.Gguf;
using Engine.KvCache;
using Engine.Native;

namespace Engine.Tests.Backends.LlamaCpp;

/// <summary>A model loaded by llama.cpp, with the file it came from.</summary>
internal sealed class LoadedModel(GgufFile file, BackendModel backend) : IDisposable
{
    public BackendModel Backend => backend;

    public GgufFile File => file;

    public IForwardPass Pass => backend.ForwardPass!;

    public BlockTables Store => Pass.KvStore;

    public void Dispose()
    {
        backend.Dispose();
        file.Dispose();
    }
}

internal static class LlamaModels
{
    /// <summary>What gives llama.cpp's most exact numbers; the setting for comparisons.</summary>
    public static ModelOptions Exact { get; } = new()
    {
        Backend = Backend.LlamaCpp,
        FlashAttention = Toggle.Off,
        KeyType = TensorType.F32,
        ValueType = TensorType.F32,
        Repack = false,
        Gpu = GpuUse.None,
        MaxSequences = 4,
        // Two threads that share a busy machine spin for each other.
        Threads = 1,
    };

    public static LoadedModel Load(string path, ModelOptions? options = null)
    {
        SkipWithoutLibrary();
        var file = GgufFile.Open(path);
        try
        {
            return new LoadedModel(file, BackendCatalog.Get(Backend.LlamaCpp).Load(file, options ?? Exact, TestContext.Current.CancellationToken));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public static void SkipWithoutLibrary() =>
        Assert.SkipUnless(LibraryLocator.Find(null, out _) is not null, "skipped: no llama.cpp library");

    /// <summary>Runs <paramref name="ids"/> in <paramref name="sequence"/> from where it is; returns the logits after the last.</summary>
    public static float[] Run(this LoadedModel model, ReadOnlySpan<int> ids, int from = 0, int sequence = 0)
    {
        var batch = new BatchToken[ids.Length];
        for (int i = 0; i < ids.Length; i++) batch[i] = new BatchToken(ids[i], from + i, sequence, i == ids.Length - 1);
        model.Pass.Forward(batch, TestContext.Current.CancellationToken);
        return model.Pass.Logits(ids.Length - 1).ToArray();
    }

    /// <summary>The greedy continuation of <paramref name="prompt"/>, ended by <paramref name="endOfSequence"/>, which it includes.</summary>
    public static int[] Greedy(this LoadedModel model, ReadOnlySpan<int> prompt, int count, int endOfSequence = -1, int sequence = 0)
    {
        model.Store.Truncate(sequence, 0);
        var ids = new List<int>();
        var logits = model.Run(prompt, 0, sequence);
        for (int position = prompt.Length; ; position++)
        {
            ids.Add(ArgMax(logits));
            if (ids.Count == count || ids[^1] == endOfSequence) return [.. ids];
            logits = model.Run([ids[^1]], position, sequence);
        }
    }

    public static int ArgMax(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
            if (values[i] > values[best]) best = i;
        return best;
    }

    public static float MaxDifference(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Assert.Equal(a.Length, b.Length);
        float most = 0;
        for (int i = 0; i < a.Length; i++) most = Math.Max(most, Math.Abs(a[i] - b[i]));
        return most;
    }

    public static JsonElement Golden(string name) => JsonDocument.Parse(File.ReadAllBytes(TestFiles.Shared("models", name))).RootElement;

    public static int[] Ints(this JsonElement element) => [.. element.EnumerateArray().Select(value => value.GetInt32())];

    public static float[] Floats(this JsonElement element) => [.. element.EnumerateArray().Select(value => value.GetSingle())];
}
