namespace Engine.Kernels.Threading;

/// <summary>
/// How many members of a team run. Members that wait at barriers for one whose processor another program uses are no help: without it the team is
/// faster, and the other program finds a processor free. Now and then the team tries again with one more.
/// </summary>
internal sealed class ActiveMembers
{
    private readonly int _size;
    private readonly long _window, _shortestPause, _longestPause;
    private long _pause;                    // from a dismissal to the next trial
    private long _dismissed;                // when
    private bool _isTrial;
    private long _ticks, _waited;           // of the runs of this window

    /// <summary>For a team of <paramref name="size"/>, with times of <paramref name="frequency"/> ticks per second.</summary>
    public ActiveMembers(int size, long frequency)
    {
        Count = _size = size;
        _window = frequency / 50;   // 20 ms: several time slices of the operating system
        _pause = _shortestPause = frequency / 10;
        _longestPause = frequency * 2;
    }

    /// <summary>Members of the next run, 1 to the team's size.</summary>
    public int Count { get; private set; }

    /// <summary>Notes a run of <see cref="Count"/> members that ended <paramref name="now"/>.</summary>
    /// <param name="now">The time, in ticks.</param>
    /// <param name="ticks">What the run took.</param>
    /// <param name="waited">What the member that waited most waited.</param>
    public void Note(long now, long ticks, long waited)
    {
        _ticks += ticks;
        _waited += waited;
        if (_ticks < _window) return;

        // n members who wait for a part w of the time do the work of n (1 - w), n - 1 who never wait that of n - 1.
        if (Count > 1 && _waited * Count > _ticks)
        {
            Count--;
            if (_isTrial) _pause = Math.Min(_pause * 2, _longestPause);
            _isTrial = false;
            _dismissed = now;
        }
        else
        {
            if (_isTrial) _pause = _shortestPause;
            _isTrial = Count < _size && now - _dismissed >= _pause;
            if (_isTrial) Count++;
        }
        _ticks = _waited = 0;
    }
}
