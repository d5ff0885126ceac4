using System.Runtime.CompilerServices;

namespace Engine.Kernels.Threading;

/// <summary>
/// The pieces of a loop that one member of a team takes: those of its own share first, in order, then what is left of the others'. While all run alike
/// no two members touch one cursor and each reads consecutive memory; a member that is slow, or has lost its processor, is relieved piece by piece.
/// </summary>
/// <remarks>
/// A piece is half of what is left of a share, so that a share takes few claims and yet the last pieces are small.
/// Source: Polychronopoulos and Kuck 1987, "Guided Self-Scheduling".
/// </remarks>
internal ref struct Claims
{
    private readonly Team _team;
    private readonly int _count, _grain, _most, _interval;
    private int _owner;     // whose share is being taken
    private int _unseen;    // members whose shares remain to be looked at, this one's included
    private int _start, _length;   // of the share, in grains

    internal Claims(Team team, int worker, int interval, int count, int grain, int most)
    {
        (_team, _interval, _count, _grain, _most) = (team, interval, count, grain, Math.Max(1, most / grain));
        (_owner, _unseen) = (worker, team.Members);
        (_start, _length) = Share();
    }

    /// <summary>The piece: its first element and its end.</summary>
    public (int First, int Last) Current { get; private set; }

    public readonly Claims GetEnumerator() => this;

    /// <summary>Claims the next piece; false when none is left, or the run is stopping.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool MoveNext()
    {
        while (!_team.IsStopping)
        {
            ref int cursor = ref _team.Cursor(_owner, _interval);
            for (int taken = Volatile.Read(ref cursor); taken < _length;)
            {
                int left = _length - taken;
                int piece = Math.Min(_most, _team.Members == 1 ? left : (left + 1) / 2);
                int before = Interlocked.CompareExchange(ref cursor, taken + piece, taken);
                if (before == taken)
                {
                    int first = _start + taken;
                    Current = (first * _grain, Math.Min((first + piece) * _grain, _count));
                    return true;
                }
                taken = before;
            }
            if (--_unseen == 0) return false;
            _owner = _owner + 1 < _team.Members ? _owner + 1 : 0;
            (_start, _length) = Share();
        }
        return false;
    }

    private readonly (int Start, int Length) Share()
    {
        int grains = (_count + _grain - 1) / _grain;
        int start = (int)((long)grains * _owner / _team.Members);
        return (start, (int)((long)grains * (_owner + 1) / _team.Members) - start);
    }
}
