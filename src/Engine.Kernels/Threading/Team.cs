using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Engine.Kernels.Threading;

/// <summary>
/// A few threads that run one program together (SPMD), claim the pieces of its loops and meet at barriers. The caller is worker 0; the others are parked
/// while there is nothing to do.
/// </summary>
/// <remarks>
/// A token of a small model passes some hundred barriers, so a barrier must cost well under a microsecond: each member counts those it has reached on a
/// cache line of its own and spins on the others'. A member that waits longer gives up its processor, because the one it waits for may need it. Where
/// that does not help, because another program keeps a processor busy, the team goes on with fewer members (<see cref="ActiveMembers"/>).
/// </remarks>
internal sealed unsafe class Team : IDisposable
{
    private const int SpinsBeforeYield = 500;     // some 20 us: longer than any wait between members that both run
    private const int YieldsBeforePark = 500;
    private const int Left = int.MaxValue;        // reached by a member that is done: nobody waits for it at any barrier

    /// <summary>What the others see of a member, in two cache lines: the prefetcher fetches them in pairs.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    private struct Member
    {
        public int Run;            // the run it is called to
        public int Reached;        // barriers it has reached in this run
        public int Claimed;        // the interval between barriers in which it has last claimed
        public int EvenTaken;      // grains of its share that were claimed, in intervals of even number
        public int OddTaken;
        public int IsParked;       // 1 from before it sleeps until someone wakes it
        public long TicksWaited;   // in this run, at barriers, after it had given up spinning
    }

    private readonly List<Thread> _threads;
    private readonly SemaphoreSlim[] _wake;
    private readonly Member* _members;
    private readonly ActiveMembers? _active;
    private ITeamWork? _work;
    private CancellationToken _cancellation;
    private Exception? _failure;
    private int _run;
    private volatile bool _isStopping;
    private volatile bool _isDissolved;

    /// <summary>Starts <paramref name="size"/> - 1 threads beside the caller's.</summary>
    /// <param name="size">Members, the caller included.</param>
    /// <param name="adapts">Whether fewer of them may take part where another program keeps a processor busy.</param>
    /// <param name="start">Starts a thread; null for the system's own way.</param>
    /// <exception cref="InvalidOperationException">The system starts no more threads; those that were started have ended.</exception>
    public Team(int size, bool adapts = true, Action<Thread>? start = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        Size = Members = size;
        if (adapts && size > 1) _active = new ActiveMembers(size, Stopwatch.Frequency);
        nuint bytes = (nuint)(size * sizeof(Member));
        _members = (Member*)NativeMemory.AlignedAlloc(bytes, (nuint)sizeof(Member));
        NativeMemory.Clear(_members, bytes);
        _wake = [.. Enumerable.Range(0, size).Select(_ => new SemaphoreSlim(0))];
        _threads = new List<Thread>(size - 1);
        try
        {
            TeamThreads.Start(_threads, size - 1, worker => new Thread(() => Serve(worker)) { IsBackground = true, Name = $"engine worker {worker}" }, start);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Threads, the caller's included.</summary>
    public int Size { get; }

    /// <summary>Members that take part in the present run: 1 to <see cref="Size"/>.</summary>
    public int Members { get; private set; }

    /// <summary>Whether what is left of the run counts for nothing: it was cancelled, or a member failed.</summary>
    public bool IsStopping
    {
        get
        {
            if (!_isStopping && _cancellation.IsCancellationRequested) _isStopping = true;
            return _isStopping;
        }
    }

    /// <inheritdoc cref="Run(ITeamWork, bool, CancellationToken)"/>
    public void Run(ITeamWork work, CancellationToken cancellationToken = default) => Run(work, isLong: false, cancellationToken);

    /// <summary>Runs <paramref name="work"/> on every member that takes part and returns when all are done.</summary>
    /// <param name="work">What each member does.</param>
    /// <param name="isLong">Whether it takes many turns of the operating system: then all members take part, whoever else keeps a processor busy, since a member that is without one is made up for.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OperationCanceledException">Cancelled: not everything may have been claimed.</exception>
    /// <remarks>What a member throws is thrown again here, when the others are done too.</remarks>
    public void Run(ITeamWork work, bool isLong, CancellationToken cancellationToken)
    {
        (_work, _cancellation, _failure, _isStopping) = (work, cancellationToken, null, false);
        Members = isLong ? Size : _active?.Count ?? Size;
        _run++;
        long start = Stopwatch.GetTimestamp();
        for (int worker = 0; worker < Members; worker++)
        {
            ref var member = ref _members[worker];
            (member.Reached, member.Claimed, member.EvenTaken, member.TicksWaited) = (0, -1, 0, 0);
        }
        for (int worker = 1; worker < Members; worker++)
        {
            Interlocked.Exchange(ref _members[worker].Run, _run);
            if (Volatile.Read(ref _members[worker].IsParked) == 1) Wake(worker);
        }
        Work(0);
        AwaitAll(0, Left);

        if (_active is not null && Members == _active.Count) NoteWaits(start);
        if (_failure is not null) ExceptionDispatchInfo.Throw(_failure);
        if (_isStopping) throw new OperationCanceledException(cancellationToken);
    }

    /// <summary>Waits until every member has come here as often as <paramref name="worker"/> has, or is done.</summary>
    public void Barrier(int worker)
    {
        ref var own = ref _members[worker];
        int reached = own.Reached + 1;
        // All have left the interval before the last: what they claimed with in it is free for the next.
        Cursor(worker, reached) = 0;
        Volatile.Write(ref own.Reached, reached);
        AwaitAll(worker, reached);
    }

    /// <summary>
    /// The pieces that <paramref name="worker"/> takes of a loop over <paramref name="count"/> elements; together the members take each once. All must
    /// claim the same loop, one between two barriers.
    /// </summary>
    /// <param name="worker">The member.</param>
    /// <param name="count">Elements.</param>
    /// <param name="grain">Elements that stay together.</param>
    /// <param name="most">Elements of a piece, at most (one grain, where that is more): what cannot be cancelled, and what a member without its processor holds up.</param>
    public Claims Claim(int worker, int count, int grain = 1, int most = int.MaxValue)
    {
        ref var own = ref _members[worker];
        if (own.Claimed == own.Reached) throw new InvalidOperationException($"worker {worker} claims twice after barrier {own.Reached}; one loop between two barriers was expected");
        own.Claimed = own.Reached;
        return new Claims(this, worker, own.Reached, count, grain, most);
    }

    public void Dispose()
    {
        _isDissolved = true;
        foreach (var wake in _wake) wake.Release();
        foreach (var thread in _threads) thread.Join();
        foreach (var wake in _wake) wake.Dispose();
        NativeMemory.AlignedFree(_members);
    }

    /// <summary>How much of <paramref name="worker"/>'s share is claimed in the interval after barrier <paramref name="interval"/>.</summary>
    internal ref int Cursor(int worker, int interval)
    {
        ref var member = ref _members[worker];
        if (interval % 2 == 0) return ref member.EvenTaken;
        return ref member.OddTaken;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AwaitAll(int worker, int reached)
    {
        for (int other = 0; other < Members; other++)
        {
            ref int theirs = ref _members[other].Reached;
            for (int spins = 0; Volatile.Read(ref theirs) < reached; spins++)
            {
                if (spins < SpinsBeforeYield)
                {
                    Thread.SpinWait(1);
                    continue;
                }
                long start = Stopwatch.GetTimestamp();
                while (Volatile.Read(ref theirs) < reached) Thread.Yield();
                _members[worker].TicksWaited += Stopwatch.GetTimestamp() - start;
            }
        }
    }

    private void Serve(int worker)
    {
        for (int run = 0; AwaitRun(worker, ref run);) Work(worker);
    }

    private void Work(int worker)
    {
        try
        {
            _work!.Run(this, worker);
        }
        catch (Exception error)
        {
            Interlocked.CompareExchange(ref _failure, error, null);
            _isStopping = true;
        }
        Volatile.Write(ref _members[worker].Reached, Left);
    }

    private void NoteWaits(long start)
    {
        long waited = 0;
        for (int worker = 0; worker < Members; worker++) waited = Math.Max(waited, _members[worker].TicksWaited);
        long now = Stopwatch.GetTimestamp();
        _active!.Note(now, now - start, waited);
    }

    /// <summary>Waits for the next run, at first awake, then asleep; false when the team is dissolved.</summary>
    private bool AwaitRun(int worker, ref int run)
    {
        ref var own = ref _members[worker];
        for (int waits = 0; Volatile.Read(ref own.Run) == run; waits++)
        {
            if (_isDissolved) return false;
            if (waits < SpinsBeforeYield) Thread.SpinWait(1);
            else if (waits < SpinsBeforeYield + YieldsBeforePark) Thread.Yield();
            else Park(worker, run);
        }
        run = own.Run;
        return true;
    }

    /// <summary>Sleeps until woken. Either it sees the call after it has said that it sleeps, or the caller sees that it sleeps.</summary>
    private void Park(int worker, int run)
    {
        ref var own = ref _members[worker];
        Interlocked.Exchange(ref own.IsParked, 1);
        bool isCalled = Volatile.Read(ref own.Run) != run || _isDissolved;
        if (!isCalled || Interlocked.Exchange(ref own.IsParked, 0) == 0) _wake[worker].Wait();
    }

    private void Wake(int worker)
    {
        if (Interlocked.Exchange(ref _members[worker].IsParked, 0) == 1) _wake[worker].Release();
    }
}
