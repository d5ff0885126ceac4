using Engine.Tokenization;

namespace Engine.Sampling;

/// <summary>Chooses the tokens of one text: what the caller's processors do to a row of logits, then the chain, and what is asked to be noted of it.</summary>
/// <remarks>For every row <see cref="Prepare"/>, then whatever else must happen to it, such as a constraint's mask, then <see cref="Choose"/>.</remarks>
internal sealed class TokenChooser
{
    private readonly SamplerChain _chain;
    private readonly IReadOnlyList<ILogitsProcessor> _processors;
    private readonly LogProbabilityRecorder? _logProbabilities;
    private readonly TraceRecorder? _trace;

    /// <param name="options">How tokens are chosen.</param>
    /// <param name="vocabSize">Logits in a row.</param>
    /// <param name="tokenizer">What the tokens stand for, which the sequence breakers of DRY ask.</param>
    /// <param name="processors">The caller's own.</param>
    /// <param name="logProbabilities">How many of the best tokens to note beside the chosen one; null to note nothing.</param>
    /// <param name="traces">Whether to note what every policy does.</param>
    /// <param name="breakers">The sequence breakers of DRY that are known for that tokenizer; null to find them anew.</param>
    public TokenChooser(
        SamplingOptions options, int vocabSize, Tokenizer? tokenizer, IReadOnlyList<ILogitsProcessor> processors, int? logProbabilities = null, bool traces = false,
        DryBreakersCache? breakers = null)
    {
        _chain = new SamplerChain(options, vocabSize, tokenizer: tokenizer, breakers: breakers);
        _processors = processors;
        if (logProbabilities is { } top) _logProbabilities = new LogProbabilityRecorder(top, vocabSize);
        if (traces) _trace = new TraceRecorder(vocabSize);
    }

    /// <summary>The names of the policies that are on, in their order.</summary>
    public IEnumerable<string> Policies => _chain.PolicyNames;

    /// <summary>The tokens accepted so far.</summary>
    public ReadOnlySpan<int> Tokens => _chain.Tokens;

    /// <summary>How probable the token last chosen was; null where it is not noted.</summary>
    public TokenLogProbabilities? LogProbabilities { get; private set; }

    /// <summary>How the token last chosen was; null where it is not noted.</summary>
    public SamplerTrace? Trace { get; private set; }

    /// <summary>Notes the row as the model made it, and lets the processors change it.</summary>
    public void Prepare(Span<float> row)
    {
        _logProbabilities?.Before(row);
        foreach (var processor in _processors) processor.Process(row, _chain.Tokens);
    }

    /// <summary>The next token; it is not accepted yet.</summary>
    /// <exception cref="InvalidOperationException">A logit is NaN or positive infinity, or all are negative infinity.</exception>
    public int Choose(Span<float> row)
    {
        var candidates = _chain.Narrow(row, _trace);
        _logProbabilities?.After(ref candidates);
        int token = _chain.Draw(ref candidates);
        LogProbabilities = _logProbabilities?.Of(token, candidates.DrawnProbability);
        Trace = _trace?.Finish(token);
        return token;
    }

    /// <summary>Takes note that <paramref name="token"/> is now part of the text; prompts count as well.</summary>
    public void Accept(int token) => _chain.Accept(token);

    /// <summary>Forgets the text and starts the random numbers over.</summary>
    public void Reset() => _chain.Reset();
}
