
namespace Engine.Sampling;

/// <summary>
/// Chooses the next token: the policies of <see cref="SamplingCatalog"/> that the options turn on, each reweighting or narrowing what
/// the one before left, then one draw. Allocates nothing per token.
/// </summary>
/// <remarks>One sequence of tokens, one thread at a time.</remarks>
internal sealed class SamplerChain
{
    private readonly int _vocabSize;
    private readonly SamplingPolicy[] _policies;
    private readonly IRandomSource _random;
    private readonly CandidateBuffers _buffers = new();

    /// <summary>Builds the chain for rows of <paramref name="vocabSize"/> logits; <paramref name="random"/> replaces the seeded generator.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public SamplerChain(SamplingOptions options, int vocabSize, IRandomSource? random = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabSize, 1);
        SamplingCatalog.Validate(options, vocabSize);
        _vocabSize = vocabSize;
        _policies = [.. SamplingCatalog.Policies.Select(row => row.Create(options)).OfType<SamplingPolicy>()];
        _random = random ?? new Xoshiro256(options.Seed ?? (ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue));
    }

    /// <summary>The next token after a row of <paramref name="logits"/>, (vocabSize), which it may change.</summary>
    /// <exception cref="InvalidOperationException">A logit is NaN or positive infinity, or all are negative infinity.</exception>
    public int Sample(Span<float> logits) => Narrow(logits).Draw(_random.NextDouble());

    /// <summary>Takes note that <paramref name="token"/> is now part of the text; prompts count as well.</summary>
    public void Accept(int token)
    {
        if ((uint)token >= (uint)_vocabSize)
            throw new ArgumentOutOfRangeException(nameof(token), token, $"a token id from 0 to {_vocabSize - 1} was expected");
        foreach (var policy in _policies) policy.Accept(token);
    }

    /// <summary>Forgets the text and starts the random numbers over.</summary>
    public void Reset()
    {
        foreach (var policy in _policies) policy.Reset();
        _random.Reset();
    }

    /// <summary>What all policies leave of <paramref name="logits"/>: the candidates the draw chooses from.</summary>
    internal Candidates Narrow(Span<float> logits)
    {
        if (logits.Length != _vocabSize)
            throw new ArgumentException($"the row has {logits.Length} logits; {_vocabSize}, one per token, were expected", nameof(logits));
        var candidates = new Candidates(logits, _buffers);
        foreach (var policy in _policies) policy.Apply(ref candidates);
        return candidates;
    }
}
