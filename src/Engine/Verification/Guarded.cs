using System.Runtime.ExceptionServices;
using Engine.Backends;

namespace Engine.Verification;

/// <summary>
/// Runs work on a thread of its own: a backend that gives up in native code parks the thread it was called on for good, and the
/// caller must not be that thread.
/// </summary>
internal static class Guarded
{
    /// <summary>The result of <paramref name="work"/>; what it throws; or the error of a backend that gave up.</summary>
    public static T Run<T>(Func<T> work)
    {
        var task = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        using var aborted = CancellationTokenSource.CreateLinkedTokenSource(BackendCatalog.All.Select(backend => backend.Aborted).ToArray());
        try
        {
            task.Wait(aborted.Token);
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            ExceptionDispatchInfo.Throw(BackendCatalog.All.Select(backend => backend.AbortError).First(error => error is not null)!);
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerException!);
        }
        return task.Result;
    }
}
