using Engine.Backends;
using Engine.Backends.Managed;
using Engine.Backends.Reference;
using Engine.Gguf;
using Engine.Tests.Backends.LlamaCpp;
using Engine.Tests.Models;

namespace Engine.Tests.Backends;

/// <summary>Every decoder of ours against llama.cpp, on models of random weights: F32 throughout, at every position.</summary>
public sealed class DecoderArchitectureTests
{
    // F32 throughout, single-precision sums against double: the project's bound for parity.
    private const float LogitTolerance = 2e-4f;

    // Past the sliding window many times, and past two blocks of keys.
    private static readonly int[] s_text = [.. Enumerable.Range(0, 75).Select(i => 1 + i * i * 7 % 380)];

    private static readonly ModelOptions s_options = new() { ContextLength = 256, KeyType = TensorType.F32, ValueType = TensorType.F32, Threads = 2 };

    private static readonly Dictionary<string, SyntheticModel> s_models = new()
    {
        ["llama"] = Small("llama"),
        ["llama, biases"] = Small("llama") with { Also = writer => Biases(writer, "attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down") },
        ["llama, tied, MQA, frequency divisors"] = Small("llama") with { IsTied = true, KvHeadCount = 1, Also = Divisors },
        ["llama, queries, keys and values in one"] = Small("llama") with { Also = writer => Fuse(writer, "llama") },
        ["qwen2"] = Small("qwen2"),
        ["qwen2, queries, keys and values in one"] = Small("qwen2") with { Also = writer => Fuse(writer, "qwen2") },
        ["qwen2, output bias"] = Small("qwen2") with { Also = writer => Vector(writer, "output.bias", 384, 0, 0.1) },
        ["qwen2, YaRN"] = Small("qwen2") with
        {
            Also = writer => writer.Set("qwen2.rope.scaling.type", "yarn").Set("qwen2.rope.scaling.factor", 4f).Set("qwen2.rope.scaling.original_context_length", 128u),
        },
        ["qwen3"] = Small("qwen3"),
        ["qwen3, wide heads"] = Small("qwen3") with { HeadDim = 128 },
        ["gemma3, two periods"] = Gemma(layers: 13, window: 16),
        ["gemma3, stretched"] = Gemma(layers: 7, window: 33, writer => writer.Set("gemma3.rope.scaling.type", "linear").Set("gemma3.rope.scaling.factor", 8f)) with { HeadDim = 64 },
        ["gemma3, window of a block and more"] = Gemma(layers: 6, window: 65) with { IsTied = false },
        ["gemma3, period of two, own base"] =
            Gemma(layers: 3, window: 1, writer => writer.Set("gemma3.attention.sliding_window_pattern", 2u).Set("gemma3.rope.freq_base_swa", 500f)),
        ["gemma3, no window"] = Gemma(layers: 2, window: 0),
    };

    public static TheoryData<string> Models => [.. s_models.Keys];

    // llama.cpp turns shifted keys with YaRN's magnitude, which they have already: its keys grow with every shift. See LayerRopesTests for ours.
    public static TheoryData<string> ShiftedModels => [.. s_models.Keys.Where(model => !model.Contains("YaRN", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Models))]
    public void Forward_Reference_EqualsLlamaCppAtEveryPosition(string model)
    {
        using var file = s_models[model].Write();
        float[][] expected;
        using (var oracle = LlamaModels.Load(file.Path)) expected = Prefill(oracle.Pass);
        using var gguf = GgufFile.Open(file.Path);
        using var reference = new ReferenceBackend().Load(gguf, s_options, CancellationToken.None);
        AssertClose(expected, Prefill(reference.ForwardPass!));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Forward_Managed_EqualsReferenceAtEveryPosition(string model)
    {
        using var file = s_models[model].Write();
        using var gguf = GgufFile.Open(file.Path);
        using var reference = new ReferenceBackend().Load(gguf, s_options, CancellationToken.None);
        using var managed = new ManagedBackend().Load(gguf, s_options, CancellationToken.None);
        float[][] expected = Prefill(reference.ForwardPass!);
        AssertClose(expected, Prefill(managed.ForwardPass!));
        managed.ForwardPass!.KvStore.Truncate(0, 0);
        AssertClose(expected, Decode(managed.ForwardPass));
    }

    [Theory]
    [MemberData(nameof(ShiftedModels))]
    public void Shift_MiddleDropped_MovesEachLayersKeysAsLlamaCppDoes(string model)
    {
        using var file = s_models[model].Write();
        float[] expected;
        using (var oracle = LlamaModels.Load(file.Path)) expected = Shifted(oracle.Pass);
        using var gguf = GgufFile.Open(file.Path);
        foreach (IBackend backend in (IBackend[])[new ReferenceBackend(), new ManagedBackend()])
        {
            using var loaded = backend.Load(gguf, s_options, CancellationToken.None);
            AssertClose([expected], [Shifted(loaded.ForwardPass!)]);
        }
    }

    [Theory]
    [InlineData("qwen3")]
    [InlineData("gemma3, two periods")]
    public void Forward_ManagedInChunksOnThreadsInCompany_ChangesNoBit(string model)
    {
        using var file = s_models[model].Write();
        using var gguf = GgufFile.Open(file.Path);
        float[] Run(int threads, int chunk, bool inCompany)
        {
            using var managed = new ManagedBackend().Load(gguf, s_options with { Threads = threads }, CancellationToken.None);
            var pass = managed.ForwardPass!;
            var company = inCompany ? s_text[..chunk].Select((id, position) => new BatchToken(id, position, 1, true)) : [];
            for (int start = 0; start < s_text.Length; start += chunk)
                pass.Forward([.. start == 0 ? company : [], .. s_text.Skip(start).Take(chunk).Select((id, i) => new BatchToken(id, start + i, 0, false))], CancellationToken.None);
            pass.Forward([new BatchToken(7, s_text.Length, 0, true, IsDecoded: true)], CancellationToken.None);
            return pass.Logits(0).ToArray();
        }

        float[] expected = Run(threads: 1, s_text.Length, inCompany: false);
        Assert.Equal(expected, Run(threads: 2, 17, inCompany: false));
        Assert.Equal(expected, Run(threads: 1, 1, inCompany: false));
        Assert.Equal(expected, Run(threads: 2, 31, inCompany: true));
    }

    private static float[] Shifted(IForwardPass pass)
    {
        pass.Forward([.. s_text.Select((id, position) => new BatchToken(id, position, 0, position == s_text.Length - 1))], CancellationToken.None);
        Assert.True(pass.KvStore.TryShift(0, 4, 30));
        pass.Forward([new BatchToken(7, s_text.Length - 30, 0, true)], CancellationToken.None);
        return pass.Logits(0).ToArray();
    }

    private static float[][] Prefill(IForwardPass pass)
    {
        pass.Forward([.. s_text.Select((id, position) => new BatchToken(id, position, 0, true))], CancellationToken.None);
        return [.. s_text.Select((_, position) => pass.Logits(position).ToArray())];
    }

    private static float[][] Decode(IForwardPass pass) =>
    [
        .. s_text.Select((id, position) =>
        {
            pass.Forward([new BatchToken(id, position, 0, true, IsDecoded: true)], CancellationToken.None);
            return pass.Logits(0).ToArray();
        }),
    ];

    private static void AssertClose(float[][] expected, float[][] actual)
    {
        for (int position = 0; position < expected.Length; position++)
        {
            float most = LlamaModels.MaxDifference(expected[position], actual[position]);
            Assert.True(most <= LogitTolerance, $"the logits at position {position} differ by {most}; at most {LogitTolerance} was expected");
        }
    }

    /// <summary>No length a multiple of 64 but the vocabulary's; llama.cpp wants the heads of qwen2 to fill the model's width.</summary>
    private static SyntheticModel Small(string architecture) => new(architecture) { ModelDim = 96, FeedForwardDim = 160, HeadDim = architecture == "qwen2" ? 24 : 32 };

    /// <summary>
    /// A model whose feed-forward networks add 1 % of what they would. llama.cpp looks GELU up in a table of half precision, which alone costs a hundred
    /// times its other errors; a wrong activation still shows.
    /// </summary>
    private static SyntheticModel Gemma(int layers, int window, Action<GgufWriter>? also = null) => Small("gemma3") with
    {
        LayerCount = layers,
        SlidingWindow = window,
        IsTied = true,
        Also = writer =>
        {
            for (int layer = 0; layer < layers; layer++) Vector(writer, $"blk.{layer}.post_ffw_norm.weight", 96, 0.01, 0.002);
            also?.Invoke(writer);
        },
    };

    private static void Biases(GgufWriter writer, params string[] names)
    {
        using var plain = Small("llama").Write();
        using var file = GgufFile.Open(plain.Path);
        foreach (string name in names)
            for (int layer = 0; layer < 2; layer++) Vector(writer, $"blk.{layer}.{name}.bias", file.Tensor($"blk.{layer}.{name}.weight").RowCount, 0, 0.1);
    }

    /// <summary>Puts queries, keys and values, weights and biases, into one tensor each.</summary>
    private static void Fuse(GgufWriter writer, string architecture)
    {
        using var plain = Small(architecture).Write();
        using var file = GgufFile.Open(plain.Path);
        foreach (string end in (string[])["weight", "bias"])
        {
            for (int layer = 0; layer < 2; layer++)
            {
                string[] names = [.. "qkv".Select(part => $"blk.{layer}.attn_{part}.{end}")];
                if (!file.TryGetTensor(names[0], out _)) continue;
                GgufTensor[] parts = [.. names.Select(file.Tensor)];
                byte[] bytes = [.. parts.SelectMany(part => file.Bytes.Span(part.Offset, (int)part.ByteLength).ToArray())];
                foreach (string name in names) writer.RemoveTensor(name);
                long[] lengths = [.. parts[0].Dimensions.SkipLast(1), parts.Sum(part => part.Dimensions[^1])];
                writer.SetTensor($"blk.{layer}.attn_qkv.{end}", TensorType.F32, lengths, stream => stream.Write(bytes));
            }
        }
    }

    private static void Divisors(GgufWriter writer) => Vector(writer, "rope_freqs.weight", 16, 3, 0.5);

    private static void Vector(GgufWriter writer, string name, int length, double mean, double deviation) =>
        writer.SetTensor(name, TensorType.F32, [length], stream => stream.Write(RandomTensor.Encode(TensorType.F32, RandomTensor.Normal(name, 1, length, mean, deviation))));
}
