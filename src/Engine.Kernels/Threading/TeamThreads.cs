namespace Engine.Kernels.Threading;

/// <summary>Starts the threads of a team.</summary>
internal static class TeamThreads
{
    /// <summary>Starts <paramref name="count"/> threads and adds each to <paramref name="threads"/> when it runs.</summary>
    /// <param name="threads">Those that run, also when this throws.</param>
    /// <param name="count">How many.</param>
    /// <param name="create">Makes the thread of a worker, 1 and up: worker 0 is the caller.</param>
    /// <param name="start">Starts a thread; null for the system's own way.</param>
    /// <exception cref="InvalidOperationException">The system starts no more.</exception>
    public static void Start(List<Thread> threads, int count, Func<int, Thread> create, Action<Thread>? start)
    {
        for (int worker = 1; worker <= count; worker++)
        {
            var thread = create(worker);
            try
            {
                if (start is null) thread.Start();
                else start(thread);
            }
            catch (Exception error) when (error is OutOfMemoryException or ThreadStartException)
            {
                throw new InvalidOperationException(
                    $"the system lets this process start no more threads: {worker} of {count + 1} compute; fewer threads, or a higher limit of processes (ulimit -u), were expected", error);
            }
            threads.Add(thread);
        }
    }
}
