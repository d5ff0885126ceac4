namespace Engine;

/// <summary>Changes the logits of the next token before any constraint and any policy sees them.</summary>
/// <remarks>
/// One instance may serve several requests only if it keeps no state of them. It runs on the model's thread, in every step: what it spends, all requests wait for. An
/// exception in it ends its request, with that exception, and no other.
/// </remarks>
public interface ILogitsProcessor
{
    /// <summary>Changes <paramref name="logits"/>.</summary>
    /// <param name="logits">The logit of every token, (vocabSize), indexed by id; negative infinity bans one.</param>
    /// <param name="tokens">The text so far: the prompt's tokens and those generated.</param>
    void Process(Span<float> logits, ReadOnlySpan<int> tokens);
}
