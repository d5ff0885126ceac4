using Engine.Backends;
using Engine.KvCache;

namespace Engine.Generation;

/// <summary>What a caller holds of the cache: the place of its sequence, and the logits after its last token.</summary>
internal sealed class HeldSequence(int vocabSize)
{
    /// <summary>The sequence; -1 before the first token.</summary>
    public int Id { get; set; } = -1;

    /// <summary>Whether the last token was decoded, not read.</summary>
    public bool LastIsDecoded { get; set; }

    /// <summary>Whether <see cref="Logits"/> are those after the last token.</summary>
    public bool HasLogits { get; set; }

    /// <summary>A row of logits, (vocabSize).</summary>
    public float[] Logits { get; } = new float[vocabSize];
}

/// <summary>Appends given tokens to a sequence that its caller holds.</summary>
/// <param name="runner">The model.</param>
/// <param name="held">The sequence.</param>
/// <param name="start">Tokens it holds.</param>
/// <param name="tokens">Tokens to append.</param>
internal sealed class AppendRequest(ModelRunner runner, HeldSequence held, int start, int[] tokens) : StepRequest
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _run;
    private int _row;

    public Task Done => _done.Task;

    public override ReadOnlySpan<int> Prompt => start == 0 ? tokens : [];

    public override bool IsReading => !IsDecoded;

    public override int Wanted => tokens.Length - _run;

    public override int ReadSoFar => _run;

    // One alone is what a decode loop of the caller's own has chosen.
    private bool IsDecoded => tokens.Length == 1 && start > 0;

    public override bool CanBegin(KvCacheManager cache, int spare) =>
        held.Id >= 0 || runner.OpenSequences >= cache.MaxHeld - 1 || cache.CanTake(tokens, reuseDecoded: false, tokens.Length, spare);

    protected override void Begin(KvCacheManager cache)
    {
        if (held.Id < 0)
        {
            held.Id = runner.Open(tokens);
            _run = cache.Length(held.Id);
        }
        held.HasLogits = false;
    }

    public override bool TryReserve(int count) => runner.Cache.TryReserve(held.Id, count);

    public override void Fill(StepBatch batch, int count)
    {
        for (int end = _run + count; _run < end; _run++)
            _row = batch.Add(new BatchToken(tokens[_run], start + _run, held.Id, WantsLogits: _run == tokens.Length - 1, IsDecoded));
        held.LastIsDecoded = IsDecoded;
    }

    public override bool Advance(IForwardPass pass, long ticks)
    {
        if (_run < tokens.Length) return false;
        pass.Logits(_row).CopyTo(held.Logits);
        held.HasLogits = true;
        WillAnswer(() => _done.TrySetResult());
        return true;
    }

    public override void End(EndCause cause)
    {
        switch (cause)
        {
            case EndCause.Cancelled:
                WillAnswer(() => _done.TrySetCanceled(Caller));
                break;
            default:
                var pool = runner.Cache.Tables.Pool;
                int size = runner.Cache.Tables.BlockTokens;
                var full = new KvCacheFullException(tokens.Length - _run, (pool.Count - pool.Free) * size, pool.Evictable * size, runner.Cache.Tables.Capacity);
                WillAnswer(() => _done.TrySetException(full));
                break;
        }
    }

    public override void Fail(Exception error)
    {
        // Nobody knows what such a failure left in the store.
        if (held.Id >= 0) runner.Cache.Truncate(held.Id, 0);
        WillAnswer(() => _done.TrySetException(error));
    }

    public override void Abandon(Exception error) => _done.TrySetException(error);
}
