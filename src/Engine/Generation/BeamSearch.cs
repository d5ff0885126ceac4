using Engine.Backends;
using Engine.Sampling;

namespace Engine.Generation;

/// <summary>
/// Looks for the most probable continuation of a prompt: extends the best hypotheses by every token, keeps the best of those, and so
/// on. A hypothesis that ends takes its place out of the beam with it, so the search is over when all places are taken.
/// </summary>
/// <remarks>
/// Source: Graves 2012, "Sequence Transduction with Recurrent Neural Networks"; the shrinking beam is that of Sutskever et al. 2014,
/// "Sequence to Sequence Learning with Neural Networks". With a width of 1 it is greedy; with one of vocabSize^length, exhaustive.
/// Used on the model's thread only.
/// </remarks>
internal sealed class BeamSearch
{
    private readonly IForwardPass _pass;
    private readonly BeamSearchOptions _options;
    private readonly Func<int, bool> _isEndOfGeneration;
    private readonly CandidateBuffers _buffers = new();
    private readonly List<Extension> _extensions = [];

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public BeamSearch(IForwardPass pass, BeamSearchOptions options, Func<int, bool> isEndOfGeneration)
    {
        Check(options);
        (_pass, _options, _isEndOfGeneration) = (pass, options, isEndOfGeneration);
    }

    /// <summary>Throws where an option is out of its range.</summary>
    public static void Check(BeamSearchOptions options)
    {
        if (options.Width < 1) throw new ArgumentOutOfRangeException(nameof(options), $"the beam width is {options.Width}; 1 or more was expected");
        if (options.MaxTokens < 0) throw new ArgumentOutOfRangeException(nameof(options), $"max tokens is {options.MaxTokens}; 0 or more was expected");
        if (!double.IsFinite(options.LengthPenalty)) throw new ArgumentOutOfRangeException(nameof(options), $"the length penalty is {options.LengthPenalty}; a finite number was expected");
    }

    /// <summary>The best texts after <paramref name="prompt"/>, at most as many as the beam is wide, best first.</summary>
    /// <param name="prompt">Token ids, at least one.</param>
    /// <param name="cached">How many of them the first sequence already holds; at least one must be left to run. What it holds beyond is forgotten.</param>
    /// <param name="sequences">One id per place in the beam; what all but the first hold is forgotten. Afterwards the first holds the prompt, the others nothing.</param>
    /// <param name="cancellationToken">Stops the search; the first sequence then holds what was cached.</param>
    public IReadOnlyList<BeamSearchResult> Run(ReadOnlySpan<int> prompt, int cached, ReadOnlySpan<int> sequences, CancellationToken cancellationToken)
    {
        if (sequences.Length < _options.Width)
            throw new ArgumentException($"{sequences.Length} sequences for a beam {_options.Width} wide; one per place was expected", nameof(sequences));
        if ((uint)cached >= (uint)prompt.Length)
            throw new ArgumentOutOfRangeException(nameof(cached), cached, $"0 to {prompt.Length - 1} was expected: at least one token of the prompt must run");

        int room = _pass.ContextLength - prompt.Length;
        int maxTokens = _options.MaxTokens == 0 ? room : Math.Min(_options.MaxTokens, room);
        var finished = new List<BeamSearchResult>();
        int held = cached;
        try
        {
            Hold(sequences, cached);
            _extensions.Clear();
            Prefill(prompt, cached, sequences[0], cancellationToken);
            held = prompt.Length;
            for (int length = 1; length <= maxTokens; length++)
            {
                var live = Keep(finished, prompt.Length, sequences);
                if (live.Count == 0) break;
                if (length == maxTokens) finished.AddRange(live.Select(beam => Result(beam, FinishReason.Length)));
                else Decode(live, prompt.Length, cancellationToken);
            }
        }
        finally
        {
            Hold(sequences, held);
        }
        return [.. finished.OrderByDescending(result => result.Score)];
    }

    /// <summary>Leaves the first sequence the first <paramref name="length"/> tokens of the prompt, and the others nothing.</summary>
    private void Hold(ReadOnlySpan<int> sequences, int length)
    {
        foreach (int sequence in sequences) _pass.KvStore.Truncate(sequence, sequence == sequences[0] ? length : 0);
    }

    private void Prefill(ReadOnlySpan<int> prompt, int cached, int sequence, CancellationToken cancellationToken)
    {
        var batch = new BatchToken[Math.Min(prompt.Length - cached, _pass.MaxBatchTokens)];
        for (int start = cached; start < prompt.Length;)
        {
            int count = Math.Min(batch.Length, prompt.Length - start);
            for (int i = 0; i < count; i++) batch[i] = new(prompt[start + i], start + i, sequence, start + i == prompt.Length - 1);
            _pass.Forward(batch.AsSpan(0, count), cancellationToken);
            start += count;
            if (start == prompt.Length) Extend(new Beam(null, -1, 0, 0, sequence), count - 1);
        }
    }

    /// <summary>Runs the last token of every beam, as many at a time as a batch can have.</summary>
    private void Decode(List<Beam> live, int promptLength, CancellationToken cancellationToken)
    {
        foreach (var beams in live.Chunk(_pass.MaxBatchTokens))
        {
            _pass.Forward(Array.ConvertAll(beams, beam => new BatchToken(beam.Token, promptLength + beam.Length - 1, beam.Sequence, WantsLogits: true, IsDecoded: true)), cancellationToken);
            for (int i = 0; i < beams.Length; i++) Extend(beams[i], i);
        }
    }

    /// <summary>Proposes the best tokens after <paramref name="beam"/>; no more of them than the beam is wide can be kept.</summary>
    private void Extend(Beam beam, int row)
    {
        var candidates = new Candidates(_pass.Logits(row), _buffers);
        double logSumExp = candidates.LogSumExp();
        candidates.KeepFirst(_options.Width);
        for (int i = 0; i < candidates.Count; i++)
        {
            double logProbability = beam.LogProbability + candidates.Logits[i] - logSumExp;
            if (double.IsFinite(logProbability)) _extensions.Add(new(beam, candidates.Id(i), logProbability));
        }
    }

    /// <summary>
    /// Keeps the best extensions. Those that end are finished; of the others, the first of each parent goes on in its sequence, and
    /// the rest fork into sequences that nobody goes on in.
    /// </summary>
    private List<Beam> Keep(List<BeamSearchResult> finished, int promptLength, ReadOnlySpan<int> sequences)
    {
        var kept = _extensions.OrderByDescending(extension => extension.LogProbability).Take(_options.Width - finished.Count).ToList();
        _extensions.Clear();
        finished.AddRange(kept.Where(Ends).Select(extension => Result(extension.At(-1), FinishReason.Stop)));
        kept.RemoveAll(Ends);

        var free = new HashSet<int>(sequences.ToArray());
        foreach (var extension in kept) free.Remove(extension.Parent.Sequence);
        foreach (int sequence in free) _pass.KvStore.Truncate(sequence, sequence == sequences[0] ? promptLength : 0);

        var unused = new Queue<int>(free);
        var taken = new HashSet<int>();
        var live = new List<Beam>();
        foreach (var extension in kept)
        {
            int sequence = extension.Parent.Sequence;
            if (!taken.Add(sequence))
            {
                sequence = unused.Dequeue();
                _pass.KvStore.Truncate(sequence, 0);
                _pass.KvStore.Fork(extension.Parent.Sequence, sequence, promptLength + extension.Parent.Length);
            }
            live.Add(extension.At(sequence));
        }
        return live;
    }

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

    /// <summary>A hypothesis: its last token, the tokens before it in its parents, and the sequence that holds all but the last.</summary>
    private sealed record Beam(Beam? Parent, int Token, double LogProbability, int Length, int Sequence);

    /// <summary>A hypothesis and a token that may follow it.</summary>
    private readonly record struct Extension(Beam Parent, int Token, double LogProbability)
    {
        public Beam At(int sequence) => new(Parent, Token, LogProbability, Parent.Length + 1, sequence);
    }
}
