using System.Runtime.InteropServices;
using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Kernels.Quantization;
using Engine.Tests.Models;
using ArchitectureRow = Engine.Gguf.Architectures.Architecture;

namespace Engine.Tests.Gguf.Attacks;

/// <summary>The smallest sound model of an architecture, made from the roles that our table gives its tensors: whoever adds an architecture has it attacked.</summary>
/// <param name="Architecture">One of the table.</param>
/// <param name="HasOptional">Whether the tensors are there that a model may leave out.</param>
internal sealed record RoleModel(ArchitectureRow Architecture, bool HasOptional)
{
    private const int Layers = 2, Dim = 64, Heads = 2, FeedForward = 64, Context = 64, Vocabulary = 384, Buckets = 32;

    /// <summary>Its keys after the architecture's name.</summary>
    public IReadOnlyList<string> Keys => [.. Counts.Keys, Architecture.NormEpsilonKey];

    /// <summary>The counts under those keys.</summary>
    public static IReadOnlyDictionary<string, uint> Counts { get; } = new Dictionary<string, uint>
    {
        [GgufKeys.OfArchitecture.BlockCount] = Layers,
        [GgufKeys.OfArchitecture.ContextLength] = Context,
        [GgufKeys.OfArchitecture.EmbeddingLength] = Dim,
        [GgufKeys.OfArchitecture.FeedForwardLength] = FeedForward,
        [GgufKeys.OfArchitecture.HeadCount] = Heads,
        [GgufKeys.OfArchitecture.KvHeadCount] = Heads,
        [GgufKeys.OfArchitecture.KeyLength] = Dim / Heads,
        [GgufKeys.OfArchitecture.ValueLength] = Dim / Heads,
        [GgufKeys.OfArchitecture.RopeDimension] = Dim / Heads,
        [GgufKeys.OfArchitecture.RelativeBucketCount] = Buckets,
        [GgufKeys.OfArchitecture.SlidingWindow] = 16,
        [GgufKeys.OfArchitecture.DecoderStartToken] = 0,
    };

    /// <summary>The file.</summary>
    public GgufWriter Writer()
    {
        var writer = new GgufWriter().Set(GgufKeys.Architecture, Architecture.Name).Set(GgufKeys.Name, "attacked");
        foreach (var (key, count) in Counts)
            if (key != GgufKeys.OfArchitecture.SlidingWindow || Architecture.Name == "gemma3") writer.Set(GgufKeys.Of(Architecture.Name, key), count);
        writer.Set(GgufKeys.Of(Architecture.Name, Architecture.NormEpsilonKey), 1e-6f);
        if (Architecture.Name == "bert") SyntheticVocabulary.WordPiece(writer.Set("bert.attention.causal", false), Vocabulary);
        else SyntheticVocabulary.SentencePiece(writer, Vocabulary);
        foreach (var (name, lengths) in Tensors()) SetTensor(writer, name, TensorType.F32, lengths);
        return writer;
    }

    /// <summary>Its tensors and their shapes.</summary>
    public IEnumerable<(string Name, long[] Lengths)> Tensors()
    {
        var shape = new Hyperparameters
        {
            Architecture = Architecture.Name,
            LayerCount = Layers,
            DecoderLayerCount = Layers,
            ModelDim = Dim,
            FeedForwardDim = FeedForward,
            HeadCount = Heads,
            KvHeadCount = Heads,
            KvHeadCounts = [.. Enumerable.Repeat(Heads, Layers)],
            HeadDim = Dim / Heads,
            ValueHeadDim = Dim / Heads,
            RopeDimension = Dim / Heads,
            VocabSize = Vocabulary,
            ContextLength = Context,
            TokenTypeCount = 2,
            RelativeBucketCount = Buckets,
        };
        var written = new HashSet<string>();
        foreach (var (role, name, layer) in ArchitectureCatalog.Places(Architecture, shape))
        {
            long[] lengths = role.Shape(shape, layer);
            // Mixtures and classifiers are other models; three matrices in one are there instead of the three.
            bool isOther = lengths.Contains(0) || name.StartsWith("cls.", StringComparison.Ordinal) || name.Contains("attn_qkv", StringComparison.Ordinal);
            if (!isOther && (role.IsRequired || HasOptional) && written.Add(name)) yield return (name, lengths);
        }
    }

    /// <summary>Sets a tensor of small weights; of types other than F32, of zeros.</summary>
    public static void SetTensor(GgufWriter writer, string name, TensorType type, params long[] lengths)
    {
        long rows = lengths.Skip(1).Aggregate(1L, (product, length) => product * length);
        byte[] bytes = type == TensorType.F32
            ? MemoryMarshal.AsBytes<float>(RandomTensor.Normal(name, 1, (int)(lengths[0] * rows), lengths.Length == 1 ? 1 : 0, 0.1)).ToArray()
            : new byte[rows * TensorTypes.Get(type).RowBytes(lengths[0])];
        writer.SetTensor(name, type, lengths, stream => stream.Write(bytes));
    }
}
