using Engine.Gguf;
using Engine.Tests.Gguf.Attacks;
using Engine.Tests.Models;

namespace Engine.Tests.Backends.LlamaCpp;

public sealed class LlamaAdapterHostTests
{
    private const double SafeMargin = 0.02;

    /// <summary>F16 weights: activations are rounded to F16, so another order of sums moves logits by up to 8e-3 as measured.</summary>
    private const float HalfRounding = 0.02f;

    [Fact]
    public void Apply_PirateAdapter_GivesGoldenIds()
    {
        var golden = LlamaModels.Golden("pocket-pirate-golden.json");
        using var model = LlamaModels.Load(TestFiles.Demo);
        using var pirate = model.Backend.Adapters!.LoadAdapter(TestFiles.Shared("models", "pocket-pirate-lora.gguf"));
        model.Backend.Adapters.Apply([(pirate, (float)golden.GetProperty("scale").GetDouble())]);
        foreach (var prompt in golden.GetProperty("prompts").EnumerateArray())
        {
            if (prompt.GetProperty("smallest_margin").GetDouble() < SafeMargin) continue;
            int[] expected = prompt.GetProperty("greedy_ids").Ints();
            Assert.Equal(expected, model.Greedy(prompt.GetProperty("ids").Ints(), expected.Length, golden.GetProperty("eos").GetInt32()));
        }
    }

    [Fact]
    public void Apply_ScaleZeroOrNone_IsTheBareModelToTheBit()
    {
        int[] prompt = [1, 2, 295, 14, 868, 37, 3, 14, 2, 297, 14];
        using var model = LlamaModels.Load(TestFiles.Demo);
        float[] Logits()
        {
            model.Store.Truncate(0, 0);
            return model.Run(prompt);
        }
        var bare = Logits();
        var adapters = model.Backend.Adapters!;
        using var pirate = adapters.LoadAdapter(TestFiles.Shared("models", "pocket-pirate-lora.gguf"));
        Assert.Equal(bare, Logits());
        adapters.Apply([(pirate, 0)]);
        Assert.Equal(bare, Logits());
        adapters.Apply([(pirate, 1)]);
        var full = Logits();
        Assert.NotEqual(bare, full);
        adapters.Apply([(pirate, 0.5f)]);
        var half = Logits();
        Assert.NotEqual(full, half);
        Assert.NotEqual(bare, half);
        using (var second = adapters.LoadAdapter(TestFiles.Shared("models", "pocket-pirate-lora.gguf")))
        {
            adapters.Apply([(pirate, 0.5f), (second, 0.5f)]);
            Assert.InRange(LlamaModels.MaxDifference(full, Logits()), 0, HalfRounding);
        }
        // The second went while it was active: the first stays.
        Assert.Equal(half, Logits());
        adapters.Apply([]);
        Assert.Equal(bare, Logits());
    }

    [Fact]
    public void Apply_DisposedAdapter_IsRefused()
    {
        using var model = LlamaModels.Load(TestFiles.Demo);
        var pirate = model.Backend.Adapters!.LoadAdapter(TestFiles.Shared("models", "pocket-pirate-lora.gguf"));
        pirate.Dispose();
        Assert.Throws<ArgumentException>(() => model.Backend.Adapters.Apply([(pirate, 1)]));
    }

    [Fact]
    public void LoadAdapter_ForAnotherModel_IsRefused()
    {
        using var model = LlamaModels.Load(TestFiles.Shared("models", "stories260K.gguf"));
        var error = Assert.Throws<GgufException>(() => model.Backend.Adapters!.LoadAdapter(TestFiles.Shared("models", "pocket-pirate-lora.gguf")));
        Assert.Contains("shapes", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<GgufException>(() => model.Backend.Adapters!.LoadAdapter(TestFiles.Demo));
        Assert.Contains("general.type", error.Message, StringComparison.Ordinal);
    }

    /// <summary>llama.cpp leaves whole norms out: the pairs beside them work. The backends that compute the graph themselves leave nothing out in silence.</summary>
    [Fact]
    public void LoadAdapter_WithNorms_WorksHereAndIsRefusedElsewhere()
    {
        var plain = new SyntheticModel();
        using var file = plain.Write();
        using var adapter = new SyntheticAdapter(plain, 4)
        {
            Also = writer => RoleModel.SetTensor(writer, "blk.0.attn_norm.weight", TensorType.F32, plain.ModelDim),
        }.Write();
        using (var model = LlamaModels.Load(file.Path))
        {
            var bare = model.Run([1, 2, 3]);
            model.Store.Truncate(0, 0);
            using var loaded = model.Backend.Adapters!.LoadAdapter(adapter.Path);
            model.Backend.Adapters.Apply([(loaded, 1)]);
            Assert.NotEqual(bare, model.Run([1, 2, 3]));
        }
        foreach (var backend in (Backend[])[Backend.Managed, Backend.Reference])
        {
            using var model = Model.Load(file.Path, new ModelOptions { Backend = backend });
            var error = Assert.Throws<GgufException>(() => model.SetAdaptersAsync([new LoraAdapter(adapter.Path)], TestContext.Current.CancellationToken).GetAwaiter().GetResult());
            Assert.Contains("changes the norm blk.0.attn_norm.weight", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Dispose_ModelBeforeAdapter_IsSafe()
    {
        IDisposable pirate;
        using (var model = LlamaModels.Load(TestFiles.Demo))
            pirate = model.Backend.Adapters!.LoadAdapter(TestFiles.Shared("models", "pocket-pirate-lora.gguf"));
        pirate.Dispose();
    }
}
