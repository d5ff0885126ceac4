using Engine.Backends;

namespace Engine.Generation;

/// <summary>Reads a text with a causal model and takes its hidden states, (1 or tokens, hiddenDim): the last token's, or every token's.</summary>
/// <param name="tokens">Token ids, at least one.</param>
/// <param name="onlyLast">Whether the state after the last token is all that is wanted; the beginning then comes from the cache where it is there.</param>
/// <param name="pass">Who computes them.</param>
internal sealed class HiddenRequest(int[] tokens, bool onlyLast, IForwardPass pass) : ReadingRequest<float[]>(tokens.Length)
{
    private readonly float[] _states = new float[(onlyLast ? 1 : tokens.Length) * pass.HiddenDim];
    private int _row, _added;

    public override ReadOnlySpan<int> Prompt => onlyLast ? tokens : [];

    public override int Wanted
    {
        get
        {
            int left = tokens.Length - Run;
            if (!pass.HiddenIsDear) return left;
            return onlyLast ? Math.Max(1, left - 1) : Math.Min(left, Math.Max(1, MostLogits / pass.VocabSize));
        }
    }

    public override void Fill(StepBatch batch, int count)
    {
        _row = batch.Count;
        _added = count;
        for (int end = Run + count; Run < end; Run++)
            batch.Add(new BatchToken(tokens[Run], Run, Sequence, WantsLogits: false, WantsHidden: !onlyLast || Run == tokens.Length - 1));
    }

    public override bool Advance(IForwardPass pass, long ticks)
    {
        int dim = pass.HiddenDim;
        if (!onlyLast)
            for (int i = 0; i < _added; i++) pass.Hidden(_row + i).CopyTo(_states.AsSpan((Run - _added + i) * dim));
        if (Run < tokens.Length) return false;
        if (onlyLast) pass.Hidden(_row + _added - 1).CopyTo(_states);
        Finish(_states);
        return true;
    }
}
