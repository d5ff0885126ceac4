namespace Engine;

/// <summary>How much is generated, where it stops, and how each token is chosen.</summary>
public sealed record GenerationOptions : SamplingOptions
{
    /// <summary>Tokens to generate at most; 0 for as many as the context holds.</summary>
    public int MaxTokens { get; init; }

    /// <summary>Texts that end generation; they and what follows them are not returned.</summary>
    public IReadOnlyList<string> StopSequences { get; init => field = Items.Of(value); } = Items.Of<string>([]);

    /// <summary>Whether the text of control tokens in the prompt becomes their ids; off for untrusted text.</summary>
    public bool ParseSpecial { get; init; } = true;

    /// <summary>Whether end-of-generation tokens are sampled past.</summary>
    public bool IgnoreEndOfGeneration { get; init; }

    /// <summary>Requests of higher priority run first, and when room runs out those of lower priority wait again. Equal ones are served as they come.</summary>
    public int Priority { get; init; }

    /// <summary>How long the request may take, the waiting included; null for as long as it takes. What was generated until then is the answer.</summary>
    public TimeSpan? MaxTime { get; init; }

    /// <summary>What happens when the context is full.</summary>
    public ContextOverflow Overflow { get; init; }

    /// <summary>Tokens at the beginning that <see cref="ContextOverflow.Shift"/> never forgets.</summary>
    /// <remarks>Source of the default: Xiao et al. 2023, "Efficient Streaming Language Models with Attention Sinks".</remarks>
    public int KeepTokens { get; init; } = 4;

    /// <summary>
    /// Whether tokens that the model generated in earlier requests are taken from the cache where the prompt repeats them, and not only tokens it has read. That saves
    /// reading the last answer of a conversation again; their keys and values may differ from read ones in rounding. Null: for chats, not for plain prompts,
    /// whose results then depend on nothing but the request.
    /// </summary>
    public bool? ReuseGenerated { get; init; }

    /// <summary>What the text must be; null for anything.</summary>
    public Constraint? Constraint { get; init; }

    /// <summary>
    /// Tokens that may be spent beyond <see cref="MaxTokens"/>, or are kept free at the end of the context, to bring a constrained text to its end the shortest
    /// way; 0 cuts it off, and the finish reason is then <see cref="FinishReason.Length"/>.
    /// </summary>
    public int FinishWithin { get; init; }

    /// <summary>How several tokens are tried at once; null to run them one by one. What is generated is the same, only sooner or later.</summary>
    public Speculation? Speculation { get; init; }

    /// <summary>
    /// Notes of every token how probable it was, and of how many of the most probable tokens besides, before and after the policies; null to note nothing. 0 notes the token alone.
    /// </summary>
    public int? LogProbabilities { get; init; }

    /// <summary>Notes of every token what each policy did, which copies the row of logits for each: for looking, not for speed.</summary>
    public bool Trace { get; init; }

    /// <summary>Change every row of logits before constraints and policies, in their order.</summary>
    public IReadOnlyList<ILogitsProcessor> LogitsProcessors { get; init => field = Items.Of(value); } = Items.Of<ILogitsProcessor>([]);

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    internal void Validate(int vocabSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(MaxTokens);
        ArgumentOutOfRangeException.ThrowIfNegative(KeepTokens);
        ArgumentOutOfRangeException.ThrowIfNegative(FinishWithin);
        if (FinishWithin > 0 && Constraint is null) throw new ArgumentException($"FinishWithin is {FinishWithin} and there is no constraint; a text without one has no end to be brought to");
        Speculation?.Validate();
        if (MaxTime is { } time && time <= TimeSpan.Zero) throw new ArgumentException($"the time limit is {time}; more than 0 was expected");
        if (!Enum.IsDefined(Overflow)) throw new ArgumentException($"the overflow is {Overflow}; Stop or Shift was expected");
        if (LogProbabilities is < 0) throw new ArgumentException($"the number of log-probabilities is {LogProbabilities}; 0 or more was expected");
        Sampling.SamplingCatalog.Validate(this, vocabSize);
        _ = new Generation.StopMatcher(StopSequences);
    }
}
