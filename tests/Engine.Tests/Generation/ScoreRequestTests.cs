using Engine.Generation;

namespace Engine.Tests.Generation;

public sealed class ScoreRequestTests
{
    private const int VocabSize = 4;
    private const double RoundingTolerance = 1e-6;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    public void Run_Text_IsTheLogSoftmaxOfEveryRow(int length)
    {
        var pass = new TableForwardPass(VocabSize, 3, 2);
        var runner = new ModelRunner(pass, null, new FakeTokenizer("abc"), new ModelOptions { MaxSequences = 2, BatchSize = 16 });
        int[] tokens = [.. Enumerable.Range(0, length).Select(i => i * 7 % VocabSize)];

        double?[] scores = Score(runner, tokens);

        Assert.Null(scores[0]);
        for (int i = 1; i < length; i++)
        {
            float[] row = pass.LogitsAfter(tokens.Take(i));
            Assert.Equal(row[tokens[i]] - Math.Log(row.Sum(logit => Math.Exp(logit))), scores[i]!.Value, RoundingTolerance);
        }
        Assert.Equal(0, runner.Cache.Held);
        // What it has read serves others, and is read again for another score.
        Assert.Equal(length - 1, runner.Cache.Cached([.. tokens, 0], reuseDecoded: false));
        Assert.Equal(scores, Score(runner, tokens));
    }

    [Fact]
    public async Task Run_Cancelled_GivesEverythingBack()
    {
        var runner = new ModelRunner(new TableForwardPass(VocabSize, 3, 2), null, new FakeTokenizer("abc"), new ModelOptions { MaxSequences = 2, BatchSize = 16 });
        using var cancelled = new CancellationTokenSource();
        var request = new ScoreRequest(runner.Model, new int[20]) { Caller = cancelled.Token };
        runner.Scheduler.Expect(request);
        runner.Scheduler.Add(request);
        runner.Scheduler.Step(CancellationToken.None);
        Assert.Equal(1, runner.Cache.Held);
        await cancelled.CancelAsync();
        runner.Scheduler.Step(CancellationToken.None);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request.Done);
        Assert.Equal(0, runner.Cache.Held);
    }

    private static double?[] Score(ModelRunner runner, int[] tokens)
    {
        var request = new ScoreRequest(runner.Model, tokens);
        runner.Scheduler.Expect(request);
        runner.Scheduler.Add(request);
        while (runner.Scheduler.HasWork) runner.Scheduler.Step(CancellationToken.None);
        return request.Done.GetAwaiter().GetResult();
    }
}
