using Engine.Backends;
using Engine.KvCache;
using Engine.Sampling;

namespace Engine.Generation;

/// <summary>Reads a text and takes the logits after every token: how probable the next one was.</summary>
/// <param name="model">The model.</param>
/// <param name="tokens">Token ids, at least two.</param>
internal sealed class ScoreRequest(GenerationModel model, int[] tokens) : StepRequest
{
    // Floats of logits that one step may make: 32 MiB of them.
    private const int MostLogits = 8 << 20;

    private readonly TaskCompletionSource<double?[]> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly double?[] _scores = new double?[tokens.Length];
    private readonly TopLogits _logits = new(0);
    private KvCacheManager? _cache;
    private int _sequence = -1;
    private int _run, _row, _added;

    public Task<double?[]> Done => _done.Task;

    // What is cached has no logits any more: all of it is read.
    public override ReadOnlySpan<int> Prompt => [];

    public override bool IsReading => true;

    public override bool CanPause => true;

    public override int Wanted => Math.Min(tokens.Length - 1 - _run, Math.Max(1, MostLogits / model.VocabSize));

    public override int ReadSoFar => _run;

    public override bool CanBegin(KvCacheManager cache, int spare) => cache.CanTake([], reuseDecoded: false, tokens.Length - 1, spare);

    protected override void Begin(KvCacheManager cache)
    {
        _cache = cache;
        _sequence = cache.Take([], reuseDecoded: false, tokens.Length - 1);
    }

    public override bool TryReserve(int count) => _cache!.TryReserve(_sequence, count);

    public override void Fill(StepBatch batch, int count)
    {
        _row = batch.Count;
        _added = count;
        for (int end = _run + count; _run < end; _run++) batch.Add(new BatchToken(tokens[_run], _run, _sequence, WantsLogits: true));
    }

    public override bool Advance(IForwardPass pass, long ticks)
    {
        for (int i = 0; i < _added; i++)
        {
            var row = pass.Logits(_row + i)[..model.VocabSize];
            int next = _run - _added + i + 1;
            _logits.Take(row);
            _scores[next] = tokens[next] < row.Length ? _logits.LogProbability(row[tokens[next]]) : double.NegativeInfinity;
        }
        if (_run < tokens.Length - 1) return false;
        _cache!.Release(_sequence);
        _done.TrySetResult(_scores);
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
