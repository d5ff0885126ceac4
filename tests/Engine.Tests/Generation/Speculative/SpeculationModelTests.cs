using Engine.Backends;
using Engine.Tests.Backends.Managed;

namespace Engine.Tests.Generation.Speculative;

/// <summary>Speculation on real models: the same text, and on managed the same bits.</summary>
public sealed class SpeculationModelTests
{
    private static readonly string[] s_prompts =
    [
        "Once upon a time", "The capital of France is", "one two three one two three one two", "Life is short", "{\"a\": 1, \"b\": 2, \"a\": 1,", "<|im_start|>user\nWho are you?<|im_end|>\n<|im_start|>assistant\n",
        "There was a fox named Rusty. Rusty the fox", "Name: Mia\nName: Tom\nName:",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Generate_DraftedByLookUpOrModel_IsWhatItIsWithout() => await CompareAsync(prompts: 24, tokens: 24);

    /// <summary>Two hundred prompts; half a minute.</summary>
    [Fact(Explicit = true)]
    public async Task Generate_TwoHundredPrompts_AreWhatTheyAreWithout() => await CompareAsync(prompts: 200, tokens: 40);

    [Fact]
    public void Forward_DraftedRowsInOneBatch_HaveTheBitsOfRowsOneByOne()
    {
        using var model = new ManagedModel(TestFiles.Demo);
        var pass = model.Pass;
        int[] prompt = [1, 1531, 1713, 261, 611], text = [48, 511, 323, 261, 900, 17];
        Read();
        var rows = new List<float[]>();
        for (int i = 0; i < text.Length; i++)
        {
            pass.Forward([new BatchToken(text[i], prompt.Length + i, 0, true, IsDecoded: true)], Cancel);
            rows.Add(pass.Logits(0).ToArray());
        }
        Read();
        pass.Forward([.. text.Select((token, i) => new BatchToken(token, prompt.Length + i, 0, true, IsDecoded: true))], Cancel);
        for (int i = 0; i < text.Length; i++) Assert.True(rows[i].AsSpan().SequenceEqual(pass.Logits(i)), $"row {i}");

        void Read()
        {
            pass.KvStore.Truncate(0, 0);
            pass.Forward([.. prompt.Select((token, i) => new BatchToken(token, i, 0, i == prompt.Length - 1))], Cancel);
        }
    }

    [Theory]
    [InlineData(Backend.Reference)]
    [InlineData(Backend.LlamaCpp)]
    public async Task Generate_OtherBackends_DraftToo(Backend backend)
    {
        Model model;
        try
        {
            model = await Model.LoadAsync(TestFiles.Demo, new ModelOptions { Backend = backend }, Cancel);
        }
        catch (InvalidOperationException missing) when (backend == Backend.LlamaCpp)
        {
            Assert.Skip($"skipped: {missing.Message}");
            throw;
        }
        await using (model)
        {
            var options = new GenerationOptions { Temperature = 0, MaxTokens = 16 };
            var plain = await model.CompleteAsync(s_prompts[2], options, Cancel);
            var drafted = await model.CompleteAsync(s_prompts[2], options with { Speculation = new Speculation() }, Cancel);
            Assert.Equal(plain.Text, drafted.Text);
        }
    }

    [Fact]
    public async Task CheckVocabulary_AnotherOne_IsRefusedByASentence()
    {
        using var draft = Draft.Load(TestFiles.Shared("models", "stories260K.gguf"));
        await using var model = await Model.LoadAsync(TestFiles.Demo, cancellationToken: Cancel);
        var options = new GenerationOptions { Speculation = new Speculation { Draft = draft } };
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => model.CompleteAsync("a", options, Cancel));
        Assert.Contains("the same vocabulary was expected", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ModelThatDoesNotGenerate_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => Draft.Load(TestFiles.Shared("models", "all-MiniLM-L6-v2-f16.gguf")));

    private static async Task CompareAsync(int prompts, int tokens)
    {
        await using var model = await Model.LoadAsync(TestFiles.Demo, new ModelOptions { Backend = Backend.Managed, CacheTokens = 8192 }, Cancel);
        using var draft = Draft.Load(TestFiles.Demo, new ModelOptions { Backend = Backend.Managed, CacheTokens = 8192 });
        int accepted = 0;
        await Task.WhenAll(Enumerable.Range(0, prompts).Select(async i =>
        {
            string prompt = s_prompts[i % s_prompts.Length] + string.Concat(Enumerable.Repeat(" and then", i / s_prompts.Length % 9));
            var options = new GenerationOptions { Temperature = i % 2 == 0 ? 0 : 0.9f, Seed = (ulong)i, MaxTokens = tokens };
            var plain = await model.CompleteAsync(prompt, options, Cancel);
            foreach (var speculation in (Speculation[])[new(), new() { Draft = draft }])
            {
                var drafted = await model.CompleteAsync(prompt, options with { Speculation = speculation }, Cancel);
                Assert.Equal(plain.Ids, drafted.Ids);
                Interlocked.Add(ref accepted, drafted.Usage.AcceptedTokens);
            }
        }));
        Assert.True(accepted > prompts, $"{accepted} drafts were accepted");
    }
}
