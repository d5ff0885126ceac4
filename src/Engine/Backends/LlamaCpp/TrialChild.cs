using Engine.Gguf;
using Engine.Native;

namespace Engine.Backends.LlamaCpp;

/// <summary>The child's side of a trial: loads a file, runs one token through it, and says on standard output how it went.</summary>
internal static class TrialChild
{
    /// <summary>The first line, so that the parent knows that a trial runs and not the application.</summary>
    public const string Greeting = "engine: trial";

    /// <summary>How the second line begins; after the last two follows a sentence.</summary>
    public const string Worked = "worked", Refused = "refused ", Failed = "failed ";

    /// <summary>Runs the trial and ends the process.</summary>
    public static void Run(string request)
    {
        Environment.SetEnvironmentVariable(TrialRequest.Variable, null);
        Console.Out.WriteLine(Greeting);
        Console.Out.Flush();
        string? result = null;
        using var done = new ManualResetEventSlim();
        void Work()
        {
            result = Try(TrialRequest.FromJson(request));
            done.Set();
        }
        new Thread(Work) { IsBackground = true }.Start();
        // After an abort inside llama.cpp its thread does not come back.
        WaitHandle.WaitAny([done.WaitHandle, NativeAbort.Token.WaitHandle]);
        Console.Out.WriteLine(result ?? Failed + NativeAbort.Error?.Message);
        Console.Out.Flush();
        Environment.Exit(0);
    }

    private static string Try(TrialRequest request)
    {
        try
        {
            Load(request);
            return Worked;
        }
        catch (Exception error) when (error is NativeCallException or GgufException or ArgumentException or InvalidOperationException)
        {
            return Refused + UntrustedText.Show(error.Message, 1000);
        }
        catch (Exception error)
        {
            return Failed + UntrustedText.Sentence($"{error.GetType().Name}: {error.Message:1000}");
        }
    }

    private static void Load(TrialRequest request)
    {
        using var file = GgufFile.Open(request.Path);
        var report = GgufValidator.Validate(file);
        var options = request.Options(report.Shape.ContextLength);
        if (request.VocabularyOnly)
        {
            LlamaFileRules.Check(file);
            using var vocabulary = NativeModel.Load(LlamaLibrary.Load(request.NativeDirectory), request.Path, new NativeModelOptions { VocabularyOnly = true }, null, CancellationToken.None);
            vocabulary.Tokenize("A snowman\n\u2603."u8, addSpecial: true, parseSpecial: true);
            return;
        }
        using var model = new LlamaCppBackend().Load(file, options, CancellationToken.None);
        model.Encoder?.Encode([[0]], Pooling.Model, CancellationToken.None);
        model.Classifier?.Classify([[0]], CancellationToken.None);
        model.SourceEncoder?.EncodeSource([0], CancellationToken.None);
        model.ForwardPass?.Forward([new BatchToken(0, 0, 0, WantsLogits: true)], CancellationToken.None);
    }
}
