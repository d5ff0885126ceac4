using Engine.Backends;
using Engine.Gguf;
using Engine.Tests.Backends.Reference;
using Engine.Tests.Models;

namespace Engine.Tests.Backends.Managed;

public sealed class ManagedLoraTests
{
    // F32 throughout, single-precision sums against double: the project's bound for parity.
    private const float Tolerance = 2e-4f;

    private static readonly int[] s_prompt = [.. Enumerable.Range(0, 21).Select(i => 3 + i * 7 % 300)];

    private static readonly ModelOptions s_options = new() { ContextLength = 256, KeyType = TensorType.F32, ValueType = TensorType.F32 };

    [Fact]
    public void Apply_PirateAdapter_SpeaksAsPyTorchDoes()
    {
        using var managed = ManagedModel.Shared("pocket-f16.gguf", new ModelOptions { ContextLength = 512 });
        using var adapter = managed.Model.Adapters!.LoadAdapter(TestFiles.Shared("models", "pocket-pirate-lora.gguf"));
        managed.Model.Adapters.Apply([(adapter, 1)]);
        foreach (var prompt in ReferenceModel.Golden("pocket-pirate-golden.json").GetProperty("prompts").EnumerateArray())
        {
            int[] expected = ReferenceModel.Ids(prompt.GetProperty("greedy_ids"));
            Assert.Equal(expected, managed.Greedy(ReferenceModel.Ids(prompt.GetProperty("ids")), expected.Length));
        }
    }

    [Theory]
    [InlineData("llama", 1, TensorType.F32)]
    [InlineData("llama", 20, TensorType.F16)]
    [InlineData("llama", 64, TensorType.BF16)]
    [InlineData("qwen2", 8, TensorType.F32)]
    [InlineData("gemma3", 16, TensorType.F16)]
    public void Apply_TwoAtOnce_EqualsReferencePrefilledAndDecoded(string architecture, int rank, TensorType type)
    {
        var model = new SyntheticModel(architecture);
        using var file = model.Write();
        using var first = new SyntheticAdapter(model, rank, type).Write();
        using var second = new SyntheticAdapter(model, 3) { Seed = 8 }.Write();
        using var reference = new ReferenceModel(file.Path, s_options);
        using var managed = new ManagedModel(file.Path, s_options);
        float[] bare = Logits(managed.Pass, isDecoded: false);
        foreach (var loaded in new[] { reference.Model, managed.Model })
            loaded.Adapters!.Apply([(loaded.Adapters.LoadAdapter(first.Path), 0.75f), (loaded.Adapters.LoadAdapter(second.Path), -0.5f)]);

        float[] expected = Logits(reference.Pass, isDecoded: false);
        Assert.True(Distance(expected, bare) > 100 * Tolerance, "the adapters changed next to nothing");
        Assert.InRange(Distance(expected, Logits(managed.Pass, isDecoded: false)), 0, Tolerance);
        Assert.InRange(Distance(expected, Logits(managed.Pass, isDecoded: true)), 0, Tolerance);
    }

    [Fact]
    public void Apply_Encoder_EqualsReference()
    {
        var model = new SyntheticModel("bert");
        using var file = model.Write();
        using var adapter = new SyntheticAdapter(model, 12).Write();
        using var reference = new ReferenceModel(file.Path);
        using var managed = new ManagedModel(file.Path);
        int[][] texts = [s_prompt, s_prompt[..5]];
        float[] bare = managed.Encoder.Encode(texts, Pooling.None, CancellationToken.None)[0];
        foreach (var loaded in new[] { reference.Model, managed.Model }) loaded.Adapters!.Apply([(loaded.Adapters.LoadAdapter(adapter.Path), 1)]);
        float[][] expected = reference.Model.Encoder!.Encode(texts, Pooling.None, CancellationToken.None);
        float[][] actual = managed.Encoder.Encode(texts, Pooling.None, CancellationToken.None);
        Assert.True(Distance(expected[0], bare) > 100 * Tolerance, "the adapter changed next to nothing");
        for (int text = 0; text < texts.Length; text++) Assert.InRange(Distance(expected[text], actual[text]), 0, Tolerance);
    }

    [Fact]
    public void Apply_ScaleZeroNoneOrDisposed_RestoresTheBareModelToTheBit()
    {
        var model = new SyntheticModel("llama", TensorType.Q4_0);
        using var file = model.Write();
        using var first = new SyntheticAdapter(model, 4).Write();
        using var managed = new ManagedModel(file.Path, s_options);
        var adapters = managed.Model.Adapters!;
        foreach (bool isDecoded in new[] { false, true })
        {
            float[] Run(params (IDisposable, float)[] active)
            {
                adapters.Apply(active);
                return Logits(managed.Pass, isDecoded);
            }

            float[] bare = Run();
            using var adapter = adapters.LoadAdapter(first.Path);
            float[] half = Run((adapter, 0.5f));
            Assert.NotEqual(bare, half);
            Assert.Equal(bare, Run((adapter, 0)));
            Assert.Equal(bare, Run());
            var other = adapters.LoadAdapter(first.Path);
            Assert.NotEqual(half, Run((adapter, 0.5f), (other, 0.25f)));
            other.Dispose();   // while it is active: the other stays
            Assert.Equal(half, Logits(managed.Pass, isDecoded));
            Assert.Throws<ArgumentException>(() => adapters.Apply([(other, 1)]));
            Assert.Throws<ArgumentException>(() => adapters.Apply([(adapter, float.NaN)]));
            Assert.Throws<ArgumentException>(() => adapters.Apply([(adapter, 1), (adapter, 1)]));
        }
    }

    [Fact]
    public void Apply_ChunksThreadsAndBatchMates_ChangeNoBit()
    {
        var model = new SyntheticModel("llama", TensorType.Q8_0);
        using var file = model.Write();
        using var adapter = new SyntheticAdapter(model, 16, TensorType.F16).Write();
        float[]? expected = null;
        foreach (int threads in new[] { 1, 2 })
        {
            foreach (int chunk in new[] { 21, 1, 5 })
            {
                using var managed = new ManagedModel(file.Path, s_options with { Threads = threads });
                managed.Model.Adapters!.Apply([(managed.Model.Adapters.LoadAdapter(adapter.Path), 1)]);
                for (int start = 0; start < s_prompt.Length; start += chunk)
                    managed.Pass.Forward([.. Entries(0, start, Math.Min(chunk, s_prompt.Length - start)), .. Entries(1, start, Math.Min(chunk, s_prompt.Length - start))], CancellationToken.None);
                managed.Pass.Forward([new(9, 21, 1, true, IsDecoded: true), new(7, 21, 0, true, IsDecoded: true)], CancellationToken.None);
                float[] actual = managed.Pass.Logits(1).ToArray();
                Assert.Equal(expected ??= actual, actual);
            }
        }
    }

    [Fact]
    public void LoadAdapter_OfNoUse_IsRefusedAsByTheReference()
    {
        var model = new SyntheticModel();
        using var file = model.Write();
        using var reference = new ReferenceModel(file.Path);
        using var managed = new ManagedModel(file.Path);
        var usual = new SyntheticAdapter(model, 4);
        (string Said, SyntheticAdapter Adapter)[] cases =
        [
            ("adapter.type", usual with { Also = writer => writer.Set("adapter.type", "dora") }),
            ("general.architecture", usual with { Also = writer => writer.Set("general.architecture", "qwen2") }),
            ("blk.9.attn_q.weight, which the model does not have", usual with { Also = writer => usual.SetPair(writer, "blk.9.attn_q.weight", 256, 256) }),
            ("has shapes", usual with { Also = writer => usual.SetPair(writer, "blk.0.attn_q.weight", 256, 128) }),
            ("token_embd.weight, which is no matrix", usual with { Also = writer =>
            {
                writer.SetTensor("token_embd.weight.lora_a", TensorType.F32, [4, 384], stream => stream.Write(new byte[4 * 384 * 4]));
                writer.SetTensor("token_embd.weight.lora_b", TensorType.F32, [4, 256], stream => stream.Write(new byte[4 * 256 * 4]));
            } }),
            ("lora_b is missing", usual with { Also = writer => writer.RemoveTensor("blk.1.ffn_up.weight.lora_b") }),
        ];
        foreach (var (said, adapter) in cases)
        {
            using var written = adapter.Write();
            var expected = Assert.Throws<GgufException>(() => reference.Model.Adapters!.LoadAdapter(written.Path));
            Assert.Contains(said, expected.Message, StringComparison.Ordinal);
            Assert.Equal(expected.Message, Assert.Throws<GgufException>(() => managed.Model.Adapters!.LoadAdapter(written.Path)).Message);
        }
        Assert.Throws<GgufException>(() => managed.Model.Adapters!.LoadAdapter(file.Path));
    }

    /// <summary>The logits after every token of the prompt.</summary>
    private static float[] Logits(IForwardPass pass, bool isDecoded)
    {
        pass.KvStore.Truncate(0, 0);
        pass.Forward([.. s_prompt.Select((id, position) => new BatchToken(id, position, 0, true, isDecoded))], CancellationToken.None);
        return [.. Enumerable.Range(0, s_prompt.Length).SelectMany(i => pass.Logits(i).ToArray())];
    }

    private static IEnumerable<BatchToken> Entries(int sequence, int start, int count) =>
        Enumerable.Range(start, count).Select(i => new BatchToken(s_prompt[i] + sequence, i, sequence, false));

    private static float Distance(float[] a, float[] b) => a.Zip(b).Max(pair => Math.Abs(pair.First - pair.Second));
}
