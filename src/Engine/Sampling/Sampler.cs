using Engine.Sampling;
using Engine.Tokenization;

namespace Engine;

/// <summary>Chooses tokens from rows of logits, for those who drive a <see cref="Sequence"/> themselves.</summary>
/// <remarks>
/// <c>Sample</c> chooses, <c>Accept</c> makes a token part of the text that penalties and the like look back on; prompts are accepted as well. One text, one caller at a
/// time. After the first tokens neither allocates.
/// </remarks>
public sealed class Sampler
{
    private readonly TokenChooser _chooser;
    private readonly float[] _row;

    /// <summary>Makes a sampler for a model's rows; <see cref="Model.CreateSampler"/> knows their length.</summary>
    /// <param name="options">How tokens are chosen.</param>
    /// <param name="vocabSize">Logits in a row that have a token.</param>
    /// <param name="tokenizer">The model's tokenizer, which the sequence breakers of DRY need.</param>
    /// <param name="processors">Change every row before the policies, in their order.</param>
    /// <param name="traces">Whether <see cref="LastTrace"/> is kept, which is slow.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public Sampler(SamplingOptions options, int vocabSize, Tokenizer? tokenizer = null, IReadOnlyList<ILogitsProcessor>? processors = null, bool traces = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabSize, 1);
        _chooser = new TokenChooser(options, vocabSize, tokenizer, processors ?? [], traces: traces);
        _row = new float[vocabSize];
    }

    /// <summary>The names of the policies that are on, in their order.</summary>
    public IReadOnlyList<string> Policies => [.. _chooser.Policies];

    /// <summary>The tokens accepted so far.</summary>
    public ReadOnlySpan<int> Tokens => _chooser.Tokens;

    /// <summary>How the token last chosen was chosen; null without traces.</summary>
    public SamplerTrace? LastTrace => _chooser.Trace;

    /// <summary>The next token after <paramref name="logits"/>, which stay as they are.</summary>
    /// <param name="logits">At least as many as the sampler was made for; the rest, which has no tokens, is not looked at.</param>
    /// <exception cref="ArgumentException">There are fewer.</exception>
    /// <exception cref="InvalidOperationException">A logit is NaN or positive infinity, or all are negative infinity.</exception>
    public int Sample(ReadOnlySpan<float> logits)
    {
        if (logits.Length < _row.Length) throw new ArgumentException($"the row has {logits.Length} logits; {_row.Length} were expected", nameof(logits));
        logits[.._row.Length].CopyTo(_row);
        _chooser.Prepare(_row);
        return _chooser.Choose(_row);
    }

    /// <summary>Takes note that <paramref name="token"/> is now part of the text.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    public void Accept(int token) => _chooser.Accept(token);

    /// <summary>Takes note that <paramref name="tokens"/> are now part of the text.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One does not exist.</exception>
    public void Accept(ReadOnlySpan<int> tokens)
    {
        foreach (int token in tokens) _chooser.Accept(token);
    }

    /// <summary>Forgets the text and starts the random numbers over.</summary>
    public void Reset() => _chooser.Reset();
}
