using System.Text;
using Engine.Backends;
using Engine.Generation;
using Engine.Gguf;
using Engine.Tokenization;

namespace Engine.Tests.Generation;

/// <summary>Beam search with the bundled model.</summary>
public sealed class BeamSearchModelTests
{
    // Twelve tokens, each of whose logits two float implementations may compute a little differently.
    private const double LogProbabilityTolerance = 0.01;

    [Fact]
    public void Run_OnceUponATime_FindsTheVillageThatGreedyMisses()
    {
        using var file = GgufFile.Open(TestFiles.Demo);
        using var model = BackendCatalog.Get(Backend.Reference).Load(file, new ModelOptions { MaxSequences = 4 }, CancellationToken.None);
        var tokenizer = Tokenizer.Create(file);
        int[] ids = tokenizer.Encode(Encoding.UTF8.GetBytes("Once upon a time"));
        var runner = new ModelRunner(model.ForwardPass!, null, tokenizer, new ModelOptions { MaxSequences = 4 });

        var greedy = Search(1);
        var beam = Search(4);

        Assert.Equal(", there was a clever girl named Olive. She was gentle", tokenizer.Decode([.. greedy.Tokens]));
        Assert.Equal(-11.559, greedy.LogProbability, LogProbabilityTolerance);
        Assert.Equal(", in a village at the edge of the forest, there", tokenizer.Decode([.. beam.Tokens]));
        Assert.Equal(-2.922, beam.LogProbability, LogProbabilityTolerance);

        BeamSearchResult Search(int width)
        {
            var request = new BeamRequest(runner.Model, ids, new() { Width = width, MaxTokens = 12 });
            runner.Scheduler.Expect(request);
            runner.Scheduler.Add(request);
            while (runner.Scheduler.HasWork) runner.Scheduler.Step(CancellationToken.None);
            return request.Done.GetAwaiter().GetResult()[0];
        }
    }
}
