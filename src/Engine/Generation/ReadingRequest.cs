using Engine.KvCache;

namespace Engine.Generation;

/// <summary>A request that reads a text and takes what each step computed of it, and generates nothing. It may be paused: then it reads the text again.</summary>
/// <typeparam name="TResult">What it answers.</typeparam>
/// <param name="length">Tokens it reads.</param>
internal abstract class ReadingRequest<TResult>(int length) : StepRequest
{
    /// <summary>Floats of logits that one step may make for it: 32 MiB of them.</summary>
    protected const int MostLogits = 8 << 20;

    private readonly TaskCompletionSource<TResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private KvCacheManager? _cache;

    /// <summary>What it came to.</summary>
    public Task<TResult> Done => _done.Task;

    public sealed override bool IsReading => true;

    public sealed override bool CanPause => true;

    public sealed override int ReadSoFar => Run;

    /// <summary>Its sequence; -1 while it has none.</summary>
    protected int Sequence { get; private set; } = -1;

    /// <summary>Tokens that are run.</summary>
    protected int Run { get; set; }

    public sealed override bool CanBegin(KvCacheManager cache, int spare) => cache.CanTake(Prompt, reuseDecoded: false, length, spare);

    protected sealed override void Begin(KvCacheManager cache)
    {
        _cache = cache;
        Sequence = cache.Take(Prompt, reuseDecoded: false, length);
        Run = cache.Length(Sequence);
    }

    public sealed override bool TryReserve(int count) => _cache!.TryReserve(Sequence, count);

    public sealed override void Pause()
    {
        _cache!.Release(Sequence);
        Sequence = -1;
        Run = 0;
    }

    /// <summary>Gives the sequence back, whose tokens stay cached for others, and will answer <paramref name="result"/>.</summary>
    protected void Finish(TResult result)
    {
        _cache!.Release(Sequence);
        WillAnswer(() => _done.TrySetResult(result));
    }

    public sealed override void End(EndCause cause)
    {
        if (Sequence >= 0) _cache!.Release(Sequence);
        if (cause == EndCause.Cancelled) WillAnswer(() => _done.TrySetCanceled(Caller));
        else WillAnswer(() => _done.TrySetException(new KvCacheFullException($"the KV cache has no room for a text of {length} tokens beside what open sequences hold")));
    }

    public sealed override void Fail(Exception error)
    {
        // Nobody knows what such a failure left in the store.
        if (Sequence >= 0) _cache!.Free(Sequence);
        WillAnswer(() => _done.TrySetException(error));
    }

    public sealed override void Abandon(Exception error) => _done.TrySetException(error);
}
