using Keys = Engine.Gguf.GgufKeys.OfArchitecture;

namespace Engine.Gguf;

/// <summary>How a file says the vectors of a text's tokens become one; the numbers are the format's.</summary>
public enum PoolingType
{
    /// <summary>The file does not say.</summary>
    Unspecified = -1,
    /// <summary>Not at all.</summary>
    None = 0,
    /// <summary>The mean.</summary>
    Mean = 1,
    /// <summary>The first token's.</summary>
    Cls = 2,
    /// <summary>The last token's.</summary>
    Last = 3,
    /// <summary>A classification head on the first token's.</summary>
    Rank = 4,
}

/// <summary>The shape of a model, as its metadata states it.</summary>
/// <remarks>
/// Source: GGUF specification, keys <c>[arch].*</c>. Counts that a file does not state are 0 (a vocabulary or an adapter states
/// few), except where the format has a default. Reading checks types and ranges; whether the shape makes a model is the
/// question of <see cref="GgufValidator"/>.
/// </remarks>
public sealed record Hyperparameters
{
    /// <summary><c>general.architecture</c>: llama, bert, t5, ...</summary>
    public string Architecture { get; init; } = "";

    /// <summary>Transformer layers; of an encoder-decoder, those of the encoder.</summary>
    public int LayerCount { get; init; }

    /// <summary>Layers of the decoder of an encoder-decoder; otherwise <see cref="LayerCount"/>.</summary>
    public int DecoderLayerCount { get; init; }

    /// <summary>Length of the residual stream.</summary>
    public int ModelDim { get; init; }

    /// <summary>Length of the hidden layer of the feed-forward network.</summary>
    public int FeedForwardDim { get; init; }

    /// <summary>Query heads.</summary>
    public int HeadCount { get; init; }

    /// <summary>Key and value heads, each shared by <see cref="HeadCount"/> / KvHeadCount query heads (GQA).</summary>
    public int KvHeadCount { get; init; }

    /// <summary>Key and value heads of each layer; all alike in most models.</summary>
    public IReadOnlyList<int> KvHeadCounts { get; init => field = Items.Of(value); } = Items.Of<int>([]);

    /// <summary>Length of a query or key of one head.</summary>
    public int HeadDim { get; init; }

    /// <summary>Length of a value of one head.</summary>
    public int ValueHeadDim { get; init; }

    /// <summary>Elements of a head that RoPE rotates, from the first on.</summary>
    public int RopeDimension { get; init; }

    /// <summary>RoPE's base: element pair i turns by position * base^(-2i / RopeDimension).</summary>
    public float RopeBase { get; init; } = 10000;

    /// <summary>How positions are stretched.</summary>
    public RopeScaling RopeScaling { get; init; } = RopeScaling.None;

    /// <summary>Token ids: entries of the vocabulary, or what the file states where it carries none.</summary>
    public int VocabSize { get; init; }

    /// <summary>Tokens of the context the model was trained on.</summary>
    public int ContextLength { get; init; }

    /// <summary>Epsilon of RMSNorm or LayerNorm.</summary>
    public float NormEpsilon { get; init; }

    /// <summary>Positions a token attends to, its own included; 0 for all.</summary>
    public int SlidingWindow { get; init; }

    /// <summary>Of this many layers in a row all but the last have the sliding window; 0 where the file does not say, or lists the layers.</summary>
    public int SlidingWindowPeriod { get; init; }

    /// <summary>RoPE's base in layers with a sliding window, for architectures where it differs there.</summary>
    public float SlidingRopeBase { get; init; } = 10000;

    /// <summary>Whether a token sees only itself and those before it.</summary>
    public bool IsCausal { get; init; } = true;

    /// <summary>How the vectors of a text become one.</summary>
    public PoolingType Pooling { get; init; } = PoolingType.Unspecified;

    /// <summary>Classes of a classification head, in order; empty where there is none.</summary>
    public IReadOnlyList<string> ClassLabels { get; init => field = Items.Of(value); } = Items.Of<string>([]);

    /// <summary>Segment kinds of a BERT model.</summary>
    public int TokenTypeCount { get; init; }

    /// <summary>Experts of a mixture; 0 for a dense model.</summary>
    public int ExpertCount { get; init; }

    /// <summary>Experts that run for each token.</summary>
    public int ExpertUsedCount { get; init; }

    /// <summary>The token every target of an encoder-decoder starts with; -1 where the file does not say.</summary>
    public int DecoderStartToken { get; init; } = -1;

    /// <summary>Buckets of T5's relative position bias.</summary>
    public int RelativeBucketCount { get; init; }

    /// <summary>Query heads that share one key and value head.</summary>
    public int GroupSize => KvHeadCount == 0 ? 0 : HeadCount / KvHeadCount;

    /// <summary>Reads the shape from <paramref name="metadata"/>.</summary>
    /// <exception cref="GgufException">A value has the wrong type or is out of the range of its meaning.</exception>
    public static Hyperparameters Read(GgufMetadata metadata)
    {
        var keys = new KeyReader(metadata);
        int layers = keys.Count(Keys.BlockCount);
        int modelDim = keys.Count(Keys.EmbeddingLength);
        int heads = keys.Count(Keys.HeadCount);
        var kvHeads = keys.PerLayer(Keys.KvHeadCount, layers, heads);
        int headDim = keys.Count(Keys.KeyLength, heads == 0 ? 0 : modelDim / heads);
        metadata.TryGetValue(GgufKeys.Tokens, out var tokens);

        return new Hyperparameters
        {
            Architecture = metadata.Architecture,
            LayerCount = layers,
            DecoderLayerCount = keys.Count(Keys.DecoderBlockCount, layers),
            ModelDim = modelDim,
            FeedForwardDim = keys.Count(Keys.FeedForwardLength),
            HeadCount = heads,
            KvHeadCount = Largest(kvHeads, heads),
            KvHeadCounts = kvHeads,
            HeadDim = headDim,
            ValueHeadDim = keys.Count(Keys.ValueLength, heads == 0 ? 0 : modelDim / heads),
            RopeDimension = keys.Count(Keys.RopeDimension, headDim),
            RopeBase = keys.Float(Keys.RopeBase, 10000),
            RopeScaling = RopeScaling.Read(metadata),
            VocabSize = tokens?.Count ?? keys.Count(Keys.VocabSize),
            ContextLength = keys.Count(Keys.ContextLength),
            NormEpsilon = keys.Float(Keys.RmsNormEpsilon, keys.Float(Keys.LayerNormEpsilon, 0)),
            SlidingWindow = keys.Count(Keys.SlidingWindow),
            SlidingWindowPeriod = keys.Single(Keys.SlidingWindowPattern),
            SlidingRopeBase = keys.Float(Keys.RopeSlidingBase, 10000),
            IsCausal = metadata.Bool(keys.Name(Keys.Causal), true)!.Value,
            Pooling = (PoolingType)keys.Integer(Keys.PoolingType, (int)PoolingType.Unspecified, (int)PoolingType.Unspecified, (int)PoolingType.Rank),
            ClassLabels = keys.Strings(Keys.ClassLabels),
            TokenTypeCount = (int)Math.Clamp(metadata.Integer(GgufKeys.TokenTypeCount, 0)!.Value, 0, int.MaxValue),
            ExpertCount = keys.Count(Keys.ExpertCount),
            ExpertUsedCount = keys.Count(Keys.ExpertUsedCount),
            DecoderStartToken = keys.Integer(Keys.DecoderStartToken, -1, -1, int.MaxValue),
            RelativeBucketCount = keys.Count(Keys.RelativeBucketCount),
        };
    }

    // Enumerable.Max is written for long arrays: compiling it takes longer than reading a header.
    private static int Largest(int[] counts, int fallback)
    {
        if (counts.Length == 0) return fallback;
        int largest = 0;
        foreach (int count in counts) largest = Math.Max(largest, count);
        return largest;
    }

    /// <summary>The keys of one architecture, read with a range.</summary>
    private readonly struct KeyReader(GgufMetadata metadata)
    {
        /// <summary>Layers a file may state; llama.cpp's own limit is 512, and per-layer lists are allocated by this number.</summary>
        private const int MaxLayers = 1 << 16;

        public string Name(string key) => GgufKeys.Of(metadata.Architecture, key);

        public int Count(string key, int fallback = 0) => Integer(key, fallback, 0, int.MaxValue);

        /// <summary>One number; 0 where there is none, or a list.</summary>
        public int Single(string key) =>
            metadata.TryGetValue(Name(key), out var value) && value.Type != GgufValueType.Array ? (int)InRange(value, 0, 0, int.MaxValue) : 0;

        /// <summary>One number, or the largest of a list with one per layer.</summary>
        public int Integer(string key, int fallback, int least, int most)
        {
            if (!metadata.TryGetValue(Name(key), out var value)) return fallback;
            long largest = least;
            for (int i = 0; i < value.Count; i++) largest = Math.Max(largest, InRange(value, i, least, most));
            return (int)largest;
        }

        public int[] PerLayer(string key, int layers, int fallback)
        {
            if (layers > MaxLayers) throw new GgufException($"{Name(Keys.BlockCount)} is {layers}; at most {MaxLayers} was expected");
            metadata.TryGetValue(Name(key), out var value);
            if (value?.Type == GgufValueType.Array && value.Count < layers)
                throw new GgufException($"{value.Key} has {value.Count} elements; one for each of {layers} layers was expected");
            var counts = new int[layers];
            for (int i = 0; i < layers; i++)
                counts[i] = value is null ? fallback : (int)InRange(value, value.Type == GgufValueType.Array ? i : 0, 0, int.MaxValue);
            return counts;
        }

        public float Float(string key, float fallback) => (float)metadata.Number(Name(key), fallback)!.Value;

        public string[] Strings(string key)
        {
            if (!metadata.TryGetValue(Name(key), out var value)) return [];
            var strings = new string[value.Count];
            for (int i = 0; i < strings.Length; i++) strings[i] = value.String(i);
            return strings;
        }

        private static long InRange(GgufValue value, int index, int least, int most)
        {
            long number = value.Integer(index);
            return number >= least && number <= most
                ? number
                : throw new GgufException($"{value.Key} is {number}; {least} to {most} was expected");
        }
    }
}
