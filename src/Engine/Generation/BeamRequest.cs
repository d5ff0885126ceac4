using Engine.Backends;
using Engine.KvCache;

namespace Engine.Generation;

/// <summary>A beam search in the steps of the model: reads the prompt, then runs the last token of every hypothesis, each in a sequence of its own.</summary>
internal sealed class BeamRequest : StepRequest
{
    private readonly GenerationModel _model;
    private readonly int[] _source;
    private readonly int[] _prompt;
    private readonly BeamSearch _search;
    private readonly TaskCompletionSource<IReadOnlyList<BeamSearchResult>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int[] _sequences;
    private readonly int _maxTokens;
    private List<Beam> _live = [];
    private KvCacheManager? _cache;
    private int _run, _row, _length;

    public BeamRequest(GenerationModel model, int[] prompt, BeamSearchOptions options)
    {
        _model = model;
        _source = prompt;
        _prompt = model.Source is null ? prompt : [model.Source.StartToken];
        _search = new BeamSearch(options, model.Tokenizer.IsEndOfGeneration);
        _sequences = new int[options.Width];
        int room = model.ContextLength - _prompt.Length;
        _maxTokens = options.MaxTokens == 0 ? room : Math.Min(options.MaxTokens, room);
    }

    public Task<IReadOnlyList<BeamSearchResult>> Done => _done.Task;

    public override bool IsExclusive => _model.Source is not null;

    public override ReadOnlySpan<int> Prompt => _prompt;

    public override bool IsReading => _run < _prompt.Length;

    public override int Wanted => IsReading ? _prompt.Length - _run : _live.Count;

    public override int ReadSoFar => _run;

    public override bool CanBegin(KvCacheManager cache, int spare) =>
        cache.MaxHeld - cache.Held >= _sequences.Length && cache.CanTake(_prompt, reuseDecoded: false, _prompt.Length + 1, spare + _sequences.Length - 1);

    protected override void Begin(KvCacheManager cache)
    {
        _cache = cache;
        if (_model.Source is { } source)
        {
            cache.Reset();
            source.EncodeSource(_source, Cancellation);
        }
        _sequences[0] = cache.Take(_prompt, reuseDecoded: false, _prompt.Length + _maxTokens);
        for (int i = 1; i < _sequences.Length; i++) _sequences[i] = cache.Take([], reuseDecoded: false, _prompt.Length + _maxTokens);
        _run = cache.Length(_sequences[0]);
    }

    public override bool TryReserve(int count)
    {
        if (IsReading) return _cache!.TryReserve(_sequences[0], count);
        foreach (var beam in _live)
            if (!_cache!.TryReserve(beam.Sequence, 1)) return false;
        return true;
    }

    public override void Fill(StepBatch batch, int count)
    {
        if (IsReading)
        {
            for (int end = _run + count; _run < end; _run++)
                _row = batch.Add(new BatchToken(_prompt[_run], _run, _sequences[0], WantsLogits: _run == _prompt.Length - 1));
            return;
        }
        _row = batch.Count;
        foreach (var beam in _live)
            batch.Add(new BatchToken(beam.Token, _cache!.Length(beam.Sequence), beam.Sequence, WantsLogits: true, IsDecoded: true));
    }

    public override bool Advance(IForwardPass pass, long ticks)
    {
        if (IsReading) return false;
        if (_length == 0) _search.Extend(new Beam(null, -1, 0, 0, _sequences[0]), pass.Logits(_row));
        for (int i = 0; i < _live.Count; i++) _search.Extend(_live[i], pass.Logits(_row + i));
        _live = _length < _maxTokens ? Place(_search.Keep()) : [];
        _length++;
        if (_search.IsDecided(_live, _maxTokens)) _live = [];
        if (_live.Count > 0 && _length < _maxTokens) return false;
        Finish(FinishReason.Length);
        return true;
    }

    public override void End(EndCause cause)
    {
        if (cause == EndCause.Cancelled)
        {
            GiveBack();
            WillAnswer(() => _done.TrySetCanceled(Caller));
        }
        else Finish(FinishReason.ContextFull);
    }

    public override void Fail(Exception error)
    {
        foreach (int sequence in _sequences)
            if (_cache is not null) _cache.Free(sequence);
        WillAnswer(() => _done.TrySetException(error));
    }

    public override void Abandon(Exception error) => _done.TrySetException(error);

    /// <summary>Gives each kept extension a sequence: the first of each parent goes on in its parent's, the rest fork into those that no one goes on in.</summary>
    private List<Beam> Place(List<Extension> kept)
    {
        var unused = new Queue<int>(_sequences.Where(sequence => kept.TrueForAll(extension => extension.Parent.Sequence != sequence)));
        var taken = new HashSet<int>();
        var live = new List<Beam>();
        foreach (var extension in kept)
        {
            int sequence = extension.Parent.Sequence;
            if (!taken.Add(sequence))
            {
                sequence = unused.Dequeue();
                _cache!.ForkInto(extension.Parent.Sequence, sequence, _cache.Length(extension.Parent.Sequence));
            }
            live.Add(extension.At(sequence));
        }
        // What nobody goes on in takes no room.
        foreach (int sequence in unused) _cache!.Truncate(sequence, sequence == _sequences[0] ? _prompt.Length : 0);
        return live;
    }

    private void Finish(FinishReason reason)
    {
        GiveBack();
        BeamSearchResult[] results = [.. _search.Results(_live, reason).Select(beam => beam with { Text = _model.Tokenizer.Decode([.. beam.Tokens]) })];
        WillAnswer(() => _done.TrySetResult(results));
    }

    /// <summary>The prompt stays cached, the hypotheses do not.</summary>
    private void GiveBack()
    {
        if (_cache is null) return;
        for (int i = 0; i < _sequences.Length; i++)
        {
            if (i > 0)
            {
                _cache.Free(_sequences[i]);
                continue;
            }
            _cache.Truncate(_sequences[0], _prompt.Length);
            _cache.Release(_sequences[0]);
        }
    }
}
