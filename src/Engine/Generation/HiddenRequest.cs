using Engine.Backends;
using Engine.KvCache;

namespace Engine.Generation;

/// <summary>Reads a text with a causal model and takes its hidden states: the last token's, or every token's.</summary>
/// <param name="tokens">Token ids, at least one.</param>
/// <param name="onlyLast">Whether the state after the last token is all that is wanted; the beginning then comes from the cache where it is there.</param>
/// <param name="pass">Who computes them.</param>
internal sealed class HiddenRequest(int[] tokens, bool onlyLast, IForwardPass pass) : StepRequest
{
    // Entries of a step that make logits besides, where that cannot be helped: 32 MiB of them.
    private const int MostLogits = 8 << 20;

    private readonly TaskCompletionSource<float[]> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly float[] _states = new float[(onlyLast ? 1 : tokens.Length) * pass.HiddenDim];
    private KvCacheManager? _cache;
    private int _sequence = -1;
    private int _run, _row, _added;

    /// <summary>The states, (1 or tokens, hiddenDim).</summary>
    public Task<float[]> Done => _done.Task;

    public override ReadOnlySpan<int> Prompt => onlyLast ? tokens : [];

    public override bool IsReading => true;

    public override bool CanPause => true;

    public override int Wanted
    {
        get
        {
            int left = tokens.Length - _run;
            if (!pass.HiddenIsDear) return left;
            return onlyLast ? Math.Max(1, left - 1) : Math.Min(left, Math.Max(1, MostLogits / pass.VocabSize));
        }
    }

    public override int ReadSoFar => _run;

    public override bool CanBegin(KvCacheManager cache, int spare) => cache.CanTake(Prompt, reuseDecoded: false, tokens.Length, spare);

    protected override void Begin(KvCacheManager cache)
    {
        _cache = cache;
        _sequence = cache.Take(Prompt, reuseDecoded: false, tokens.Length);
        _run = cache.Length(_sequence);
    }

    public override bool TryReserve(int count) => _cache!.TryReserve(_sequence, count);

    public override void Fill(StepBatch batch, int count)
    {
        _row = batch.Count;
        _added = count;
        for (int end = _run + count; _run < end; _run++)
            batch.Add(new BatchToken(tokens[_run], _run, _sequence, WantsLogits: false, WantsHidden: !onlyLast || _run == tokens.Length - 1));
    }

    public override bool Advance(IForwardPass pass, long ticks)
    {
        int dim = pass.HiddenDim;
        if (!onlyLast)
            for (int i = 0; i < _added; i++) pass.Hidden(_row + i).CopyTo(_states.AsSpan((_run - _added + i) * dim));
        if (_run < tokens.Length) return false;
        if (onlyLast) pass.Hidden(_row + _added - 1).CopyTo(_states);
        _cache!.Release(_sequence);
        _done.TrySetResult(_states);
        return true;
    }

    public override void Pause()
    {
        _cache!.Release(_sequence);
        _sequence = -1;
        _run = 0;
    }

    public override void End(EndCause cause)
    {
        if (_sequence >= 0) _cache!.Release(_sequence);
        if (cause == EndCause.Cancelled) _done.TrySetCanceled(Caller);
        else _done.TrySetException(new KvCacheFullException($"the KV cache has no room for a text of {tokens.Length} tokens beside what open sequences hold"));
    }

    public override void Fail(Exception error)
    {
        // Nobody knows what such a failure left in the store.
        if (_sequence >= 0) _cache!.Free(_sequence);
        _done.TrySetException(error);
    }

    public override void Abandon(Exception error) => _done.TrySetException(error);
}
