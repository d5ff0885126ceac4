using Engine.Backends;
using Engine.Backends.Managed;
using Engine.Backends.Reference;
using Engine.Gguf;
using Engine.Tests.Models;

namespace Engine.Tests.Backends;

public sealed class DecoderLimitsTests
{
    private static readonly Dictionary<string, SyntheticModel> s_models = new()
    {
        ["llama.attention.sliding_window"] = new SyntheticModel("llama") { Also = writer => writer.Set("llama.attention.sliding_window", 16u) },
        ["qwen2.attention.causal"] = new SyntheticModel("qwen2") { Also = writer => writer.Set("qwen2.attention.causal", false) },
        ["gemma3.final_logit_softcapping"] = new SyntheticModel("gemma3") { Also = writer => writer.Set("gemma3.final_logit_softcapping", 30f) },
        ["gemma3.attention.sliding_window_pattern"] = new SyntheticModel("gemma3") { Also = writer => writer.SetArray<bool>("gemma3.attention.sliding_window_pattern", [true, false]) },
        ["blk.1.attn_q_norm.weight"] = new SyntheticModel("llama") { Also = writer => Vector(writer, "blk.1.attn_q_norm.weight", 64) },
        ["blk.0.ffn_up.bias"] = new SyntheticModel("qwen3") { Also = writer => Vector(writer, "blk.0.ffn_up.bias", 512) },
        ["rope_freqs.weight"] = new SyntheticModel("qwen2") { Also = writer => Vector(writer, "rope_freqs.weight", 32) },
    };

    public static TheoryData<string> Models => [.. s_models.Keys];

    [Theory]
    [MemberData(nameof(Models))]
    public void WhyNot_WhatTheGraphHasNoPlaceFor_IsNamedByBothBackends(string name)
    {
        using var model = s_models[name].Write();
        using var file = GgufFile.Open(model.Path);
        foreach (IBackend backend in (IBackend[])[new ManagedBackend(), new ReferenceBackend()])
            Assert.Contains(name, backend.WhyNot(file, new ModelOptions()), StringComparison.Ordinal);
    }

    [Fact]
    public void WhyNot_UnknownArchitecture_NamesTheKnown()
    {
        using var model = new SyntheticModel("llama") { Also = writer => writer.Set("general.architecture", "mamba") }.Write();
        using var file = GgufFile.Open(model.Path);
        Assert.Equal("the managed backend knows the architectures llama, qwen2, qwen3, gemma3, bert, not 'mamba'", new ManagedBackend().WhyNot(file, new ModelOptions()));
        Assert.Equal("the reference backend knows the architectures llama, qwen2, qwen3, gemma3, bert, not 'mamba'", new ReferenceBackend().WhyNot(file, new ModelOptions()));
    }

    private static void Vector(GgufWriter writer, string name, int length) =>
        writer.SetTensor(name, TensorType.F32, [length], stream => stream.Write(new byte[length * sizeof(float)]));
}
