using Engine.Backends;
using Engine.Gguf;
using Engine.Kernels.Quantization;

namespace Engine.Tests.Backends.Parity;

/// <summary>
/// A model in the setting in which backends are compared: keys and values in F32, and llama.cpp with neither fused attention nor rearranged
/// weights. One thread, whose sums have one order; the reference has one order on any number.
/// </summary>
internal sealed class ParityModel : IDisposable
{
    private const int ContextLength = 1024;

    private readonly GgufFile _file;
    private readonly BackendModel _model;

    private ParityModel(GgufFile file, BackendModel model)
    {
        _file = file;
        _model = model;
    }

    /// <summary>Elements of a row: logits, or a vector's.</summary>
    public int RowLength => _model.ForwardPass?.VocabSize ?? _model.Encoder!.Dimensions;

    /// <summary>Whether rows are logits; otherwise they are an encoder's vectors.</summary>
    public bool HasLogits => _model.ForwardPass is not null;

    public string Architecture => _file.Metadata.Architecture;

    private IForwardPass Pass => _model.ForwardPass!;

    /// <summary>Loads <paramref name="path"/>; skips the test, with the reason, where <paramref name="backend"/> cannot run it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="backend">Who runs it.</param>
    /// <param name="kvType">Of keys and values.</param>
    public static ParityModel Load(string path, Backend backend, TensorType kvType = TensorType.F32)
    {
        var file = GgufFile.Open(path);
        try
        {
            var options = new ModelOptions
            {
                Backend = backend,
                ContextLength = Math.Min(ContextLength, Hyperparameters.Read(file.Metadata).ContextLength),
                BatchSize = ContextLength,
                MaxSequences = 1,
                Threads = backend == Backend.Reference ? 0 : 1,
                Gpu = GpuUse.None,
                KeyType = kvType,
                ValueType = kvType,
                // llama.cpp reads quantized values with fused attention only.
                FlashAttention = backend == Backend.LlamaCpp && TensorTypes.Get(kvType).BlockLength == 1 ? Toggle.Off : Toggle.Auto,
                Repack = false,
            };
            var row = BackendCatalog.Get(backend);
            string? reason = row.WhyNot(file, options);
            Assert.SkipWhen(reason is not null, $"skipped: {row.Name}: {reason}");
            return new ParityModel(file, row.Load(file, options, TestContext.Current.CancellationToken));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Ids of the vocabulary, the same each time; the first is the one that texts begin with.</summary>
    public int[] RandomIds(int count)
    {
        var random = new Random(7);
        int vocabulary = _file.Metadata["tokenizer.ggml.tokens"].Count;
        int first = (int)(_file.Metadata.Integer("tokenizer.ggml.bos_token_id") ?? 0);
        return [first, .. Enumerable.Range(1, count - 1).Select(_ => random.Next(vocabulary))];
    }

    /// <summary>The rows of <paramref name="ids"/>, read as a prompt: logits per position, or an encoder's vectors per token.</summary>
    /// <param name="ids">The text.</param>
    /// <param name="batch">Tokens at a time; 0 for all.</param>
    public float[] Read(ReadOnlySpan<int> ids, int batch = 0)
    {
        if (!HasLogits) return _model.Encoder!.Encode([ids.ToArray()], Engine.Pooling.None, TestContext.Current.CancellationToken)[0];
        return Run(ids, batch == 0 ? ids.Length : batch, isDecoded: false);
    }

    /// <summary>The rows of <paramref name="ids"/>, each run as a token that the model chose.</summary>
    public float[] Decode(ReadOnlySpan<int> ids) => Run(ids, 1, isDecoded: true);

    /// <summary>How far <paramref name="actual"/> is from <paramref name="expected"/>, rows of this model both; the test's output shows it.</summary>
    public RowParity Compare(float[] actual, float[] expected, string what) => RowParity.Of(actual, expected, RowLength, HasLogits).Report(what);

    /// <summary>The most probable continuation of <paramref name="prompt"/>, and the rows that chose it.</summary>
    public (int[] Ids, float[][] Rows) Greedy(int[] prompt, int count)
    {
        int[] ids = new int[count];
        return (ids, Generate(prompt, count, (i, row) => ids[i] = Largest(row)));
    }

    /// <summary>The rows that would have chosen each token of <paramref name="text"/> after <paramref name="prompt"/>.</summary>
    public float[][] Follow(int[] prompt, int[] text) => Generate(prompt, text.Length, (i, _) => text[i]);

    public static int Largest(ReadOnlySpan<float> row)
    {
        int best = 0;
        for (int i = 1; i < row.Length; i++)
            if (row[i] > row[best]) best = i;
        return best;
    }

    public void Dispose()
    {
        _model.Dispose();
        _file.Dispose();
    }

    private float[][] Generate(int[] prompt, int count, Func<int, float[], int> choose)
    {
        Pass.KvStore.Truncate(0, 0);
        Pass.Forward([.. prompt.Select((id, position) => new BatchToken(id, position, 0, position == prompt.Length - 1))], TestContext.Current.CancellationToken);
        float[][] rows = new float[count][];
        int entry = prompt.Length - 1;
        for (int i = 0; ; i++, entry = 0)
        {
            rows[i] = Pass.Logits(entry).ToArray();
            int id = choose(i, rows[i]);
            if (i + 1 == count) return rows;
            Pass.Forward([new BatchToken(id, prompt.Length + i, 0, true, IsDecoded: true)], TestContext.Current.CancellationToken);
        }
    }

    private float[] Run(ReadOnlySpan<int> ids, int batch, bool isDecoded)
    {
        Pass.KvStore.Truncate(0, 0);
        float[] rows = new float[ids.Length * RowLength];
        for (int start = 0; start < ids.Length; start += batch)
        {
            var entries = new BatchToken[Math.Min(batch, ids.Length - start)];
            for (int i = 0; i < entries.Length; i++) entries[i] = new BatchToken(ids[start + i], start + i, 0, true, isDecoded);
            Pass.Forward(entries, TestContext.Current.CancellationToken);
            for (int i = 0; i < entries.Length; i++) Pass.Logits(i).CopyTo(rows.AsSpan((start + i) * RowLength));
        }
        return rows;
    }
}
