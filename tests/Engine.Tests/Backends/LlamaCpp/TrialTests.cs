using Engine.Backends.LlamaCpp;
using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Tests.Cli;
using Engine.Tests.Gguf.Attacks;
using Engine.Tests.Models;

namespace Engine.Tests.Backends.LlamaCpp;

/// <summary>Files that llama.cpp loads in a process of its own first.</summary>
public sealed class TrialTests
{
    private static readonly ModelOptions s_options = new() { Backend = Backend.LlamaCpp, ContextLength = 32, MaxSequences = 1, Threads = 1, Gpu = GpuUse.None };

    [Theory]
    [InlineData("llama", TrialUse.Auto, null)]
    [InlineData("llama", TrialUse.Always, "a trial was asked for")]
    [InlineData("mistral3", TrialUse.Auto, "the architecture 'mistral3' has no rules here")]
    [InlineData("mistral3", TrialUse.Never, null)]
    public void Reason_ArchitectureAndOption_SayWhetherAFileIsTried(string architecture, TrialUse use, string? reason)
    {
        using var model = new TemporaryModel(Writer(architecture));
        using var file = GgufFile.Open(model.Path);
        Assert.Equal(reason, Trial.Reason(file, use));
    }

    [Fact]
    public void Reason_VocabularyWithoutRules_IsTried()
    {
        using var model = new TemporaryModel(Writer("llama").Set(GgufKeys.TokenizerModel, "rwkv"));
        using var file = GgufFile.Open(model.Path);
        Assert.Equal("the vocabulary 'rwkv' has no rules here", Trial.Reason(file, TrialUse.Auto));
    }

    [Fact]
    public void Load_SoundFileOfAnArchitectureWithoutRules_Runs()
    {
        LlamaModels.SkipWithoutLibrary();
        using var file = new TemporaryModel(Writer("mistral3"));
        using var model = Model.Load(file.Path, s_options);
        Assert.Equal(Backend.LlamaCpp, model.LoadReport.Backend);
        Assert.EndsWith("; it was tried in a process of its own first: the architecture 'mistral3' has no rules here", model.LoadReport.Reason, StringComparison.Ordinal);
        using var untried = Model.Load(file.Path, s_options with { Trial = TrialUse.Never });
        Assert.DoesNotContain("tried", untried.LoadReport.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileThatLlamaCppRefuses_SaysWhatItSays()
    {
        LlamaModels.SkipWithoutLibrary();
        using var file = new TemporaryModel(Writer("mistral3").RemoveTensor("blk.1.ffn_down.weight"));
        var error = Assert.Throws<NativeCallException>(() => Model.Load(file.Path, s_options));
        Assert.Contains("blk.1.ffn_down.weight", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileThatEndsTheProcess_IsRefused()
    {
        LlamaModels.SkipWithoutLibrary();
        using var file = new TemporaryModel(MixtureWithoutExperts());
        var error = Assert.Throws<GgufException>(() => Model.Load(file.Path, s_options));
        Assert.Contains("llama.cpp did not survive loading it in a process of its own", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_FileThatEndsTheProcess_IsOneSentenceAndExitCode2()
    {
        LlamaModels.SkipWithoutLibrary();
        using var file = new TemporaryModel(MixtureWithoutExperts());
        var run = await Command.RunAsync("generate", "a", "--model", file.Path);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("did not survive", Assert.Single(run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void Request_ThroughJson_IsTheSame()
    {
        var options = new ModelOptions { NativeDirectory = "d", Repack = false, LoadIntoMemory = true, Gpu = GpuUse.None, GpuLayers = 3, FlashAttention = Toggle.On, KeyType = TensorType.Q8_0 };
        var request = TrialRequest.Of("/a/\u001b\"b.gguf", options) with { VocabularyOnly = true };
        Assert.Equal(request, TrialRequest.FromJson(request.ToJson()));
        Assert.Equal((64, TrialUse.Never, "d"), (request.Options(512).ContextLength, request.Options(512).Trial, request.Options(512).NativeDirectory));
        Assert.Equal(16, request.Options(16).ContextLength);
    }

    /// <summary>GLM-4.5 is a mixture of experts: llama.cpp asserts that the file has some, which is a rule of no architecture of ours.</summary>
    private static GgufWriter MixtureWithoutExperts() => Writer("glm4moe").Set("glm4moe.nextn_predict_layers", 0u).Set("glm4moe.leading_dense_block_count", 1u)
        .Set("glm4moe.expert_feed_forward_length", 64u).Set("glm4moe.expert_shared_count", 1u)
        .Set("glm4moe.expert_count", 0u).Set("glm4moe.expert_used_count", 0u);

    private static GgufWriter Writer(string architecture)
    {
        var writer = new RoleModel(ArchitectureCatalog.Find("llama")!, HasOptional: false).Writer();
        StructureAttacks.Rename(writer, "llama", architecture);
        return writer;
    }
}
