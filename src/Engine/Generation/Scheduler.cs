using System.Collections.Concurrent;

namespace Engine.Generation;

/// <summary>
/// A model's one thread and the requests waiting for it, first come, first served. Whoever waits does so asynchronously; whatever goes
/// wrong on the thread reaches the one who asked.
/// </summary>
internal sealed class Scheduler : IDisposable
{
    private readonly BlockingCollection<Job> _jobs = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private volatile Job? _running;
    private CancellationTokenRegistration _onAbort;
    private Exception? _failure;
    private Task? _stopped;

    public Scheduler(string name)
    {
        _thread = new Thread(Work) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Runs <paramref name="work"/> on the thread after all that was asked for earlier.</summary>
    /// <param name="work">Receives a token that is cancelled by the caller or by <see cref="Dispose"/>.</param>
    /// <param name="cancellationToken">Takes the request out of the queue, or reaches the work.</param>
    /// <exception cref="ObjectDisposedException">The model was disposed, before or while this ran.</exception>
    public Task<T> Run<T>(Func<CancellationToken, T> work, CancellationToken cancellationToken)
    {
        var job = new Job<T>(work, cancellationToken, _stopping.Token);
        lock (_gate)
        {
            if (_stopped is not null) return Task.FromException<T>(Disposed());
            if (_failure is { } failure) return Task.FromException<T>(failure);
            _jobs.Add(job, CancellationToken.None);
        }
        return job.Done;
    }

    /// <summary>When <paramref name="aborted"/> is cancelled, the running request and all others fail with <paramref name="error"/>: the thread does not come back.</summary>
    public void FailOn(Func<Exception?> error, CancellationToken aborted) =>
        _onAbort = aborted.UnsafeRegister(_ => Fail(error() ?? new InvalidOperationException("the backend cannot answer any more")), null);

    /// <summary>Cancels the running request, fails the waiting ones and waits for the thread; <paramref name="last"/> runs on it at the end.</summary>
    public Task StopAsync(Action last)
    {
        lock (_gate)
        {
            if (_stopped is not null) return _stopped;
            if (_failure is not null) return _stopped = Task.CompletedTask;
            var job = new Job<bool>(_ => End(last), CancellationToken.None, CancellationToken.None);
            _jobs.Add(job, CancellationToken.None);
            _jobs.CompleteAdding();
            _stopped = job.Done;
        }
        _stopping.Cancel();
        return _stopped;
    }

    /// <summary>Stops without a last word.</summary>
    public void Dispose() => Stop(() => { });

    /// <summary><see cref="StopAsync"/>, waited for, except on the thread itself, which cannot wait for itself.</summary>
    public void Stop(Action last)
    {
        var stopped = StopAsync(last);
        if (Thread.CurrentThread != _thread) stopped.GetAwaiter().GetResult();
    }

    private void Work()
    {
        foreach (var job in _jobs.GetConsumingEnumerable())
        {
            _running = job;
            job.Run();
            _running = null;
        }
        lock (_gate) _jobs.Dispose();   // whoever completed the jobs may still be at it
    }

    private bool End(Action last)
    {
        // A backend outlives its models, and would keep all it could tell.
        _onAbort.Unregister();
        last();
        return true;
    }

    private void Fail(Exception error)
    {
        lock (_gate)
        {
            _failure = error;
            _running?.Fail(error);
            if (!_jobs.IsAddingCompleted) _jobs.CompleteAdding();
            while (_jobs.TryTake(out var job)) job.Fail(error);
        }
    }

    private static ObjectDisposedException Disposed() => new(nameof(Model), "the model was disposed");

    private abstract class Job
    {
        public abstract void Run();
        public abstract void Fail(Exception error);
    }

    private sealed class Job<T> : Job
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Func<CancellationToken, T> _work;
        private readonly CancellationToken _caller, _stopping;
        private readonly CancellationTokenRegistration _leaveQueue;
        private int _started;

        public Job(Func<CancellationToken, T> work, CancellationToken caller, CancellationToken stopping)
        {
            (_work, _caller, _stopping) = (work, caller, stopping);
            _leaveQueue = caller.UnsafeRegister(static job => ((Job<T>)job!).LeaveQueue(), this);
        }

        public Task<T> Done => _done.Task;

        public override void Run()
        {
            _leaveQueue.Unregister();
            if (Interlocked.Exchange(ref _started, 1) != 0) return;
            using var both = CancellationTokenSource.CreateLinkedTokenSource(_caller, _stopping);
            try
            {
                both.Token.ThrowIfCancellationRequested();
                _done.TrySetResult(_work(both.Token));
            }
            catch (OperationCanceledException) when (_caller.IsCancellationRequested)
            {
                _done.TrySetCanceled(_caller);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                _done.TrySetException(Disposed());
            }
            catch (Exception error)
            {
                _done.TrySetException(error);
            }
        }

        public override void Fail(Exception error) => _done.TrySetException(error);

        private void LeaveQueue()
        {
            if (Interlocked.Exchange(ref _started, 1) == 0) _done.TrySetCanceled(_caller);
        }
    }
}
