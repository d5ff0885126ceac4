using System.Runtime.CompilerServices;

namespace Engine.Kernels.Threading;

/// <summary>
/// The pieces of a loop that one member of a team takes: those of its own share first, in order, then what is left of the others'. While all run alike
/// no two members touch one cursor and each reads consecutive memory; a member that is slow, or has lost its processor, is relieved piece by piece.
/// </summary>
internal ref struct Claims
{
    private readonly Team _team;
    private readonly int _count, _grain, _interval;
    private int _owner;   // whose share is being taken
    private int _left;    // members whose shares remain to be looked at
    private int _start, _end;

    internal Claims(Team team, int worker, int interval, int count, int grain)
    {
        (_team, _interval, _count, _grain) = (team, interval, count, grain);
        (_owner, _left) = (worker, team.Members);
        (_start, _end) = team.Share(count, worker, grain);
    }

    /// <summary>The piece: its first element and its end.</summary>
    public (int First, int Last) Current { get; private set; }

    public readonly Claims GetEnumerator() => this;

    /// <summary>Claims the next piece; false when none is left, or the run is cancelled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool MoveNext()
    {
        while (!_team.IsStopping)
        {
            ref int taken = ref _team.Cursor(_owner, _interval);
            if (Volatile.Read(ref taken) < _end - _start)
            {
                int first = _start + Interlocked.Add(ref taken, _grain) - _grain;
                if (first < _end)
                {
                    Current = (first, Math.Min(first + _grain, _end));
                    return true;
                }
            }
            if (--_left == 0) return false;
            _owner = _owner + 1 < _team.Members ? _owner + 1 : 0;
            (_start, _end) = _team.Share(_count, _owner, _grain);
        }
        return false;
    }
}
