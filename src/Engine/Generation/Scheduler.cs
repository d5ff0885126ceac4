using System.Diagnostics;
using Engine.Backends;
using Engine.KvCache;

namespace Engine.Generation;

/// <summary>
/// Who runs: requests begin by priority and arrival as long as there is room, and all that run take part in every step. A step is one batch: first the next
/// token of everyone who decodes, then as much of the prompts that wait as the <see cref="StepBudget"/> allows. When room runs out, the youngest of
/// the lowest priority waits again.
/// </summary>
/// <remarks>
/// Source: Yu et al. 2022, "Orca: A Distributed Serving System for Transformer-Based Generative Models". Used on the model's thread only, but for
/// <see cref="Expect"/>, <see cref="Abandon"/> and <see cref="Statistics"/>.
/// </remarks>
internal sealed class Scheduler
{
    private readonly IForwardPass _pass;
    private readonly KvCacheManager _cache;
    private readonly StepBatch _batch;
    private readonly StepBudget _budget = new();
    private readonly int _mostPending;

    private readonly List<StepRequest> _waiting = [];    // by priority and arrival
    private readonly List<StepRequest> _running = [];    // by priority and arrival
    private readonly List<StepRequest> _ended = [];      // not yet answered
    private readonly List<(StepRequest Request, int Count)> _plan = [];
    private readonly Queue<(long Arrival, Action Run, Action<Exception> Fail)> _barriers = [];
    private readonly Lock _gate = new();
    private readonly HashSet<StepRequest> _pending = [];   // submitted and not yet ended; under the gate
    private ModelStatistics _statistics;                   // under the gate
    private long _arrivals, _tokensRead, _tokensDecoded, _tokensReused, _steps;
    private int _firstUnserved;
    private bool _isTight;   // someone was paused: nobody begins who would soon be paused again

    public Scheduler(IForwardPass pass, KvCacheManager cache, int batchSize, int maxQueued)
    {
        _pass = pass;
        _cache = cache;
        _batch = new StepBatch(Math.Min(Math.Max(batchSize, cache.MaxHeld), pass.MaxBatchTokens));
        _mostPending = (int)Math.Min(int.MaxValue, (long)cache.MaxHeld + maxQueued);
        Publish();
    }

    /// <summary>Whether there is anything to do.</summary>
    public bool HasWork => _running.Count + _waiting.Count + _barriers.Count > 0;

    /// <summary>Entries a step can have; no request may decode more at once.</summary>
    public int Capacity => _batch.Capacity;

    /// <summary>What it does at present.</summary>
    public ModelStatistics Statistics
    {
        get
        {
            lock (_gate) return _statistics with { Queued = _pending.Count - _statistics.Running };
        }
    }

    /// <summary>Counts <paramref name="request"/>, which will be added. From any thread.</summary>
    /// <exception cref="QueueFullException">As many as may wait are waiting.</exception>
    public void Expect(StepRequest request)
    {
        lock (_gate)
        {
            if (_pending.Count >= _mostPending) throw new QueueFullException(_pending.Count - _cache.MaxHeld, _mostPending - _cache.MaxHeld);
            _pending.Add(request);
        }
    }

    /// <summary>Adds a request that <see cref="Expect"/> was told of.</summary>
    public void Add(StepRequest request)
    {
        request.Arrival = _arrivals++;
        Insert(_waiting, request);
    }

    /// <summary>Runs <paramref name="run"/> when all that was added before has ended, and before all that is added later.</summary>
    public void AddBarrier(Action run, Action<Exception> fail) => _barriers.Enqueue((_arrivals++, run, fail));

    /// <summary>Ends what was cancelled or is late, begins what finds room, and runs a batch.</summary>
    public void Step(CancellationToken stopping)
    {
        EndOverdue(_running);
        EndOverdue(_waiting);
        if (_ended.Count > 0) Close();   // who cancels does not wait for the step
        RunBarriers();
        Admit(stopping);
        Plan();
        if (_ended.Count > 0) Close();
        if (_batch.Count > 0) Run(stopping);
        Close();
    }

    /// <summary>Ends everything with <paramref name="error"/>.</summary>
    public void FailAll(Exception error)
    {
        foreach (var request in _running.Concat(_waiting).ToArray()) Fail(request, error);
        while (_barriers.TryDequeue(out var barrier)) barrier.Fail(error);
        Close();
    }

    /// <summary>Tells everyone who waits of <paramref name="error"/>: the model's thread is lost. From any thread.</summary>
    public void Abandon(Exception error)
    {
        StepRequest[] pending;
        lock (_gate)
        {
            pending = [.. _pending];
            _pending.Clear();
        }
        foreach (var request in pending) request.Abandon(error);
    }

    /// <summary>Shows what it does, after whatever has changed it.</summary>
    public void Publish()
    {
        var pool = _cache.Tables.Pool;
        lock (_gate)
        {
            foreach (var request in _ended) _pending.Remove(request);
            _statistics = new ModelStatistics
            {
                Running = _running.Count,
                BlockTokens = _cache.Tables.BlockTokens,
                BlocksUsed = pool.Pinned,
                BlocksEvictable = pool.Evictable,
                BlocksFree = pool.Free,
                TokensRead = _tokensRead,
                TokensDecoded = _tokensDecoded,
                TokensReused = _tokensReused,
                Steps = _steps,
            };
        }
    }

    /// <summary>Shows what it does, and answers those who have ended.</summary>
    private void Close()
    {
        Publish();
        foreach (var request in _ended)
        {
            try
            {
                request.Answer();
            }
            catch (Exception error)
            {
                request.Abandon(error);   // who listens, to a meter or a log, failed; others are not to be held up by that
            }
            request.Dispose();
        }
        _ended.Clear();
    }

    private void EndOverdue(List<StepRequest> requests)
    {
        for (int i = requests.Count - 1; i >= 0; i--)
        {
            var request = requests[i];
            if (request.Caller.IsCancellationRequested) End(request, EndCause.Cancelled);
            else if (request.Deadline != long.MaxValue && Stopwatch.GetTimestamp() >= request.Deadline) End(request, EndCause.Time);
        }
    }

    private void RunBarriers()
    {
        while (_running.Count == 0 && _barriers.TryPeek(out var barrier) && !IsAnyoneWaitingSince(barrier.Arrival))
        {
            _barriers.Dequeue();
            barrier.Run();
        }
    }

    private bool IsAnyoneWaitingSince(long arrival)
    {
        foreach (var request in _waiting)
            if (request.Arrival < arrival) return true;
        return false;
    }

    /// <summary>Begins requests in their order, as long as there is room.</summary>
    private void Admit(CancellationToken stopping)
    {
        long before = _barriers.TryPeek(out var barrier) ? barrier.Arrival : long.MaxValue;
        for (int i = 0; i < _waiting.Count;)
        {
            var request = _waiting[i];
            if (request.Arrival > before || IsAboutToBeRead(request))
            {
                i++;
                continue;
            }
            if (_running.Exists(other => other.IsExclusive) || (request.IsExclusive && _running.Count > 0)) return;
            while (!request.CanBegin(_cache, _isTight ? _running.Count : 0))
            {
                if (Victim(below: request.Priority) is { } victim) Pause(victim);
                else if (_running.Count > 0) return;
                else
                {
                    Fail(request, NoRoom(request));
                    request = null;
                    break;
                }
            }
            if (request is null) continue;
            _waiting.Remove(request);
            Begin(request, stopping);
        }
    }

    private void Begin(StepRequest request, CancellationToken stopping)
    {
        try
        {
            request.Begin(_cache, stopping);
            _tokensReused += request.ReadSoFar;
            Insert(_running, request);
        }
        catch (OperationCanceledException) when (request.Caller.IsCancellationRequested)
        {
            End(request, EndCause.Cancelled);
        }
        catch (Exception error)
        {
            Fail(request, error);
        }
    }

    /// <summary>Whether one who runs is reading a beginning that <paramref name="request"/> shares, beyond what is cached: then it need not be read twice.</summary>
    private bool IsAboutToBeRead(StepRequest request)
    {
        int cached = -1;
        foreach (var other in _running)
        {
            if (!other.IsReading || other.IsExclusive) continue;
            int common = Math.Min(other.Prompt.CommonPrefixLength(request.Prompt), request.Prompt.Length - 1);
            if (common <= other.ReadSoFar) continue;
            if (cached < 0) cached = _cache.Cached(request.Prompt, request.ReuseDecoded);
            if (common - cached >= _cache.Tables.BlockTokens && common - cached >= 16) return true;
        }
        return false;
    }

    /// <summary>Chooses who takes part in the step, with how many entries, and makes room for them.</summary>
    private void Plan()
    {
        _batch.Clear();
        _plan.Clear();
        int room = _batch.Capacity;
        // A step may be too small for all: then the next one begins with those who were left out.
        int first = _firstUnserved < _running.Count ? _firstUnserved : 0;
        _firstUnserved = 0;
        for (int i = 0, count = _running.Count; i < count && _running.Count == count; i++)
        {
            int index = (first + i) % count;
            var request = _running[index];
            if (request.IsReading) continue;
            if (request.Wanted > room)
            {
                _firstUnserved = index;
                break;
            }
            if (!Reserve(request, request.Wanted)) break;
            _plan.Add((request, request.Wanted));
            room -= request.Wanted;
        }
        int decoding = _batch.Capacity - room;
        int reading = 0;
        foreach (var request in _running)
            if (request.IsReading) reading++;
        int budget = _budget.ReadTokens(decoding, reading, room);
        for (int i = 0; i < _running.Count && budget > 0; i++)
        {
            var request = _running[i];
            if (!request.IsReading) continue;
            int count = Math.Min(request.Wanted, budget);
            if (!Reserve(request, count)) break;
            _plan.Add((request, count));
            budget -= count;
        }
        foreach (var (request, count) in _plan) request.Fill(_batch, count);
    }

    /// <summary>Makes room for <paramref name="request"/>, if need be by pausing others; false when it was paused or ended itself.</summary>
    private bool Reserve(StepRequest request, int count)
    {
        while (!request.TryReserve(count))
        {
            if (Victim(below: int.MaxValue) is { } victim && (victim != request || _running.Count > 1))
            {
                Pause(victim);
                if (victim == request) return false;
            }
            else if (!request.TryMakeRoom())
            {
                End(request, EndCause.NoRoom);
                return false;
            }
        }
        return true;
    }

    /// <summary>Whom to pause: the youngest of the lowest priority, if that is below <paramref name="below"/>.</summary>
    private StepRequest? Victim(int below)
    {
        for (int i = _running.Count - 1; i >= 0; i--)
            if (_running[i].CanPause) return _running[i].Priority < below ? _running[i] : null;
        return null;
    }

    private void Pause(StepRequest request)
    {
        _running.Remove(request);
        _plan.RemoveAll(item => item.Request == request);
        request.Pause();
        Insert(_waiting, request);
        _isTight = true;
    }

    private void Run(CancellationToken stopping)
    {
        // One alone is stopped in the middle of a step; among others it waits for the step's end, so that they lose nothing.
        var cancellation = _plan.Count == 1 ? _plan[0].Request.Cancellation : stopping;
        long start = Stopwatch.GetTimestamp();
        try
        {
            _pass.Forward(_batch.Entries, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return;
        }
        catch (Exception error)
        {
            foreach (var (request, _) in _plan) Fail(request, error);
            return;
        }
        long ticks = Stopwatch.GetTimestamp() - start;
        int decoded = 0;
        foreach (var entry in _batch.Entries)
        {
            _cache.Append(entry.Sequence, entry.Token, entry.IsDecoded);
            if (entry.IsDecoded) decoded++;
        }
        _steps++;
        _tokensDecoded += decoded;
        _tokensRead += _batch.Count - decoded;
        _budget.Record(decoded, _batch.Count - decoded, ticks);
        Publish();   // who has a token sees the model at work
        foreach (var (request, _) in _plan) Advance(request, ticks);
    }

    private void Advance(StepRequest request, long ticks)
    {
        try
        {
            if (request.Advance(_pass, ticks)) Forget(request);
        }
        catch (Exception error)
        {
            Fail(request, error);
        }
    }

    private void End(StepRequest request, EndCause cause)
    {
        Forget(request);
        request.End(cause);
    }

    private void Fail(StepRequest request, Exception error)
    {
        Forget(request);
        request.Fail(error);
    }

    private void Forget(StepRequest request)
    {
        _running.Remove(request);
        _waiting.Remove(request);
        _isTight = false;
        _ended.Add(request);
    }

    private KvCacheFullException NoRoom(StepRequest request)
    {
        var pool = _cache.Tables.Pool;
        int tokens = _cache.Tables.BlockTokens;
        return new KvCacheFullException(
            $"the KV cache has no room for a request of {request.Prompt.Length} tokens: open sequences hold {pool.Pinned * tokens} of its {pool.Count * tokens} tokens and "
            + $"{_cache.Held} of its {_cache.MaxHeld} sequences; dispose a Sequence, or raise CacheTokens or MaxSequences");
    }

    private static void Insert(List<StepRequest> requests, StepRequest request)
    {
        int at = requests.Count;
        while (at > 0 && (requests[at - 1].Priority < request.Priority
            || (requests[at - 1].Priority == request.Priority && requests[at - 1].Arrival > request.Arrival))) at--;
        requests.Insert(at, request);
    }
}
