using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Engine.Generation;

/// <summary>
/// A model's one thread. It runs jobs, first come, first served, and between them the steps of a <see cref="Scheduler"/> as long as that has work.
/// Whoever waits does so asynchronously; whatever goes wrong on the thread reaches the one who asked.
/// </summary>
internal sealed class ModelThread : IDisposable
{
    private readonly BlockingCollection<Job> _jobs = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private volatile Job? _running;
    private volatile Scheduler? _scheduler;
    private CancellationTokenRegistration _onAbort;
    private Exception? _failure;
    private Task? _stopped;

    public ModelThread(string name)
    {
        _thread = new Thread(Work) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Cancelled when the model is disposed.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Why the thread is lost; null while it is not.</summary>
    public Exception? Failure
    {
        get
        {
            lock (_gate) return _failure;
        }
    }

    /// <summary>Lets the thread run the steps of <paramref name="scheduler"/>; called on it.</summary>
    public void Attach(Scheduler scheduler) => _scheduler = scheduler;

    /// <summary>Adds <paramref name="request"/> to what the scheduler runs.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void Submit(StepRequest request)
    {
        var scheduler = _scheduler!;
        lock (_gate)
        {
            if (_stopped is not null) throw Disposed();
            if (_failure is { } failure) throw failure;
            scheduler.Expect(request);
            _jobs.Add(new Job<bool>(_ => { scheduler.Add(request); return true; }, CancellationToken.None, CancellationToken.None), CancellationToken.None);
        }
    }

    /// <summary>Makes the thread look again at what it has to do: a request was cancelled.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            if (_stopped is null && _failure is null) _jobs.Add(new Job<bool>(_ => true, CancellationToken.None, CancellationToken.None), CancellationToken.None);
        }
    }

    /// <summary>Runs <paramref name="work"/> on the thread when all requests submitted earlier have ended; those submitted later wait for it.</summary>
    /// <inheritdoc cref="Run"/>
    public Task<T> RunAlone<T>(Func<CancellationToken, T> work, CancellationToken cancellationToken)
    {
        if (_scheduler is not { } scheduler) return Run(work, cancellationToken);
        var job = new Job<T>(work, cancellationToken, _stopping.Token);
        lock (_gate)
        {
            if (_stopped is not null) return Task.FromException<T>(Disposed());
            if (_failure is { } failure) return Task.FromException<T>(failure);
            _jobs.Add(new Job<bool>(_ => { scheduler.AddBarrier(job.Run, job.Fail); return true; }, CancellationToken.None, CancellationToken.None), CancellationToken.None);
        }
        return job.Done;
    }

    /// <summary>Runs <paramref name="work"/> on the thread, between two steps, after all jobs that were asked for earlier.</summary>
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
            var job = new Job<bool>(_ =>
            {
                _scheduler?.FailAll(Disposed());
                return End(last);
            }, CancellationToken.None, CancellationToken.None);
            _jobs.Add(job, CancellationToken.None);
            _jobs.CompleteAdding();
            _stopped = job.Done;
        }
        _stopping.Cancel();
        return _stopped;
    }

    /// <summary>Stops; nothing runs at the end.</summary>
    public void Dispose() => Stop(() => { });

    /// <summary><see cref="StopAsync"/>, waited for, except on the thread itself, which cannot wait for itself.</summary>
    public void Stop(Action last)
    {
        var stopped = StopAsync(last);
        if (Thread.CurrentThread != _thread) stopped.GetAwaiter().GetResult();
    }

    private void Work()
    {
        while (true)
        {
            Job? job;
            if (_scheduler is { HasWork: true } scheduler)
            {
                if (!_jobs.TryTake(out job))
                {
                    if (_stopping.IsCancellationRequested) scheduler.FailAll(Disposed());
                    else Step(scheduler);
                    continue;
                }
            }
            else if (!TryTake(out job)) break;
            _running = job;
            job.Run();
            _scheduler?.Publish();
            _running = null;
        }
        lock (_gate) _jobs.Dispose();   // whoever completed the jobs may still be at it
    }

    private void Step(Scheduler scheduler)
    {
        try
        {
            scheduler.Step(_stopping.Token);
        }
        catch (Exception error)
        {
            scheduler.FailAll(error);
        }
    }

    /// <summary>The next job, waited for; false when no more will come.</summary>
    private bool TryTake([NotNullWhen(true)] out Job? job)
    {
        try
        {
            return _jobs.TryTake(out job, Timeout.Infinite);
        }
        catch (InvalidOperationException)
        {
            job = null;
            return false;
        }
    }

    private bool End(Action last)
    {
        // The backend lives longer: without this its abort token would root this model.
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
        _scheduler?.Abandon(error);
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
