using System.CommandLine;
using Engine.Cli;

namespace Engine.Tests.Cli;

public sealed class VerbTests
{
    private static readonly string[] s_modelFlags = ["--model", "--backend", "--threads", "--context", "--kv", "--lora", "--gpu", "--gpu-layers", "--main-gpu", "--split-mode", "--tensor-split", "--rope-freq-base", "--rope-freq-scale", "--no-mmap", "--trial"];

    /// <summary>Verbs that run no model: they read files, and show or change what is in them.</summary>
    private static readonly string[] s_withoutModel = ["doctor", "inspect", "tokenize", "detokenize", "template", "quantize"];

    public static TheoryData<string> Verbs => [.. CommandLine.Create().Subcommands.Select(verb => verb.Name)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_EveryVerb_IsCalledEngineAndShowsNoPathOfThisMachine(string verb)
    {
        string help = Help(verb);
        Assert.Contains($"engine {verb}", help, StringComparison.Ordinal);
        Assert.DoesNotContain("Engine.Cli", help, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetFullPath(AppContext.BaseDirectory).TrimEnd(Path.DirectorySeparatorChar), help, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_OfTheCommand_NamesEveryVerb()
    {
        string help = Help();
        Assert.Contains("engine [command]", help, StringComparison.Ordinal);
        Assert.All(Verbs, verb => Assert.Contains($"\n  {verb.Data}", help, StringComparison.Ordinal));
        Assert.DoesNotContain("[default: /", help, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Verb_ThatRunsAModel_HasAllFlagsOfModels(string verb)
    {
        if (s_withoutModel.Contains(verb)) return;
        var command = CommandLine.Create().Subcommands.Single(command => command.Name == verb);
        Assert.Empty(s_modelFlags.Except(command.Options.Select(option => option.Name)));
    }

    [Fact]
    public async Task Tokenize_NoBos_LeavesOutWhatTheModelAdds()
    {
        var run = await Command.RunAsync("tokenize", "Life", "--no-bos", "--json");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal([80, 690, 105], run.Json.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()));
        var whole = await Command.RunAsync("tokenize", "<|im_end|>", "--no-bos", "--no-special", "--json");
        Assert.True(whole.Json.GetProperty("ids").GetArrayLength() > 1, "the text of a special token was read as that token");
    }

    [Theory]
    [InlineData("--batch-size is 0; 1 or more was expected", "--batch-size", "0")]
    [InlineData("--tensor-split is '3;1'; a share for each GPU", "--tensor-split", "3;1")]
    [InlineData("--tensor-split is '0,0'", "--tensor-split", "0,0")]
    [InlineData("--rope-freq-base is 0; a number above 0 was expected", "--rope-freq-base", "0")]
    [InlineData("--rope-freq-scale is '0,5'", "--rope-freq-scale", "0,5")]
    [InlineData("attention that is not fused was asked for", "--flash-attention", "off", "--backend", "managed")]
    public async Task Generate_FlagsOfLoading_AreRefusedByName(string sentence, params string[] arguments)
    {
        var run = await Command.RunAsync(["generate", "Once", "--max-tokens", "1", .. arguments]);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(sentence, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_FlagsOfLoading_AreWhatTheModelIsLoadedWith()
    {
        var flags = new ModelFlags();
        var command = new System.CommandLine.Command("any");
        flags.AddTo(command);
        NumberFlags.ReadStrictly(command);
        string line = "--batch-size 64 --flash-attention on --rope-freq-base 5000 --rope-freq-scale 0.5 --tensor-split 3,1 --main-gpu 1 --split-mode row --no-mmap --no-repack --gpu-layers 7 --trial never";
        var parsed = command.Parse(line);
        var options = flags.Options(parsed);
        Assert.Empty(parsed.Errors);
        Assert.Equal([3f, 1f], options.TensorSplit);
        Assert.Equal(
            new ModelOptions
            {
                BatchSize = 64,
                FlashAttention = Toggle.On,
                RopeFrequencyBase = 5000,
                RopeFrequencyScale = 0.5f,
                MainGpu = 1,
                GpuSplit = GpuSplit.Row,
                LoadIntoMemory = true,
                Repack = false,
                GpuLayers = 7,
                Trial = TrialUse.Never,
                TensorSplit = options.TensorSplit,
                Adapters = options.Adapters,
            },
            options);
        // Another process that is to load the same is given the same, but for what the verb says itself.
        var again = flags.Options(command.Parse(["--batch-size", "64", .. flags.Loading(parsed)]));
        Assert.Equal(options with { TensorSplit = [], Adapters = [] }, again with { TensorSplit = [], Adapters = [] });
        Assert.Equal(options.TensorSplit, again.TensorSplit);
    }

    [Theory]
    [InlineData("the context asked for has 2", "--context", "2")]
    [InlineData("--threads is -1", "--threads", "-1")]
    [InlineData("a GPU", "--gpu", "require", "--backend", "managed")]
    [InlineData("there is no file /nowhere.gguf", "--lora", "/nowhere.gguf")]
    public async Task Logits_FlagsOfModels_AreNotIgnored(string sentence, params string[] arguments)
    {
        var run = await Command.RunAsync(["logits", "Once upon a time", .. arguments]);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(sentence, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complaint_TextThatSteersATerminal_IsHarmlessAndShort()
    {
        var run = await Command.RunAsync("generate", "--backend", "\u001b[2J" + new string('x', 10_000), "a");
        Assert.Equal(2, run.ExitCode);
        Assert.DoesNotContain('\u001b', run.Errors);
        Assert.InRange(run.Errors.Length, 1, 300);
    }

    [Fact]
    public async Task Verb_FileThatIsNone_IsTheUsersMistake()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "skipped: sockets have no place among Windows' files");
        var directory = Directory.CreateTempSubdirectory("engine-files");
        try
        {
            string socketPath = Path.Combine(directory.FullName, "s");
            using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
            socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(socketPath));
            foreach (string[] arguments in new string[][]
            {
                ["generate", "x", "--model", socketPath],
                ["generate", "--file", socketPath],
                ["generate", "x", "--lora", socketPath],
                ["template", "--messages", socketPath],
                ["attention", "x", "--layer", "0", "--head", "0", "--svg", directory.FullName],   // a directory is not to be written to
            })
            {
                var run = await Command.RunAsync(arguments);
                Assert.Equal((2, ""), (run.ExitCode, run.Output));
                Assert.Single(run.Errors.TrimEnd().Split('\n'));
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static string Help(params string[] verb)
    {
        using var output = new StringWriter();
        CommandLine.Create().Parse([.. verb, "--help"]).Invoke(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false });
        return output.ToString();
    }
}
