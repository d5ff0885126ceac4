using Engine.Sampling;

namespace Engine.Generation;

/// <summary>A hypothesis: its last token, the tokens before it in its parents, the sequence that holds all but the last, and its group, which the prompt has not.</summary>
internal sealed record Beam(Beam? Parent, int Token, double LogProbability, int Length, int Sequence, int Group = -1);

/// <summary>A hypothesis and a token that may follow it in a group.</summary>
internal readonly record struct Extension(Beam Parent, int Token, double LogProbability, int Group)
{
    public Beam At(int sequence) => new(Parent, Token, LogProbability, Parent.Length + 1, sequence, Group);
}

/// <summary>
/// Ranks the continuations of a prompt: extends the best hypotheses by every token, keeps the best of those, and so on. A hypothesis that ends takes its
/// place out of the beam with it, so the search is over when all places are taken.
/// </summary>
/// <remarks>
/// Source: Graves 2012, "Sequence Transduction with Recurrent Neural Networks"; the shrinking beam is that of Sutskever et al. 2014,
/// "Sequence to Sequence Learning with Neural Networks". With a width of 1 it is greedy; with one of vocabSize^length, exhaustive.
/// Groups: Vijayakumar et al. 2018, "Diverse Beam Search".
/// </remarks>
internal sealed class BeamSearch
{
    private readonly BeamSearchOptions _options;
    private readonly Func<int, bool> _isEndOfGeneration;
    private readonly CandidateBuffers _buffers = new();
    private readonly List<Extension>[] _extensions;   // by group
    private readonly int[] _places;                   // by group, those that no text has taken with it
    private readonly List<BeamSearchResult> _finished = [];

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public BeamSearch(BeamSearchOptions options, Func<int, bool> isEndOfGeneration)
    {
        Check(options);
        (_options, _isEndOfGeneration) = (options, isEndOfGeneration);
        _extensions = [.. Enumerable.Range(0, options.Groups).Select(_ => new List<Extension>())];
        _places = [.. Enumerable.Repeat(options.Width / options.Groups, options.Groups)];
    }

    /// <summary>Throws where an option is out of its range.</summary>
    public static void Check(BeamSearchOptions options)
    {
        if (options.Width < 1) throw new ArgumentOutOfRangeException(nameof(options), $"the beam width is {options.Width}; 1 or more was expected");
        if (options.MaxTokens < 0) throw new ArgumentOutOfRangeException(nameof(options), $"max tokens is {options.MaxTokens}; 0 or more was expected");
        if (options.Results < 0 || options.Results > options.Width)
            throw new ArgumentOutOfRangeException(nameof(options), $"the number of results is {options.Results}; 0 to the beam's width, {options.Width}, was expected");
        if (options.Groups < 1 || options.Width % options.Groups != 0)
            throw new ArgumentOutOfRangeException(nameof(options), $"the number of groups is {options.Groups}; a divisor of the beam's width, {options.Width}, was expected");
        if (!double.IsFinite(options.DiversityPenalty) || options.DiversityPenalty < 0)
            throw new ArgumentOutOfRangeException(nameof(options), $"the diversity penalty is {options.DiversityPenalty}; 0 or more was expected");
        if (options.DiversityPenalty > 0 && options.Groups == 1)
            throw new ArgumentOutOfRangeException(nameof(options), "there is a diversity penalty and one group; two groups or more were expected, since it acts between them");
        if (!double.IsFinite(options.LengthPenalty)) throw new ArgumentOutOfRangeException(nameof(options), $"the length penalty is {options.LengthPenalty}; a finite number was expected");
    }

    /// <summary>Proposes the best tokens after <paramref name="beam"/>, which <paramref name="logits"/> follow; no more of them than the beam is wide can be kept.</summary>
    public void Extend(Beam beam, Span<float> logits)
    {
        var candidates = new Candidates(logits, _buffers);
        double logSumExp = candidates.LogSumExp();
        // The penalty may take every token that an earlier group has.
        candidates.KeepFirst(_options.Groups == 1 ? _options.Width : 2 * _options.Width);
        for (int i = 0; i < candidates.Count; i++)
        {
            double logProbability = beam.LogProbability + candidates.Logits[i] - logSumExp;
            if (!double.IsFinite(logProbability)) continue;
            for (int group = Math.Max(beam.Group, 0); group < (beam.Group < 0 ? _options.Groups : beam.Group + 1); group++)
                _extensions[group].Add(new(beam, candidates.Id(i), logProbability, group));
        }
    }

    /// <summary>Keeps the best of what was proposed. Those that end are finished; the others are returned, and go on.</summary>
    public List<Extension> Keep()
    {
        var going = new List<Extension>();
        var taken = new Dictionary<int, int>();   // tokens of earlier groups
        for (int group = 0; group < _extensions.Length; group++)
        {
            var kept = _extensions[group]
                .OrderByDescending(extension => extension.LogProbability - _options.DiversityPenalty * taken.GetValueOrDefault(extension.Token))
                .Take(_places[group]).ToList();
            _extensions[group].Clear();
            foreach (var extension in kept) taken[extension.Token] = taken.GetValueOrDefault(extension.Token) + 1;
            _places[group] -= kept.Count(Ends);
            _finished.AddRange(kept.Where(Ends).Select(extension => Result(extension.At(-1), FinishReason.Stop)));
            going.AddRange(kept.Where(extension => !Ends(extension)));
        }
        return going;
    }

    /// <summary>Whether enough texts have ended, and no hypothesis of <paramref name="live"/> can become a better one within <paramref name="maxTokens"/>.</summary>
    public bool IsDecided(IReadOnlyList<Beam> live, int maxTokens)
    {
        if (_finished.Count < Wanted) return false;
        if (_options.EarlyStopping) return true;
        double least = _finished.Select(result => result.Score).OrderDescending().ElementAt(Wanted - 1);
        // Probabilities only fall, and the longest or the shortest length divides them best.
        return live.All(beam => Math.Max(Score(beam.LogProbability, beam.Length + 1), Score(beam.LogProbability, maxTokens)) <= least);
    }

    /// <summary>What has ended and, ended by <paramref name="reason"/>, what has not; each text once, best first.</summary>
    public IReadOnlyList<BeamSearchResult> Results(IEnumerable<Beam> live, FinishReason reason) =>
        [.. _finished.Concat(live.Select(beam => Result(beam, reason)))
            .OrderByDescending(result => result.Score)
            .DistinctBy(result => (string.Join(' ', result.Tokens), result.FinishReason))
            .Take(Wanted)];

    private int Wanted => _options.Results == 0 ? _options.Width : _options.Results;

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
            Score = Score(beam.LogProbability, beam.Length),
            FinishReason = reason,
        };
    }

    private double Score(double logProbability, int length) => logProbability / Math.Pow(length, _options.LengthPenalty);
}
