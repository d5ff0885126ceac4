using Engine.Backends;
using Engine.Sampling;

namespace Engine.Generation;

/// <summary>Reads a text and takes the logits after every token: how probable the next one was.</summary>
/// <param name="model">The model.</param>
/// <param name="tokens">Token ids, at least two.</param>
internal sealed class ScoreRequest(GenerationModel model, int[] tokens) : ReadingRequest<double?[]>(tokens.Length - 1)
{
    private readonly double?[] _scores = new double?[tokens.Length];
    private readonly TopLogits _logits = new(0);
    private int _row, _added;

    // What is cached has no logits any more: all of it is read.
    public override ReadOnlySpan<int> Prompt => [];

    public override int Wanted => Math.Min(tokens.Length - 1 - Run, Math.Max(1, MostLogits / model.VocabSize));

    public override void Fill(StepBatch batch, int count)
    {
        _row = batch.Count;
        _added = count;
        for (int end = Run + count; Run < end; Run++) batch.Add(new BatchToken(tokens[Run], Run, Sequence, WantsLogits: true));
    }

    public override bool Advance(IForwardPass pass, long ticks)
    {
        for (int i = 0; i < _added; i++)
        {
            var row = pass.Logits(_row + i)[..model.VocabSize];
            int next = Run - _added + i + 1;
            _logits.Take(row);
            _scores[next] = tokens[next] < row.Length ? _logits.LogProbability(row[tokens[next]]) : double.NegativeInfinity;
        }
        if (Run < tokens.Length - 1) return false;
        Finish(_scores);
        return true;
    }
}
