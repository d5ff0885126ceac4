using Engine.Sampling.Constraints;

namespace Engine.Generation.Speculative;

/// <summary>Drafts one text. Used on the thread of the model that verifies.</summary>
internal interface IDraft : IDisposable
{
    /// <summary>Adds at most <paramref name="count"/> tokens that may follow <paramref name="tokens"/> to <paramref name="drafts"/>, or none.</summary>
    /// <param name="tokens">The text so far: longer each time, and never another.</param>
    /// <param name="count">Tokens wanted.</param>
    /// <param name="constraint">What may come next, the drafter's own to advance; null for anything.</param>
    /// <param name="drafts">Empty.</param>
    void Propose(ReadOnlySpan<int> tokens, int count, ConstraintState? constraint, List<int> drafts);
}
