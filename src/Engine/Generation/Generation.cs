using System.Diagnostics;
using Engine.Backends;
using Engine.KvCache;
using Engine.Generation.Speculative;
using Engine.Sampling;
using Engine.Sampling.Constraints;
using Engine.Tokenization;

namespace Engine.Generation;

/// <summary>Receives what a generation produces, on the model's thread.</summary>
internal interface IGenerationOutput
{
    /// <summary>A generated token, the text that became certain with it, which is valid during the call, and what was to be noted of it.</summary>
    void Token(int token, GeneratedText text, TokenNotes notes);

    /// <summary>Text at the end that no token brought.</summary>
    void Rest(GeneratedText text);

    /// <summary>Nothing more comes.</summary>
    void Finished(GenerationResult result);

    /// <summary>Nothing more comes, because of <paramref name="error"/>. From any thread.</summary>
    void Failed(Exception error);
}

/// <summary>Text that goes out.</summary>
/// <param name="utf8">The text.</param>
/// <param name="marks">Of each byte, whether it is of a control token that is spelled; empty where none is.</param>
internal readonly ref struct GeneratedText(ReadOnlySpan<byte> utf8, ReadOnlySpan<bool> marks)
{
    public ReadOnlySpan<byte> Utf8 { get; } = utf8;

    public ReadOnlySpan<bool> Marks { get; } = marks;
}

/// <summary>What is noted of a token where the options ask for it.</summary>
internal readonly record struct TokenNotes(TokenLogProbabilities? LogProbabilities, SamplerTrace? Trace);

/// <summary>What a generation came to, beside the text.</summary>
internal sealed record GenerationResult(IReadOnlyList<int> Ids, FinishReason FinishReason, Usage Usage, Timings Timings);

/// <summary>What a generation is made of.</summary>
/// <param name="Prompt">Token ids; of an encoder-decoder, of the source.</param>
/// <param name="Options">How.</param>
/// <param name="Asked">The timestamp of the request.</param>
/// <param name="ReuseDecoded">Whether decoded tokens of others may serve its prompt.</param>
/// <param name="SpellsControl">Whether the text of control tokens goes out, marked as such; not of the one that ends the text.</param>
internal sealed record GenerationRequest(int[] Prompt, GenerationOptions Options, long Asked, bool ReuseDecoded = false, bool SpellsControl = false);

/// <summary>The model a generation runs on.</summary>
/// <param name="VocabSize">Logits of a row that have a token; rows may be padded beyond the vocabulary.</param>
/// <param name="ContextLength">Tokens a sequence can have.</param>
/// <param name="Tokenizer">Its tokenizer.</param>
/// <param name="Source">Of an encoder-decoder, the encoder.</param>
internal sealed record GenerationModel(int VocabSize, int ContextLength, Tokenizer Tokenizer, ISourceEncoder? Source)
{
    private readonly Lazy<TokenTrie> _trie = new(() => TokenTrie.Create(Tokenizer, VocabSize));

    /// <summary>The vocabulary as constraints look it up, built when the first one asks.</summary>
    public TokenTrie Trie => _trie.Value;

    /// <summary>The sequence breakers of DRY that its requests asked for.</summary>
    public DryBreakersCache Breakers { get; } = new();
}

/// <summary>
/// A text that grows: its prompt is read, then a token is chosen after each row of logits, its text handed out, and the token run. Allocates nothing per token.
/// </summary>
internal sealed class Generation : StepRequest
{
    private readonly GenerationModel _model;
    private readonly GenerationRequest _request;
    private readonly IGenerationOutput _output;
    private readonly TokenChooser _chooser;
    private readonly StopMatcher _stops;
    private readonly TokenStream _text;
    private readonly List<int> _ids = [];
    private readonly HeldSequence? _held;   // the caller's own sequence, which holds the prompt; null to take one
    private readonly int[] _prompt;   // what the sequence begins with: the prompt itself or, of an encoder-decoder, the start token
    private readonly int _maxTokens;
    private readonly ConstrainedText? _constraint;
    private readonly Speculator? _speculator;

    private KvCacheManager? _cache;
    private int _sequence = -1;
    private int _row;            // of the last entry of the step that was not drafted
    private int _filled;         // entries of the step
    private int _run;            // tokens of the text that are run
    private int _forgotten;      // tokens of the text that a shift took out of the sequence
    private int _cached = -1;    // tokens of the prompt that were cached when it began
    private bool _dropsSpace;
    private FinishReason? _finish;   // known, while the last token is still run for a sequence that its caller holds
    private Clock _clock;

    public Generation(GenerationModel model, GenerationRequest request, IGenerationOutput output, HeldSequence? held = null)
    {
        (_model, _request, _output, _held) = (model, request, output, held);
        var options = request.Options;
        _prompt = model.Source is null ? request.Prompt : [model.Source.StartToken];
        _chooser = new TokenChooser(options, model.VocabSize, model.Tokenizer, options.LogitsProcessors, options.LogProbabilities, options.Trace, model.Breakers);
        _stops = new StopMatcher(options.StopSequences, model.Tokenizer);
        _text = new TokenStream(model.Tokenizer);
        _clock = new Clock(request.Asked);
        int room = Shifts ? int.MaxValue : model.ContextLength - _prompt.Length + 1;
        _maxTokens = options.MaxTokens == 0 ? room : (int)Math.Min((long)options.MaxTokens + options.FinishWithin, room);
        if (options.Constraint is { } constraint)
            _constraint = new ConstrainedText(constraint.Begin(model.Trie, dropsSpace: model.Source is not null), _maxTokens - options.FinishWithin);
        _speculator = options.Speculation?.Begin(model.Tokenizer, _prompt);
        // The target of an encoder-decoder begins a text, and its first word is spelled with a space before it.
        _dropsSpace = model.Source is not null;
        foreach (int token in _prompt) _chooser.Accept(token);
    }

    public override bool IsExclusive => _model.Source is not null;

    /// <remarks>A text that was shifted cannot be computed again: what was forgotten had its part in it.</remarks>
    public override bool CanPause => _forgotten == 0 && _held is null && !IsExclusive;

    public override ReadOnlySpan<int> Prompt => _prompt;

    public override bool ReuseDecoded => _request.ReuseDecoded;

    /// <remarks>After a pause it also catches up with what it had decoded.</remarks>
    public override bool IsReading => Behind > 1 || _run < _prompt.Length;

    public override int Wanted => Behind + Drafts.Length;

    public override int ReadSoFar => Math.Min(_run, _prompt.Length);

    /// <summary>Tokens known and not yet run.</summary>
    private int Behind => _prompt.Length + _ids.Count - _run;

    /// <summary>Tokens that are run after the last one chosen, in case they are chosen next.</summary>
    private ReadOnlySpan<int> Drafts => _speculator is null ? [] : _speculator.Drafts;

    private bool Shifts => _request.Options.Overflow == ContextOverflow.Shift && _model.Source is null;

    public override bool CanBegin(KvCacheManager cache, int spare) =>
        _held is not null || cache.CanTake(_prompt, ReuseDecoded, _prompt.Length + _ids.Count + 1, spare);

    protected override void Begin(KvCacheManager cache)
    {
        _cache = cache;
        _clock.Begun();
        if (_model.Source is { } source)
        {
            cache.Reset();
            long start = Stopwatch.GetTimestamp();
            source.EncodeSource(_request.Prompt, Cancellation);
            _clock.Prefill += Stopwatch.GetTimestamp() - start;
        }
        _ids.EnsureCapacity(Math.Min(_maxTokens, _model.ContextLength));
        if (_held is not null)
        {
            // Its last token is run again, for the logits after it.
            _sequence = _held.Id;
            _held.HasLogits = false;
            cache.Truncate(_sequence, _prompt.Length - 1);
            _cached = _run = _prompt.Length - 1;
            return;
        }
        _sequence = cache.Take(_prompt, ReuseDecoded, (int)Math.Min(_model.ContextLength, (long)_prompt.Length + _maxTokens));
        _run = cache.Length(_sequence);
        if (_cached < 0) _cached = _run;
    }

    /// <remarks>Nobody is made to wait for the sake of drafts.</remarks>
    public override bool TryReserve(int count)
    {
        if (_cache!.TryReserve(_sequence, count)) return true;
        int drafts = Drafts.Length;
        if (drafts == 0) return false;
        _speculator!.Drop();
        return _cache.TryReserve(_sequence, count - drafts);
    }

    public override void Fill(StepBatch batch, int count)
    {
        int position = _cache!.Length(_sequence);
        var drafts = Drafts;
        _filled = count;
        int end = _run + count - drafts.Length, known = _prompt.Length + _ids.Count;
        for (; _run < end; _run++, position++)
        {
            int generated = _run - _prompt.Length;
            int token = generated >= 0 ? _ids[generated] : _prompt[_run];
            bool isDecoded = generated >= 0 || (generated == -1 && _held is { LastIsDecoded: true });
            _row = batch.Add(new BatchToken(token, position, _sequence, WantsLogits: _run == known - 1, isDecoded));
        }
        foreach (int token in drafts) batch.Add(new BatchToken(token, position++, _sequence, WantsLogits: true, IsDecoded: true));
    }

    public override bool Advance(IForwardPass pass, long ticks)
    {
        _clock.Stepped(ticks, isPrefill: _ids.Count == 0);
        if (_run < _prompt.Length + _ids.Count) return false;
        if (_finish is { } known)
        {
            pass.Logits(_row).CopyTo(_held!.Logits);
            (_held.HasLogits, _held.LastIsDecoded) = (true, true);
            Finish(known);
            return true;
        }

        FinishReason? finish;
        int drafted = Drafts.Length, accepted = 0;
        // As long as what is chosen is what was drafted, the row after it is there already.
        while ((finish = Choose(pass.Logits(_row + accepted)[.._model.VocabSize], drafted - accepted)) is null && accepted < drafted && Drafts[accepted] == _ids[^1]) accepted++;
        _run += accepted;
        if (accepted < drafted) _cache!.Truncate(_sequence, _cache.Length(_sequence) - (drafted - accepted));
        _speculator?.Verified(accepted, ticks, isTypical: _filled == 1 + drafted);
        _clock.Drafted(accepted);
        if (finish is null)
        {
            if (TryMakeRoomForNext() is not { } full)
            {
                if (_speculator is not null)
                    _clock.Drafting(_speculator.Propose(Math.Min(_maxTokens - _ids.Count - 1, _model.ContextLength - _cache!.Length(_sequence) - 1), _constraint?.State));
                return false;
            }
            finish = full;
        }
        _finish = finish;
        if (_held is not null && finish != FinishReason.ConstraintUnmet && _cache!.Length(_sequence) < _model.ContextLength) return false;
        Finish(finish.Value);
        return true;
    }

    /// <summary>Chooses the next token after a row of logits and hands it out; the reason to finish, if there is one but for want of room.</summary>
    private FinishReason? Choose(Span<float> row, int unverified)
    {
        long start = Stopwatch.GetTimestamp();
        _chooser.Prepare(row);
        if (_constraint is not null && !_constraint.Mask(row, _ids.Count)) return FinishReason.ConstraintUnmet;
        int token = _chooser.Choose(row);
        _chooser.Accept(token);
        _constraint?.State.Accept(token);
        _speculator?.Accept(token);
        _clock.Sampled(start);
        _ids.Add(token);
        return HandOut(token) ?? _constraint?.Finish(_ids.Count) ?? Limit(unverified);
    }

    /// <summary>Forgets the older half of the text, but for its first tokens.</summary>
    public override bool TryMakeRoom()
    {
        if (!Shifts || !_cache!.Tables.CanShift) return false;
        int length = _cache.Length(_sequence), keep = Math.Min(_request.Options.KeepTokens, length);
        int count = (length - keep) / 2;
        if (count == 0 || !_cache.TryShift(_sequence, keep, count)) return false;
        _forgotten += count;
        return true;
    }

    public override void Pause()
    {
        _cache!.Release(_sequence);
        _sequence = -1;
        _run = 0;
        _speculator?.Drop();
    }

    public override void Dispose()
    {
        _speculator?.Dispose();
        base.Dispose();
    }

    public override void End(EndCause cause) => Finish(_finish ?? cause switch
    {
        EndCause.Cancelled => FinishReason.Cancelled,
        EndCause.Time => FinishReason.Time,
        _ => FinishReason.ContextFull,
    });

    public override void Fail(Exception error)
    {
        // Nobody knows what such a failure left in the store.
        if (_held is not null && _cache is not null) _cache.Truncate(_held.Id, 0);
        else if (_sequence >= 0) _cache!.Free(_sequence);
        _sequence = -1;
        WillAnswer(() => _output.Failed(error));
    }

    public override void Abandon(Exception error) => _output.Failed(error);

    /// <summary>Hands the token's text out; the reason to finish, if it is one.</summary>
    private FinishReason? HandOut(int token)
    {
        bool ends = !_request.Options.IgnoreEndOfGeneration && _model.Tokenizer.IsEndOfGeneration(token);
        var utf8 = ends ? [] : _text.Append(token);
        if (_dropsSpace && !utf8.IsEmpty)
        {
            if (utf8[0] == (byte)' ') utf8 = utf8[1..];
            _dropsSpace = false;
        }
        var text = _stops.Append(token, utf8, spells: _request.SpellsControl && !ends);
        _output.Token(token, new GeneratedText(text, _stops.Marks), new TokenNotes(_chooser.LogProbabilities, _chooser.Trace));
        if (ends) return FinishReason.Stop;
        return _stops.IsStopped ? FinishReason.StopSequence : null;
    }

    /// <summary>Why the token just chosen is the last of those asked for; null when it is not.</summary>
    /// <param name="unverified">Entries of the sequence that were drafted for what comes after it.</param>
    private FinishReason? Limit(int unverified)
    {
        if (_ids.Count < _maxTokens && _constraint?.IsCut(_ids.Count) != true) return null;
        bool isFull = _cache!.Length(_sequence) - unverified >= _model.ContextLength;
        return isFull && _ids.Count != _request.Options.MaxTokens ? FinishReason.ContextFull : FinishReason.Length;
    }

    /// <summary>Makes room for the token just chosen; the reason to finish where there is none.</summary>
    private FinishReason? TryMakeRoomForNext() => _cache!.Length(_sequence) >= _model.ContextLength && !TryMakeRoom() ? FinishReason.ContextFull : null;

    private void Finish(FinishReason reason)
    {
        if (_sequence >= 0 && _held is null) _cache!.Release(_sequence);
        if (_sequence >= 0 && _held is { HasLogits: false }) _held.LastIsDecoded = _ids.Count > 0;
        _sequence = -1;
        var rest = _stops.Append(_text.Flush());
        if (!rest.IsEmpty) _output.Rest(new GeneratedText(rest, _stops.Marks));
        rest = _stops.Flush();
        if (!rest.IsEmpty) _output.Rest(new GeneratedText(rest, _stops.Marks));
        var usage = new Usage(_request.Prompt.Length, _ids.Count, Math.Max(0, _cached)) { DraftedTokens = _speculator?.Drafted ?? 0, AcceptedTokens = _speculator?.Accepted ?? 0 };
        var result = new GenerationResult(_ids, reason, usage, _clock.Timings(_request.Prompt.Length - usage.CachedTokens));
        WillAnswer(() => _output.Finished(result));
    }

    /// <summary>Timestamps summed up while generating.</summary>
    private struct Clock(long asked)
    {
        private long _begun, _firstToken, _decode, _sampling;
        private int _decoded;

        public long Prefill { get; set; }

        /// <summary>The model turned to it; after a pause, again.</summary>
        public void Begun()
        {
            if (_begun == 0) _begun = Stopwatch.GetTimestamp();
        }

        public void Stepped(long ticks, bool isPrefill)
        {
            if (isPrefill)
            {
                Prefill += ticks;
                return;
            }
            _decode += ticks;
            _decoded++;
        }

        /// <summary>Drafting is a part of decoding.</summary>
        public void Drafting(long ticks) => _decode += ticks;

        /// <summary>Tokens that a step decoded beside the first.</summary>
        public void Drafted(int accepted) => _decoded += accepted;

        public void Sampled(long start)
        {
            long now = Stopwatch.GetTimestamp();
            if (_firstToken == 0) _firstToken = now;
            _sampling += now - start;
        }

        public readonly Timings Timings(int prefilled) => new(
            Span(Prefill), _firstToken == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(asked, _firstToken), Span(_decode), Span(_sampling), prefilled, _decoded)
        {
            Queued = _begun == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(asked, _begun),
        };

        private static TimeSpan Span(long ticks) => Stopwatch.GetElapsedTime(0, ticks);
    }
}
