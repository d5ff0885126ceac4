using Engine.Backends;
using Engine.KvCache;

namespace Engine.Generation;

/// <summary>Why a request ends before it is done.</summary>
internal enum EndCause
{
    /// <summary>Its caller cancelled it.</summary>
    Cancelled,
    /// <summary>Its time is over.</summary>
    Time,
    /// <summary>There is no room for another token, and nobody else whose room it could have.</summary>
    NoRoom,
}

/// <summary>
/// A request that takes part in the steps of a <see cref="Scheduler"/>: it adds entries to a batch and takes their rows of logits. What it answers, and to
/// whom, is its own affair.
/// </summary>
/// <remarks>Used on the model's thread only, but for <see cref="Abandon"/>.</remarks>
internal abstract class StepRequest : IDisposable
{
    private CancellationTokenSource? _linked;
    private Action? _answer;

    /// <summary>Cancelled by the caller.</summary>
    public CancellationToken Caller { get; init; }

    /// <summary>Requests of higher priority run first.</summary>
    public int Priority { get; init; }

    /// <summary>The timestamp at which its time is over.</summary>
    public long Deadline { get; init; } = long.MaxValue;

    /// <summary>Its place among all requests of the model.</summary>
    public long Arrival { get; set; }

    /// <summary>Whether it runs only while no other does.</summary>
    public virtual bool IsExclusive => false;

    /// <summary>Whether it may be made to wait again after it began, to be computed anew later.</summary>
    public virtual bool CanPause => false;

    /// <summary>The tokens it reads, by which a common beginning with others is found.</summary>
    public abstract ReadOnlySpan<int> Prompt { get; }

    /// <summary>Whether tokens that were decoded for others serve it as well as those that were read.</summary>
    public virtual bool ReuseDecoded => false;

    /// <summary>Whether it is still reading its prompt, or what it had come to before a pause: then a step may run fewer entries than are wanted.</summary>
    public abstract bool IsReading { get; }

    /// <summary>Entries it wants in the next step, at least one.</summary>
    public abstract int Wanted { get; }

    /// <summary>Tokens of its prompt that are run.</summary>
    public abstract int ReadSoFar { get; }

    /// <summary>Cancelled by the caller, or when the model is disposed; only while it runs.</summary>
    public CancellationToken Cancellation => _linked!.Token;

    /// <summary>Whether it would find room now, with <paramref name="spare"/> blocks left for those who run.</summary>
    public abstract bool CanBegin(KvCacheManager cache, int spare);

    /// <summary>Takes its sequences; it is then running.</summary>
    public void Begin(KvCacheManager cache, CancellationToken stopping)
    {
        _linked ??= CancellationTokenSource.CreateLinkedTokenSource(Caller, stopping);
        Begin(cache);
    }

    /// <summary>Reserves room for <paramref name="count"/> entries; false when there is none.</summary>
    public abstract bool TryReserve(int count);

    /// <summary>Adds <paramref name="count"/> entries to <paramref name="batch"/>.</summary>
    public abstract void Fill(StepBatch batch, int count);

    /// <summary>Takes what the step computed for its entries; true when it is done and has its answer.</summary>
    /// <param name="pass">Has the rows of logits.</param>
    /// <param name="ticks">How long the step took.</param>
    public abstract bool Advance(IForwardPass pass, long ticks);

    /// <summary>Makes room in its own sequences, when nobody else can; false when it cannot.</summary>
    public virtual bool TryMakeRoom() => false;

    /// <summary>Gives up its room; <see cref="Begin(KvCacheManager, CancellationToken)"/> goes on from there.</summary>
    public virtual void Pause() => throw new InvalidOperationException("this request cannot be paused");

    /// <summary>Ends it early; its sequences are given back if it has any.</summary>
    public abstract void End(EndCause cause);

    /// <summary>Ends it with <paramref name="error"/>; what its sequences hold is no longer to be relied on.</summary>
    public abstract void Fail(Exception error);

    /// <summary>Tells the caller of <paramref name="error"/>, and touches nothing else: the model's thread is lost. From any thread.</summary>
    public abstract void Abandon(Exception error);

    /// <summary>Answers the caller, after it has ended and the scheduler's books are closed: who has an answer finds the model as it left it.</summary>
    public void Answer()
    {
        var answer = _answer;
        _answer = null;
        answer?.Invoke();
    }

    public virtual void Dispose() => _linked?.Dispose();

    /// <summary>Keeps what <see cref="Answer"/> is to say, which a later word replaces.</summary>
    protected void WillAnswer(Action answer) => _answer = answer;

    /// <summary>Takes its sequences.</summary>
    protected abstract void Begin(KvCacheManager cache);
}
