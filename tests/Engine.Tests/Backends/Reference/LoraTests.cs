namespace Engine.Tests.Backends.Reference;

public sealed class LoraTests
{
    [Fact]
    public void Apply_PirateAdapter_SpeaksAsPyTorchDoes()
    {
        using var reference = ReferenceModel.Shared("pocket-f16.gguf");
        using var adapter = reference.Model.Adapters!.LoadAdapter(TestFiles.Shared("models", "pocket-pirate-lora.gguf"));
        reference.Model.Adapters.Apply([(adapter, 1)]);
        foreach (var prompt in ReferenceModel.Golden("pocket-pirate-golden.json").GetProperty("prompts").EnumerateArray())
        {
            var expected = ReferenceModel.Ids(prompt.GetProperty("greedy_ids"));
            Assert.Equal(expected, reference.Greedy(ReferenceModel.Ids(prompt.GetProperty("ids")), expected.Length));
        }
    }

    [Fact]
    public void Apply_ScaleZeroOrNone_RestoresTheBareModelToTheBit()
    {
        using var reference = ReferenceModel.Shared("pocket-f16.gguf");
        var adapters = reference.Model.Adapters!;
        using var adapter = adapters.LoadAdapter(TestFiles.Shared("models", "pocket-pirate-lora.gguf"));
        float[] Logits(params (IDisposable, float)[] active)
        {
            adapters.Apply(active);
            reference.Pass.KvStore.Truncate(0, 0);
            return reference.Extend([1, 1531, 1713]).ToArray();
        }

        var bare = Logits();
        Assert.NotEqual(bare, Logits((adapter, 1)));
        Assert.Equal(bare, Logits((adapter, 0)));
        Assert.Equal(bare, Logits());
    }
}
