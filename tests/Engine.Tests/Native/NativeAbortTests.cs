using Engine.Backends;
using Engine.Gguf;
using Engine.Native;
using Engine.Tests.Backends.LlamaCpp;
using Engine.Tests.Cli;

namespace Engine.Tests.Native;

public sealed class NativeAbortTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task FailedCheck_InAChildProcess_IsSurvived()
    {
        LlamaModels.SkipWithoutLibrary();
        await Command.RunTestAsync(typeof(NativeAbortTests), nameof(FailedCheck_HereAndNow_RefusesLlamaCppAndNothingElse));
    }

    /// <summary>Takes llama.cpp from the process it runs in: only for a child.</summary>
    [Fact(Explicit = true)]
    public void FailedCheck_HereAndNow_RefusesLlamaCppAndNothingElse()
    {
        using var model = LlamaModels.Load(TestFiles.Demo);
        model.Run([1, 5]);
        Assert.False(NativeAbort.HasAborted);
        var backend = BackendCatalog.Get(Backend.LlamaCpp);
        Assert.False(backend.Aborted.IsCancellationRequested);

        // There is no device 99, and ggml says so by ending the process.
        new Thread(() => LlamaApi.ggml_backend_dev_get(99)) { IsBackground = true }.Start();
        Assert.True(backend.Aborted.WaitHandle.WaitOne(s_patience), "nobody was told");

        Assert.IsType<NativeAbortException>(backend.AbortError);
        var error = Assert.Throws<NativeAbortException>(() => model.Run([7], 2));
        Assert.Contains("ggml-backend", error.Message, StringComparison.Ordinal);
        Assert.Throws<NativeAbortException>(() => model.Store.Truncate(0, 1));
        Assert.Throws<NativeAbortException>(() => LlamaModels.Load(TestFiles.Demo));
        using var file = GgufFile.Open(TestFiles.Demo);
        Assert.Equal(error.Message, backend.WhyNot(file, new ModelOptions()));
        Assert.Equal(error.Message, NativeLibraryReport.Create().Problem);

        using var reference = BackendCatalog.Get(Backend.Reference).Load(file, new ModelOptions { MaxSequences = 1 }, TestContext.Current.CancellationToken);
        reference.ForwardPass!.Forward([new(1, 0, 0, true)], TestContext.Current.CancellationToken);
        Assert.True(float.IsFinite(reference.ForwardPass.Logits(0)[0]));
    }
}
