namespace Engine.Tests.Models;

/// <summary>Scores, log-probabilities and samplers of real models, on every backend.</summary>
public sealed class ModelSamplingTests
{
    // A row may be read in a batch of another size, which rounds differently on llama.cpp; the managed backend's decoded rows round differently from read ones.
    private const double RoundingTolerance = 0.02;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<Backend> Backends => [Backend.Managed, Backend.Reference, Backend.LlamaCpp];

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task ScoreAsync_GeneratedText_HasTheLogProbabilitiesItWasGeneratedWith(Backend backend)
    {
        await using var model = await LoadAsync(backend);
        var completion = await model.CompleteAsync("Once upon a time", new() { Seed = 5, MaxTokens = 12, LogProbabilities = 3, IgnoreEndOfGeneration = true }, Cancel);
        var score = await model.ScoreAsync((int[])[.. completion.PromptIds, .. completion.Ids], Cancel);
        Assert.Equal(completion.Ids, completion.LogProbabilities.Select(token => token.Token));
        Assert.Null(score.LogProbabilities[0]);
        for (int i = 0; i < completion.Ids.Count; i++)
        {
            var noted = completion.LogProbabilities[i];
            Assert.Equal(score.LogProbabilities[completion.PromptIds.Count + i]!.Value, noted.LogProbability, RoundingTolerance);
            Assert.Equal(3, noted.Top.Count);
        }
        Assert.Equal(score.LogProbabilities.Skip(1).Sum(), score.LogProbability);
        Assert.Equal(Math.Exp(-score.LogProbability / (score.Ids.Count - 1)), score.Perplexity, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task ScoreAsync_Text_IsTheSoftmaxOfTheLogitsStepByStep(Backend backend)
    {
        await using var model = await LoadAsync(backend);
        var score = await model.ScoreAsync("Life is short.", Cancel);
        using var sequence = model.CreateSequence();
        for (int i = 1; i < score.Ids.Count; i++)
        {
            await sequence.AppendAsync((int[])[score.Ids[i - 1]], Cancel);
            float[] row = sequence.Logits.ToArray();
            double sum = row.Sum(logit => Math.Exp(logit - row.Max()));
            Assert.Equal(row[score.Ids[i]] - row.Max() - Math.Log(sum), score.LogProbabilities[i]!.Value, RoundingTolerance);
        }
    }

    [Fact]
    public async Task ScoreAsync_BadText_Throws()
    {
        await using var model = await LoadAsync(Backend.Managed);
        await Assert.ThrowsAsync<ArgumentException>(() => model.ScoreAsync(ReadOnlyMemory<int>.Empty, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => model.ScoreAsync((int[])[-1], Cancel));
        await Assert.ThrowsAsync<ContextLengthException>(() => model.ScoreAsync(new int[1000], Cancel));
        var one = await model.ScoreAsync((int[])[1], Cancel);
        Assert.Equal((null, 0, 1), (Assert.Single(one.LogProbabilities), one.LogProbability, one.Perplexity));
    }

    [Fact]
    public async Task CreateSampler_OwnLoop_ChoosesWhatGenerationChooses()
    {
        await using var model = await LoadAsync(Backend.Reference);
        var options = new GenerationOptions { Seed = 9, MaxTokens = 10, RepetitionPenalty = 1.2f, DryMultiplier = 0.8f, IgnoreEndOfGeneration = true };
        var completion = await model.CompleteAsync("Once upon a time", options, Cancel);
        using var sequence = model.CreateSequence();
        var sampler = model.CreateSampler(options, traces: true);
        sampler.Accept([.. completion.PromptIds]);
        await sequence.AppendAsync((int[])[.. completion.PromptIds], Cancel);
        foreach (int expected in completion.Ids)
        {
            int token = sampler.Sample(sequence.Logits);
            Assert.Equal(expected, token);
            Assert.Equal(token, sampler.LastTrace!.Token);
            sampler.Accept(token);
            await sequence.AppendAsync((int[])[token], Cancel);
        }
    }

    [Fact]
    public async Task CompleteBestAsync_Seeded_IsTheTextsOfTheSeedsBestFirst()
    {
        await using var model = await LoadAsync(Backend.Managed);
        var options = new GenerationOptions { Seed = 20, MaxTokens = 8, Temperature = 1.5f, IgnoreEndOfGeneration = true };
        var texts = await model.CompleteBestAsync("The capital of France is", 4, options, Cancel);
        double[] means = [.. texts.Select(text => text.LogProbabilities.Average(token => token.LogProbability))];
        Assert.Equal(means.OrderDescending(), means);
        var alone = new List<string>();
        for (ulong seed = 20; seed < 24; seed++) alone.Add((await model.CompleteAsync("The capital of France is", options with { Seed = seed }, Cancel)).Text);
        Assert.Equal(alone.Order(StringComparer.Ordinal), texts.Select(text => text.Text).Order(StringComparer.Ordinal));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => model.CompleteBestAsync("a", 0, options, Cancel));
    }

    [Fact]
    public async Task CompleteAsync_BadNotes_Throws()
    {
        await using var model = await LoadAsync(Backend.Managed);
        await Assert.ThrowsAsync<ArgumentException>(() => model.CompleteAsync("a", new() { LogProbabilities = -1 }, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => model.CompleteAsync("a", new() { DryMultiplier = 1, DrySequenceBreakers = [new string('x', 50)] }, Cancel));
    }

    private static Task<Model> LoadAsync(Backend backend)
    {
        if (backend == Backend.LlamaCpp) Engine.Tests.Backends.LlamaCpp.LlamaModels.SkipWithoutLibrary();
        return Model.LoadAsync(TestFiles.Demo, new ModelOptions { Backend = backend, ContextLength = 128 }, Cancel);
    }
}
