using System.Diagnostics;
using Engine.Backends;
using Engine.KvCache;
using Engine.Sampling;
using Engine.Tokenization;

namespace Engine.Generation;

/// <summary>Receives a generated token and the UTF-8 that became certain with it, which is valid during the call.</summary>
internal delegate void TokenReceiver(int token, ReadOnlySpan<byte> utf8);

/// <summary>What to generate after.</summary>
/// <param name="Prompt">Token ids; of an encoder-decoder, of the source.</param>
/// <param name="Options">How.</param>
/// <param name="Asked">The timestamp of the request.</param>
internal sealed record GenerationRequest(int[] Prompt, GenerationOptions Options, long Asked);

/// <summary>What a run of the decode loop produced, beside the text.</summary>
internal sealed record GenerationResult(IReadOnlyList<int> Ids, FinishReason FinishReason, Usage Usage, Timings Timings);

/// <summary>The decode loop: prefill, then sample a token, hand out its text, run it, and again.</summary>
/// <remarks>Allocates nothing per token. Used on the model's thread only.</remarks>
internal sealed class Generator
{
    /// <summary>The token of the last call of a receiver: text that no token brought.</summary>
    public const int NoToken = -1;

    private readonly IForwardPass _pass;
    private readonly ISourceEncoder? _source;
    private readonly PrefixCache _cache;
    private readonly Tokenizer _tokenizer;
    private readonly TokenFeed _feed;
    private readonly int _vocabSize;

    public Generator(IForwardPass pass, ISourceEncoder? source, PrefixCache cache, Tokenizer tokenizer, TokenFeed feed)
    {
        (_pass, _source, _cache, _tokenizer, _feed) = (pass, source, cache, tokenizer, feed);
        // Rows may be padded beyond the vocabulary; such a token has no text.
        _vocabSize = Math.Min(pass.VocabSize, tokenizer.VocabSize);
    }

    /// <summary>Generates until a reason to finish; every token and its text go to <paramref name="receiver"/>, and at the end what was held back.</summary>
    /// <exception cref="KvCacheFullException">The prompt does not fit.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what was run stays cached.</exception>
    public GenerationResult Run(GenerationRequest request, TokenReceiver receiver, CancellationToken cancellationToken)
    {
        var options = request.Options;
        var chain = new SamplerChain(options, _vocabSize, tokenizer: _tokenizer);
        var stops = new StopMatcher(options.StopSequences, _tokenizer);
        var text = new TokenStream(_tokenizer);
        var clock = new Clock(request.Asked);

        long begin = Stopwatch.GetTimestamp();
        int[] prompt = Begin(request.Prompt, cancellationToken);
        int room = _pass.ContextLength - prompt.Length + 1;
        int maxTokens = options.MaxTokens == 0 ? room : Math.Min(options.MaxTokens, room);
        int sequence = _cache.Take(prompt, prompt.Length + maxTokens);
        try
        {
            int cached = _cache.Length(sequence);
            foreach (int token in prompt) chain.Accept(token);
            int row = _feed.Prefill(sequence, prompt, cancellationToken);
            clock.Prefill = Stopwatch.GetTimestamp() - begin;

            var ids = new List<int>(maxTokens);
            var finish = Decode(sequence, row, maxTokens, options, chain, stops, text, ids, receiver, ref clock, cancellationToken);
            HandOutRest(text, stops, receiver);
            var usage = new Usage(request.Prompt.Length, ids.Count, cached);
            return new GenerationResult(ids, finish, usage, clock.Timings(request.Prompt.Length - cached));
        }
        catch (Exception error) when (error is not (OperationCanceledException or KvCacheFullException))
        {
            // Nobody knows what such a failure left in the store.
            _cache.Free(sequence);
            throw;
        }
        finally
        {
            _cache.Release(sequence);
        }
    }

    /// <summary>What the sequence begins with: the prompt itself or, once an encoder-decoder has encoded it, the start token on an empty store.</summary>
    public int[] Begin(int[] prompt, CancellationToken cancellationToken)
    {
        if (_source is null) return prompt;
        _cache.Clear();
        _source.EncodeSource(prompt, cancellationToken);
        return [_source.StartToken];
    }

    private FinishReason Decode(
        int sequence, int row, int maxTokens, GenerationOptions options, SamplerChain chain, StopMatcher stops, TokenStream text,
        List<int> ids, TokenReceiver receiver, ref Clock clock, CancellationToken cancellationToken)
    {
        // The target of an encoder-decoder begins a text, and its first word is spelled with a space before it.
        bool dropsSpace = _source is not null;
        while (true)
        {
            long start = Stopwatch.GetTimestamp();
            int token = chain.Sample(_pass.Logits(row)[.._vocabSize]);
            chain.Accept(token);
            clock.Sampled(start);
            ids.Add(token);

            bool ends = !options.IgnoreEndOfGeneration && _tokenizer.IsEndOfGeneration(token);
            var utf8 = ends ? [] : text.Append(token);
            if (dropsSpace && !utf8.IsEmpty)
            {
                if (utf8[0] == (byte)' ') utf8 = utf8[1..];
                dropsSpace = false;
            }
            receiver(token, stops.Append(token, utf8));
            if (ends || stops.IsStopped) return FinishReason.Stop;
            if (ids.Count >= maxTokens || !_cache.HasRoom(1)) return FinishReason.Length;

            start = Stopwatch.GetTimestamp();
            _feed.Decode(sequence, token, cancellationToken);
            clock.Decoded(start);
            row = 0;
        }
    }

    private static void HandOutRest(TokenStream text, StopMatcher stops, TokenReceiver receiver)
    {
        var rest = stops.Append(text.Flush());
        if (!rest.IsEmpty) receiver(NoToken, rest);
        rest = stops.Flush();
        if (!rest.IsEmpty) receiver(NoToken, rest);
    }

    /// <summary>Timestamps summed up while generating.</summary>
    private struct Clock(long asked)
    {
        private long _firstToken, _decode, _sampling;
        private int _decoded;

        public long Prefill { get; set; }

        public void Sampled(long start)
        {
            long now = Stopwatch.GetTimestamp();
            if (_firstToken == 0) _firstToken = now;
            _sampling += now - start;
        }

        public void Decoded(long start)
        {
            _decode += Stopwatch.GetTimestamp() - start;
            _decoded++;
        }

        public readonly Timings Timings(int prefilled) => new(
            Span(Prefill), Stopwatch.GetElapsedTime(asked, _firstToken), Span(_decode), Span(_sampling), prefilled, _decoded);

        private static TimeSpan Span(long ticks) => Stopwatch.GetElapsedTime(0, ticks);
    }
}
