using Engine.Sampling;

namespace Engine.Generation;

/// <summary>A hypothesis: its last token, the tokens before it in its parents, and the sequence that holds all but the last.</summary>
internal sealed record Beam(Beam? Parent, int Token, double LogProbability, int Length, int Sequence);

/// <summary>A hypothesis and a token that may follow it.</summary>
internal readonly record struct Extension(Beam Parent, int Token, double LogProbability)
{
    public Beam At(int sequence) => new(Parent, Token, LogProbability, Parent.Length + 1, sequence);
}

/// <summary>
/// Ranks the continuations of a prompt: extends the best hypotheses by every token, keeps the best of those, and so on. A hypothesis that ends takes its
/// place out of the beam with it, so the search is over when all places are taken.
/// </summary>
/// <remarks>
/// Source: Graves 2012, "Sequence Transduction with Recurrent Neural Networks"; the shrinking beam is that of Sutskever et al. 2014,
/// "Sequence to Sequence Learning with Neural Networks". With a width of 1 it is greedy; with one of vocabSize^length, exhaustive.
/// </remarks>
internal sealed class BeamSearch
{
    private readonly BeamSearchOptions _options;
    private readonly Func<int, bool> _isEndOfGeneration;
    private readonly CandidateBuffers _buffers = new();
    private readonly List<Extension> _extensions = [];
    private readonly List<BeamSearchResult> _finished = [];

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public BeamSearch(BeamSearchOptions options, Func<int, bool> isEndOfGeneration)
    {
        Check(options);
        (_options, _isEndOfGeneration) = (options, isEndOfGeneration);
    }

    /// <summary>Throws where an option is out of its range.</summary>
    public static void Check(BeamSearchOptions options)
    {
        if (options.Width < 1) throw new ArgumentOutOfRangeException(nameof(options), $"the beam width is {options.Width}; 1 or more was expected");
        if (options.MaxTokens < 0) throw new ArgumentOutOfRangeException(nameof(options), $"max tokens is {options.MaxTokens}; 0 or more was expected");
        if (!double.IsFinite(options.LengthPenalty)) throw new ArgumentOutOfRangeException(nameof(options), $"the length penalty is {options.LengthPenalty}; a finite number was expected");
    }

    /// <summary>Proposes the best tokens after <paramref name="beam"/>, which <paramref name="logits"/> follow; no more of them than the beam is wide can be kept.</summary>
    public void Extend(Beam beam, Span<float> logits)
    {
        var candidates = new Candidates(logits, _buffers);
        double logSumExp = candidates.LogSumExp();
        candidates.KeepFirst(_options.Width);
        for (int i = 0; i < candidates.Count; i++)
        {
            double logProbability = beam.LogProbability + candidates.Logits[i] - logSumExp;
            if (double.IsFinite(logProbability)) _extensions.Add(new(beam, candidates.Id(i), logProbability));
        }
    }

    /// <summary>Keeps the best of what was proposed. Those that end are finished; the others are returned, and go on.</summary>
    public List<Extension> Keep()
    {
        var kept = _extensions.OrderByDescending(extension => extension.LogProbability).Take(_options.Width - _finished.Count).ToList();
        _extensions.Clear();
        _finished.AddRange(kept.Where(Ends).Select(extension => Result(extension.At(-1), FinishReason.Stop)));
        kept.RemoveAll(Ends);
        return kept;
    }

    /// <summary>What has ended and, ended by <paramref name="reason"/>, what has not; best first.</summary>
    public IReadOnlyList<BeamSearchResult> Results(IEnumerable<Beam> live, FinishReason reason) =>
        [.. _finished.Concat(live.Select(beam => Result(beam, reason))).OrderByDescending(result => result.Score)];

    private bool Ends(Extension extension) => _isEndOfGeneration(extension.Token);

    private BeamSearchResult Result(Beam beam, FinishReason reason)
    {
        var tokens = new List<int>();
        for (var at = reason == FinishReason.Stop ? beam.Parent! : beam; at.Parent is not null; at = at.Parent) tokens.Add(at.Token);
        tokens.Reverse();
        return new()
        {
            Tokens = tokens,
            LogProbability = beam.LogProbability,
            Score = beam.LogProbability / Math.Pow(beam.Length, _options.LengthPenalty),
            FinishReason = reason,
        };
    }
}
