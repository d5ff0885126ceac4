using System.Runtime.ExceptionServices;
using Engine.Kernels.Threading;

namespace Engine.Backends.Reference;

/// <summary>Work that splits into independent rows, so that who computes a row changes none of its bits.</summary>
internal interface IRowJob
{
    /// <summary>Computes rows [<paramref name="start"/>, <paramref name="end"/>) with the scratch of <paramref name="worker"/>.</summary>
    void Run(int start, int end, int worker);
}

/// <summary>A few threads that share the rows of one job after another; worker 0 is the caller.</summary>
internal sealed class RowTeam : IDisposable
{
    private const int ChunksPerWorker = 4;   // small enough that a worker that is held up does not hold up the rest

    private readonly List<Thread> _threads;
    private readonly SemaphoreSlim _start = new(0);
    private readonly SemaphoreSlim _done = new(0);
    private IRowJob? _job;   // null ends the threads
    private CancellationToken _cancellation;
    private ExceptionDispatchInfo? _failure;
    private int _rows, _chunk, _next;

    /// <param name="workers">Members, the caller included.</param>
    /// <param name="start">Starts a thread; null for the system's own way.</param>
    /// <exception cref="InvalidOperationException">The system starts no more threads; those that were started have ended.</exception>
    public RowTeam(int workers, Action<Thread>? start = null)
    {
        Workers = workers;
        _threads = new List<Thread>(workers - 1);
        try
        {
            TeamThreads.Start(_threads, workers - 1, worker => new Thread(() => Serve(worker)) { IsBackground = true, Name = $"reference {worker}" }, start);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int Workers { get; }

    /// <summary>Runs <paramref name="job"/> over <paramref name="rows"/> rows and returns when all are done.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; some rows are not done.</exception>
    public void Run(IRowJob job, int rows, CancellationToken cancellationToken)
    {
        _job = job;
        _cancellation = cancellationToken;
        _rows = rows;
        _chunk = Math.Max(1, rows / (Workers * ChunksPerWorker));
        _next = 0;
        if (_threads.Count > 0) _start.Release(_threads.Count);
        Work(0);
        for (int i = 0; i < _threads.Count; i++) _done.Wait(CancellationToken.None);

        var failure = _failure;
        _failure = null;
        failure?.Throw();
        cancellationToken.ThrowIfCancellationRequested();
    }

    public void Dispose()
    {
        _job = null;
        if (_threads.Count > 0) _start.Release(_threads.Count);
        foreach (var thread in _threads) thread.Join();
        _start.Dispose();
        _done.Dispose();
    }

    private void Serve(int worker)
    {
        for (; ; )
        {
            _start.Wait();
            if (_job is null) return;
            Work(worker);
            _done.Release();
        }
    }

    private void Work(int worker)
    {
        try
        {
            while (!_cancellation.IsCancellationRequested)
            {
                int start = Interlocked.Add(ref _next, _chunk) - _chunk;
                if (start >= _rows) return;
                _job!.Run(start, Math.Min(start + _chunk, _rows), worker);
            }
        }
        catch (Exception error)
        {
            _failure = ExceptionDispatchInfo.Capture(error);
        }
    }
}
