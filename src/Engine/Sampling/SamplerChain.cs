using Engine.Tokenization;

namespace Engine.Sampling;

/// <summary>
/// Chooses the next token: the policies of <see cref="SamplingCatalog"/> that the options turn on, each reweighting or narrowing what
/// the one before left, then one draw. Allocates nothing per token.
/// </summary>
/// <remarks>One sequence of tokens, one thread at a time.</remarks>
internal sealed class SamplerChain
{
    private readonly int _vocabSize;
    private readonly (string Name, SamplingPolicy Policy)[] _policies;
    private readonly IRandomSource _random;
    private readonly TokenHistory _history = new();
    private readonly CandidateBuffers _buffers = new();

    /// <summary>Builds the chain for rows of <paramref name="vocabSize"/> logits.</summary>
    /// <param name="options">How tokens are chosen.</param>
    /// <param name="vocabSize">Logits in a row.</param>
    /// <param name="random">Replaces the seeded generator.</param>
    /// <param name="tokenizer">What the tokens stand for, which the sequence breakers of DRY ask.</param>
    /// <param name="breakers">The sequence breakers of DRY that are known for that tokenizer; null to find them anew.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public SamplerChain(SamplingOptions options, int vocabSize, IRandomSource? random = null, Tokenizer? tokenizer = null, DryBreakersCache? breakers = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabSize, 1);
        SamplingCatalog.Validate(options, vocabSize);
        _vocabSize = vocabSize;
        _random = random ?? new Xoshiro256(options.Seed ?? (ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue));
        var context = new SamplingContext(vocabSize, _random, _history, tokenizer, breakers ?? new());
        _policies = [.. SamplerOrder.Rows(options).Where(row => row.IsOn(options)).Select(row => (row.Name, row.Create(options, context)))];
    }

    /// <summary>The names of the policies that the options turn on, in their order.</summary>
    public IEnumerable<string> PolicyNames => _policies.Select(policy => policy.Name);

    /// <summary>The tokens accepted so far.</summary>
    public ReadOnlySpan<int> Tokens => _history.Tokens;

    /// <summary>The next token after a row of <paramref name="logits"/>, (vocabSize), which it may change.</summary>
    /// <exception cref="InvalidOperationException">A logit is NaN or positive infinity, or all are negative infinity.</exception>
    public int Sample(Span<float> logits)
    {
        var candidates = Narrow(logits);
        return Draw(ref candidates);
    }

    /// <summary>Draws one of the candidates that <see cref="Narrow"/> left.</summary>
    public int Draw(ref Candidates candidates)
    {
        int index = candidates.Draw(_random.NextDouble()), token = candidates.Id(index);
        foreach (var (_, policy) in _policies) policy.Drawn(index, token, candidates.DrawnProbability);
        return token;
    }

    /// <summary>Takes note that <paramref name="token"/> is now part of the text; prompts count as well.</summary>
    public void Accept(int token)
    {
        if ((uint)token >= (uint)_vocabSize)
            throw new ArgumentOutOfRangeException(nameof(token), token, $"a token id from 0 to {_vocabSize - 1} was expected");
        _history.Add(token);
        foreach (var (_, policy) in _policies) policy.Accept(token);
    }

    /// <summary>Forgets the text and starts the random numbers over.</summary>
    public void Reset()
    {
        _history.Clear();
        foreach (var (_, policy) in _policies) policy.Reset();
        _random.Reset();
    }

    /// <summary>What all policies leave of <paramref name="logits"/>: the candidates the draw chooses from. A <paramref name="recorder"/> sees what each policy leaves.</summary>
    public Candidates Narrow(Span<float> logits, TraceRecorder? recorder = null)
    {
        if (logits.Length != _vocabSize)
            throw new ArgumentException($"the row has {logits.Length} logits; {_vocabSize}, one per token, were expected", nameof(logits));
        var candidates = new Candidates(logits, _buffers);
        recorder?.Begin(ref candidates);
        foreach (var (name, policy) in _policies)
        {
            candidates.Settle();
            policy.Apply(ref candidates);
            recorder?.Applied(name, ref candidates);
        }
        return candidates;
    }
}
