using System.Diagnostics;
using Engine.Sampling.Constraints;

namespace Engine.Generation.Speculative;

/// <summary>The drafts of one text: proposed after each step, run in the next, and verified by what is chosen then.</summary>
internal sealed class Speculator : IDisposable
{
    private readonly IDraft _draft;
    private readonly DraftLength _length;
    private readonly List<int> _tokens = [];
    private readonly List<int> _drafts = [];
    private long _ticks;   // that proposing took

    public Speculator(IDraft draft, int most, ReadOnlySpan<int> prompt)
    {
        (_draft, _length) = (draft, new DraftLength(most));
        _tokens.AddRange(prompt);
    }

    /// <summary>The tokens drafted for the next step.</summary>
    public ReadOnlySpan<int> Drafts => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_drafts);

    /// <summary>Tokens drafted and run so far.</summary>
    public int Drafted { get; private set; }

    /// <summary>Those of them that were chosen.</summary>
    public int Accepted { get; private set; }

    /// <summary>Takes note that <paramref name="token"/> is now part of the text.</summary>
    public void Accept(int token) => _tokens.Add(token);

    /// <summary>Takes note that the first <paramref name="accepted"/> drafts were chosen in a step that took <paramref name="ticks"/>.</summary>
    /// <param name="accepted">Drafts chosen.</param>
    /// <param name="ticks">What the step took.</param>
    /// <param name="isTypical">Whether it ran the last token and the drafts, and nothing else of this text.</param>
    public void Verified(int accepted, long ticks, bool isTypical)
    {
        Drafted += _drafts.Count;
        Accepted += accepted;
        if (isTypical) _length.Record(_drafts.Count, accepted, ticks + _ticks);
        Drop();
    }

    /// <summary>Drafts the next step, at most <paramref name="room"/> tokens; the ticks that took.</summary>
    public long Propose(int room, ConstraintState? constraint)
    {
        int count = Math.Min(_length.Next, room);
        if (count <= 0) return 0;
        long start = Stopwatch.GetTimestamp();
        _draft.Propose(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tokens), count, constraint?.Fork(), _drafts);
        if (constraint is not null) Cut(constraint.Fork());
        return _ticks = Stopwatch.GetTimestamp() - start;
    }

    /// <summary>Forgets the drafts.</summary>
    public void Drop()
    {
        _drafts.Clear();
        _ticks = 0;
    }

    public void Dispose() => _draft.Dispose();

    /// <summary>Leaves those drafts that may come.</summary>
    private void Cut(ConstraintState constraint)
    {
        for (int i = 0; i < _drafts.Count; i++)
        {
            if (!constraint.Allows(_drafts[i]))
            {
                _drafts.RemoveRange(i, _drafts.Count - i);
                return;
            }
            constraint.Accept(_drafts[i]);
        }
    }
}
