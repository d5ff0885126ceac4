using Engine.Backends;
using Engine.KvCache;
using Engine.Tokenization;

namespace Engine.Generation;

/// <summary>A generating model as its thread sees it: the forward pass, what is cached of it, and the loops over both.</summary>
/// <remarks>Used on the model's thread only.</remarks>
internal sealed class ModelRunner
{
    private readonly ISourceEncoder? _source;

    public ModelRunner(IForwardPass pass, ISourceEncoder? source, Tokenizer tokenizer, int batchSize)
    {
        Pass = pass;
        _source = source;
        Cache = new PrefixCache(pass.KvStore);
        Prefill = new Prefill(pass, Cache, batchSize);
        Generator = new Generator(pass, source, Cache, tokenizer, Prefill);
    }

    public IForwardPass Pass { get; }

    public PrefixCache Cache { get; }

    public Prefill Prefill { get; }

    public Generator Generator { get; }

    /// <summary>Whether a text can go on without being encoded first.</summary>
    public bool IsCausal => _source is null;
}
