using System.Text.Json;
using Engine.Backends;
using Engine.Backends.Reference;
using Engine.Gguf;

namespace Engine.Tests.Backends.Reference;

/// <summary>A file of the shared test data loaded by the reference backend.</summary>
internal sealed class ReferenceModel : IDisposable
{
    private readonly GgufFile _file;

    public ReferenceModel(string path, ModelOptions? options = null)
    {
        _file = GgufFile.Open(path);
        Model = new ReferenceBackend().Load(_file, options ?? new ModelOptions(), CancellationToken.None);
    }

    public BackendModel Model { get; }

    public IForwardPass Pass => Model.ForwardPass!;

    public static ReferenceModel Shared(string name, ModelOptions? options = null) => new(TestFiles.Shared("models", name), options);

    public static JsonElement Golden(string name) => JsonDocument.Parse(File.ReadAllBytes(TestFiles.Shared("models", name))).RootElement;

    public static int[] Ids(JsonElement ids) => ids.EnumerateArray().Select(id => id.GetInt32()).ToArray();

    public static float[] Floats(JsonElement values) => values.EnumerateArray().Select(value => value.GetSingle()).ToArray();

    /// <summary>Pairs of id and logit, in whichever of its forms the golden has them.</summary>
    public static IEnumerable<(int Id, float Logit)> GoldenLogits(JsonElement prompt)
    {
        if (prompt.TryGetProperty("logits", out var all)) return Floats(all).Select((logit, id) => (id, logit));
        if (prompt.TryGetProperty("top10", out var top))
            return top.EnumerateArray().Select(pair => (pair[0].GetInt32(), pair[1].GetSingle()));
        return Ids(prompt.GetProperty("top20_ids")).Zip(Floats(prompt.GetProperty("top20_logits")));
    }

    /// <summary>Runs <paramref name="tokens"/> at the end of <paramref name="sequence"/>, which holds <paramref name="position"/>; the logits after the last.</summary>
    public Span<float> Extend(scoped ReadOnlySpan<int> tokens, int position = 0, int sequence = 0)
    {
        var batch = new BatchToken[tokens.Length];
        for (int i = 0; i < batch.Length; i++) batch[i] = new BatchToken(tokens[i], position + i, sequence, i == batch.Length - 1);
        Pass.Forward(batch, CancellationToken.None);
        return Pass.Logits(batch.Length - 1);
    }

    /// <summary>The most probable continuation of <paramref name="prompt"/>, of <paramref name="count"/> tokens.</summary>
    public int[] Greedy(int[] prompt, int count)
    {
        Pass.KvStore.Truncate(0, 0);
        var ids = new int[count];
        var logits = Extend(prompt);
        for (int i = 0; i < count; i++)
        {
            ids[i] = Largest(logits);
            if (i + 1 < count) logits = Extend([ids[i]], prompt.Length + i);
        }
        return ids;
    }

    public static int Largest(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
            if (values[i] > values[best]) best = i;
        return best;
    }

    public void Dispose()
    {
        Model.Dispose();
        _file.Dispose();
    }
}
