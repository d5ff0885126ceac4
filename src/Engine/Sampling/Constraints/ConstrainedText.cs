namespace Engine.Sampling.Constraints;

/// <summary>A generated text under a constraint: it masks the rows of logits, knows when the text is whole, and brings it to its end when tokens run out.</summary>
/// <param name="state">The constraint at the beginning of the text.</param>
/// <param name="freeTokens">Tokens until only the shortest way to the end is allowed.</param>
internal sealed class ConstrainedText(ConstraintState state, int freeTokens)
{
    /// <summary>What may come next.</summary>
    public ConstraintState State => state;

    /// <summary>Makes the logits of all tokens that may not come next negative infinity; false when there is none that may.</summary>
    /// <param name="row">A logit per token.</param>
    /// <param name="tokens">Tokens of the text so far.</param>
    public bool Mask(Span<float> row, int tokens)
    {
        var mask = tokens < freeTokens ? state.Mask() : state.ShortestMask();
        bool any = false;
        for (int i = 0; i < mask.Length; i++)
        {
            ulong word = mask[i];
            any |= word != 0;
            if (word == ulong.MaxValue) continue;
            var logits = row.Slice(i * 64, Math.Min(64, row.Length - i * 64));
            if (word == 0) logits.Fill(float.NegativeInfinity);
            else
                for (int bit = 0; bit < logits.Length; bit++)
                    if ((word >> bit & 1) == 0) logits[bit] = float.NegativeInfinity;
        }
        return any;
    }

    /// <summary>Why the text ends here of itself: nothing can follow, or it may end and its tokens are used up. Null when it goes on, or is cut off.</summary>
    public FinishReason? Finish(int tokens) => state.IsComplete || (tokens >= freeTokens && state.CanEnd && !state.IsFree) ? FinishReason.Stop : null;

    /// <summary>Whether the text is cut off here: its tokens are used up, and it is free, so that nothing is to be brought to its end.</summary>
    public bool IsCut(int tokens) => tokens >= freeTokens && state is { IsFree: true, CanEnd: true };
}
