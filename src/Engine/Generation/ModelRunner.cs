using Engine.Backends;
using Engine.KvCache;
using Engine.Tokenization;

namespace Engine.Generation;

/// <summary>A generating model as its thread sees it: the forward pass, what is cached of it, and the loops over both.</summary>
/// <remarks>Used on the model's thread only.</remarks>
internal sealed class ModelRunner
{
    private readonly ISourceEncoder? _source;
    private readonly Tokenizer _tokenizer;

    public ModelRunner(IForwardPass pass, ISourceEncoder? source, Tokenizer tokenizer, int batchSize)
    {
        Pass = pass;
        _source = source;
        _tokenizer = tokenizer;
        Cache = new PrefixCache(pass.KvStore);
        Feed = new TokenFeed(pass, Cache, batchSize);
        Generator = new Generator(pass, source, Cache, tokenizer, Feed);
    }

    public IForwardPass Pass { get; }

    public PrefixCache Cache { get; }

    public TokenFeed Feed { get; }

    public Generator Generator { get; }

    /// <summary>Whether a text can go on without being encoded first.</summary>
    public bool IsCausal => _source is null;

    /// <summary>Searches with a beam after <paramref name="prompt"/>.</summary>
    /// <exception cref="KvCacheFullException">The prompt, or as many sequences as the beam is wide, do not fit.</exception>
    public IReadOnlyList<BeamSearchResult> Search(int[] prompt, BeamSearchOptions options, CancellationToken cancellationToken)
    {
        int[] beginning = Generator.Begin(prompt, cancellationToken);
        if (beginning.Length > Pass.ContextLength) throw new KvCacheFullException(beginning.Length, Cache.Used, Cache.Evictable, Pass.ContextLength);
        var sequences = new List<int>();
        try
        {
            for (int i = 0; i < options.Width; i++) sequences.Add(Cache.Take(i == 0 ? beginning : [], beginning.Length));
            int cached = Cache.Length(sequences[0]);
            int rest = beginning.Length - cached;
            // A beam each may hold as much as is left after the prompt.
            int room = Math.Max(1, (Cache.Capacity - Cache.Used + Cache.Evictable - rest) / options.Width);
            int maxTokens = Math.Min(options.MaxTokens == 0 ? int.MaxValue : options.MaxTokens, room);
            Cache.Reserve(rest + (int)Math.Min((long)maxTokens * options.Width, Cache.Capacity - Cache.Used + Cache.Evictable - rest));

            var search = new BeamSearch(Pass, options with { MaxTokens = maxTokens }, _tokenizer.IsEndOfGeneration);
            var found = search.Run(beginning, cached, [.. sequences], cancellationToken);
            Cache.Append(sequences[0], beginning.AsSpan(cached));
            return [.. found.Select(beam => beam with { Text = _tokenizer.Decode([.. beam.Tokens]) })];
        }
        finally
        {
            foreach (int sequence in sequences) Cache.Release(sequence);
        }
    }
}
