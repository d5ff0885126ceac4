using Engine.Sampling;
using Engine.Sampling.Constraints;

namespace Engine.Generation.Speculative;

/// <summary>Proposes what a small model finds most probable, from a sequence of its own in that model.</summary>
/// <remarks>The small model runs on its own thread; the one that verifies waits meanwhile.</remarks>
internal sealed class ModelDraft(Model model) : IDraft
{
    private readonly CandidateBuffers _buffers = new();
    private int _sequence = -1;

    public void Propose(ReadOnlySpan<int> tokens, int count, ConstraintState? constraint, List<int> drafts)
    {
        int[] text = tokens.ToArray();
        model.RunAsync((runner, cancellation) => Run(runner, text, count, constraint, drafts, cancellation), CancellationToken.None).GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        if (_sequence < 0) return;
        int sequence = _sequence;
        _sequence = -1;
        // Nobody waits for it; and where the small model went first, it took the sequence with it.
        try
        {
            _ = model.RunAsync((runner, _) => runner.Close(sequence), CancellationToken.None);
        }
        catch (ObjectDisposedException)
        {
        }
    }

    private void Run(ModelRunner runner, int[] text, int count, ConstraintState? constraint, List<int> drafts, CancellationToken cancellation)
    {
        if (text.Length + count > Math.Min(runner.Pass.ContextLength, runner.Cache.Tables.Capacity)) return;
        try
        {
            if (_sequence < 0) _sequence = runner.Open(text);
            int common = runner.Cache.Tokens(_sequence).CommonPrefixLength(text);
            runner.Cache.Truncate(_sequence, Math.Min(common, text.Length - 1));
            runner.Prefill(_sequence, text.AsSpan(0, text.Length - 1), cancellation);
            for (int token = text[^1]; ; drafts.Add(token))
            {
                runner.Decode([_sequence], [token], cancellation);
                token = Best(runner, constraint);
                if (token < 0) return;
                constraint?.Accept(token);
                if (drafts.Count + 1 < count) continue;
                drafts.Add(token);
                return;
            }
        }
        catch (KvCacheFullException)
        {
            // No room to draft in is no reason to fail: the text goes on without.
        }
    }

    /// <summary>The most probable token; -1 where none is allowed or it ends the text, after which nothing is to be verified.</summary>
    private int Best(ModelRunner runner, ConstraintState? constraint)
    {
        var row = runner.Pass.Logits(0)[..runner.Model.VocabSize];
        if (constraint is not null && !new ConstrainedText(constraint, int.MaxValue).Mask(row, 0)) return -1;
        var candidates = new Candidates(row, _buffers);
        candidates.KeepFirst(1);
        int token = candidates.Id(0);
        return runner.Model.Tokenizer.IsEndOfGeneration(token) ? -1 : token;
    }
}
