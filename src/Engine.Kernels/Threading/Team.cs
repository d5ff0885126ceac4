using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engine.Kernels.Threading;

/// <summary>Work that every member of a <see cref="Team"/> runs at the same time, each on its share.</summary>
internal interface ITeamWork
{
    /// <summary>Runs the share of <paramref name="worker"/>, 0 to <see cref="Team.Size"/> exclusive. Must not throw.</summary>
    void Run(Team team, int worker);
}

/// <summary>
/// A few threads that run one program together (SPMD) and meet at barriers. The caller is worker 0; the others are parked
/// while there is nothing to do.
/// </summary>
/// <remarks>
/// A token of a small model passes some 150 barriers, so a barrier must cost well under a microsecond: each member bumps an epoch
/// on a cache line of its own and spins on the others'. Members that wait longer give up their processor, because the one they
/// wait for may need it.
/// </remarks>
internal sealed unsafe class Team : IDisposable
{
    private const int Line = 128;                 // two cache lines: the prefetcher fetches them in pairs
    private const int SpinsBeforeYield = 2_000;   // some 20 us: longer than any barrier between members that both run
    private const int YieldsBeforePark = 500;

    private readonly Thread[] _threads;
    private readonly SemaphoreSlim[] _parked;
    private readonly int* _epochs;      // one line per member: barriers it has reached
    private readonly int* _generation;  // runs started
    private ITeamWork? _work;
    private volatile bool _stopped;

    /// <summary>Starts <paramref name="size"/> - 1 threads beside the caller's.</summary>
    public Team(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        Size = size;
        nuint bytes = (nuint)((size + 1) * Line);
        _epochs = (int*)NativeMemory.AlignedAlloc(bytes, Line);
        NativeMemory.Clear(_epochs, bytes);
        _generation = _epochs + size * (Line / sizeof(int));
        _parked = [.. Enumerable.Range(0, size).Select(_ => new SemaphoreSlim(0))];
        _threads = new Thread[size - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i + 1;
            _threads[i] = new Thread(() => Serve(worker)) { IsBackground = true, Name = $"engine worker {worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>Members, the caller included.</summary>
    public int Size { get; }

    /// <summary>Runs <paramref name="work"/> on every member and returns when all are done.</summary>
    public void Run(ITeamWork work)
    {
        _work = work;
        Interlocked.Increment(ref *_generation);
        foreach (var parked in _parked.AsSpan(1))
            if (parked.CurrentCount == 0) parked.Release();
        work.Run(this, 0);
        Barrier(0);
    }

    /// <summary>Waits until every member has come here as often as <paramref name="worker"/> has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Barrier(int worker)
    {
        int* own = Epoch(worker);
        int epoch = *own + 1;
        Volatile.Write(ref *own, epoch);
        for (int other = 0; other < Size; other++)
        {
            int* epochs = Epoch(other);
            for (int spins = 0; Volatile.Read(ref *epochs) - epoch < 0; spins++)
            {
                if (spins < SpinsBeforeYield) Thread.SpinWait(1);
                else Thread.Yield();
            }
        }
    }

    /// <summary>The part of <paramref name="count"/> that <paramref name="worker"/> of this team takes, in multiples of <paramref name="grain"/>.</summary>
    public (int Start, int End) Share(int count, int worker, int grain = 1)
    {
        int grains = (count + grain - 1) / grain;
        return (Math.Min(count, (int)((long)grains * worker / Size) * grain), Math.Min(count, (int)((long)grains * (worker + 1) / Size) * grain));
    }

    public void Dispose()
    {
        _stopped = true;
        foreach (var parked in _parked) parked.Release();
        foreach (var thread in _threads) thread.Join();
        foreach (var parked in _parked) parked.Dispose();
        NativeMemory.AlignedFree(_epochs);
    }

    private int* Epoch(int worker) => _epochs + worker * (Line / sizeof(int));

    private void Serve(int worker)
    {
        int seen = 0;
        while (AwaitRun(worker, ref seen))
        {
            _work!.Run(this, worker);
            Barrier(worker);
        }
    }

    /// <summary>Waits for the next run, at first awake, then asleep; false when the team is dissolved.</summary>
    private bool AwaitRun(int worker, ref int seen)
    {
        for (int waits = 0; Volatile.Read(ref *_generation) == seen; waits++)
        {
            if (_stopped) return false;
            if (waits < SpinsBeforeYield) Thread.SpinWait(1);
            else if (waits < SpinsBeforeYield + YieldsBeforePark) Thread.Yield();
            else _parked[worker].Wait();
        }
        seen++;
        return !_stopped;
    }
}
