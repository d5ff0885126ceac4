using Engine.Backends;
using Engine.Generation;
using Engine.Gguf;
using Engine.Kernels.Attention;
using Engine.Kernels.Threading;
using Engine.Sampling;
using Engine.Tests.Backends.LlamaCpp;
using Engine.Tests.Models;
using Engine.Tests.Sampling;
using Engine.Tokenization;

namespace Engine.Tests.Alone;

/// <summary>What is done once per token allocates nothing, on no thread.</summary>
public sealed class AllocationTests
{
    /// <summary>Tokens of a run: past the end of a block of the managed cache, and some of the others, which have none.</summary>
    private static int Tokens(Backend backend) => backend == Backend.Managed ? KvBlocks.BlockTokens + 8 : 8;

    private static readonly Dictionary<string, SyntheticModel> s_models = new()
    {
        ["llama"] = new SyntheticModel("llama", TensorType.Q4_0),
        ["qwen2"] = new SyntheticModel("qwen2"),
        ["gemma3"] = new SyntheticModel("gemma3"),
    };

    [Theory(Explicit = true), RunsAlone]
    [InlineData(Backend.Managed, "llama", 1)]
    [InlineData(Backend.Managed, "llama", 2)]
    [InlineData(Backend.Managed, "qwen2", 1)]
    [InlineData(Backend.Managed, "gemma3", 1)]
    [InlineData(Backend.Reference, "llama", 1)]
    [InlineData(Backend.Reference, "llama", 2)]
    [InlineData(Backend.LlamaCpp, "llama", 1)]
    public void Forward_DecodedTokens_AllocateNothing(Backend backend, string model, int threads)
    {
        if (backend == Backend.LlamaCpp) LlamaModels.SkipWithoutLibrary();
        using var file = s_models[model].Write();
        Assert.Equal(0, OfDecoding(backend, file.Path, threads, adapter: null));
    }

    [Fact(Explicit = true), RunsAlone]
    public void Forward_DecodedTokensOfTheDemoModel_AllocateNothing() => Assert.Equal(0, OfDecoding(Backend.Managed, TestFiles.Demo, threads: 1, adapter: null));

    [Fact(Explicit = true), RunsAlone]
    public void Forward_DecodedTokensWithAnAdapter_AllocateNothing()
    {
        using var file = s_models["llama"].Write();
        using var adapter = new SyntheticAdapter(s_models["llama"], 16, TensorType.F16).Write();
        Assert.Equal(0, OfDecoding(Backend.Managed, file.Path, threads: 1, adapter.Path));
    }

    [Theory(Explicit = true), RunsAlone]
    [InlineData("temperature=0")]
    [InlineData("top_k=40 top_p=0.95 min_p=0.05 temperature=0.8 repetition_penalty=1.1 presence_penalty=0.1 logit_bias=5=1")]
    [InlineData("top_p=0.95 repetition_penalty=1.1 penalty_window=-1")]
    [InlineData("min_p=0.05 top_p=0.9999")]
    [InlineData("temperature=1")]
    [InlineData("temperature=1 typical_p=0.9")]
    [InlineData("temperature=1 top_n_sigma=1")]
    [InlineData("temperature=1 xtc_probability=1")]
    [InlineData("temperature=1 dynatemp_range=0.5 top_k=40")]
    [InlineData("temperature=1 mirostat=1")]
    [InlineData("temperature=0.8 mirostat=2")]
    [InlineData("temperature=0.8 adaptive_target=0.3 min_p=0.05")]
    [InlineData("temperature=1 dry_multiplier=0.8 dry_sequence_breakers=none top_k=40")]
    [InlineData("temperature=1 no_repeat_ngram_size=3 banned_tokens=1,2 forced_tokens=3,4 top_k=40")]
    public void Sample_AfterTheFirstTokens_AllocatesNothing(string settings)
    {
        const int vocabSize = 5000;
        var chain = new SamplerChain(SamplerChainTests.Parse(settings), vocabSize);
        float[] source = LogitRows.Model(vocabSize, 12), row = new float[vocabSize];
        void Run(int tokens)
        {
            for (int i = 0; i < tokens; i++)
            {
                source.CopyTo(row, 0);
                chain.Accept(chain.Sample(row));
            }
        }
        Run(64);
        Assert.Equal(0, Allocations.Of(() => Run(256)));
    }

    [Fact(Explicit = true)]
    [RunsAlone]
    public void TokenChooserChoose_NothingNoted_AllocatesNothing()
    {
        var chooser = new TokenChooser(new SamplingOptions { Seed = 1, RepetitionPenalty = 1.1f }, 5000, null, []);
        float[] source = LogitRows.Model(5000, 3), row = new float[5000];
        void Run(int tokens)
        {
            for (int i = 0; i < tokens; i++)
            {
                source.CopyTo(row, 0);
                chooser.Prepare(row);
                chooser.Accept(chooser.Choose(row));
            }
        }
        Run(64);
        Assert.Equal(0, Allocations.Of(() => Run(256)));
        Assert.Null(chooser.LogProbabilities);
        Assert.Null(chooser.Trace);
    }

    [Fact(Explicit = true), RunsAlone]
    public void TokenStream_AfterTheFirst_AllocatesNothing()
    {
        using var file = GgufFile.Open(TestFiles.Demo);
        var stream = new TokenStream(Tokenizer.Create(file));
        int[] ids = [.. Enumerable.Range(0, 4096)];
        foreach (int id in ids) stream.Append(id);
        Assert.Equal(0, Allocations.Of(() =>
        {
            foreach (int id in ids) stream.Append(id);
        }));
    }

    [Theory(Explicit = true), RunsAlone]
    [InlineData(0)]
    [InlineData(1)]
    public void Count_MemberOfATeamThatAllocates_SeesIt(int member)
    {
        using var team = new Team(2, adapts: false);
        var work = new AllocatingWork(member, bytes: 1000);
        team.Run(work, CancellationToken.None);
        Assert.InRange(Allocations.Of(() => team.Run(work, CancellationToken.None)), 1000, 1100);
    }

    /// <summary>Steps of several texts at once, with every policy on, across the edges of blocks; what one text's first step makes is made before.</summary>
    [Theory(Explicit = true), RunsAlone]
    [InlineData(Backend.Managed)]
    [InlineData(Backend.LlamaCpp)]
    public void Step_SeveralTextsThatDecode_AllocatesNothing(Backend backend)
    {
        if (backend == Backend.LlamaCpp) LlamaModels.SkipWithoutLibrary();
        const int texts = 4, warmUp = 32;
        using var file = GgufFile.Open(TestFiles.Demo);
        var options = new ModelOptions { Backend = backend, ContextLength = 256, CacheTokens = 1024, Threads = 1, Gpu = GpuUse.None, MaxSequences = texts };
        using var model = BackendCatalog.Get(backend).Load(file, options, CancellationToken.None);
        var runner = new ModelRunner(model.ForwardPass!, null, Tokenizer.Create(file), options);
        var sampled = new GenerationOptions
        {
            Seed = 7,
            Temperature = 0.8f,
            TopK = 40,
            TopP = 0.95f,
            MinP = 0.05f,
            RepetitionPenalty = 1.1f,
            IgnoreEndOfGeneration = true,
            StopSequences = ["never so written"],
        };
        var bytes = new ByteCount();
        for (int i = 0; i < texts; i++)
        {
            var text = new Engine.Generation.Generation(runner.Model, new GenerationRequest([1, 1531 + i, 261], sampled, 0), bytes);
            runner.Scheduler.Expect(text);
            runner.Scheduler.Add(text);
        }
        void Steps(int count)
        {
            for (int i = 0; i < count; i++) runner.Scheduler.Step(CancellationToken.None);
        }
        Steps(warmUp);
        Assert.Equal(0, Allocations.Of(() => Steps(40)));
        Assert.True(bytes.Count > texts * warmUp, $"{bytes.Count} bytes of text");
        Assert.Equal(texts, runner.Scheduler.Statistics.Running);
    }

    private static long OfDecoding(Backend backend, string path, int threads, string? adapter)
    {
        using var file = GgufFile.Open(path);
        var options = new ModelOptions { Backend = backend, ContextLength = 256, Threads = threads, Gpu = GpuUse.None, MaxSequences = 1 };
        using var model = BackendCatalog.Get(backend).Load(file, options, CancellationToken.None);
        using var loaded = adapter is null ? null : model.Adapters!.LoadAdapter(adapter);
        if (loaded is not null) model.Adapters!.Apply([(loaded, 1)]);
        var pass = model.ForwardPass!;
        var single = new BatchToken[1];
        int tokens = Tokens(backend);
        void Decode()
        {
            pass.KvStore.Truncate(0, 0);
            for (int position = 0; position < tokens; position++)
            {
                single[0] = new BatchToken(1 + position % 300, position, 0, true, IsDecoded: true);
                pass.Forward(single, CancellationToken.None);
                _ = pass.Logits(0)[0];
            }
        }
        Decode();
        return Allocations.Of(Decode);
    }

    private sealed class ByteCount : IGenerationOutput
    {
        public int Count { get; private set; }

        public void Token(int token, GeneratedText text, TokenNotes notes) => Count += text.Utf8.Length;
        public void Rest(GeneratedText text) => Count += text.Utf8.Length;
        public void Finished(GenerationResult result) { }
        public void Failed(Exception error) => throw error;
    }

    private sealed class AllocatingWork(int member, int bytes) : ITeamWork
    {
        private byte[]? _kept;

        public void Run(Team team, int worker)
        {
            if (worker == member) _kept = new byte[bytes];
            team.Barrier(worker);
            GC.KeepAlive(_kept);
        }
    }
}
