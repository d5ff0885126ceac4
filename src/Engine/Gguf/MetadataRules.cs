using Engine.Gguf.Architectures;
using Keys = Engine.Gguf.GgufKeys.OfArchitecture;

namespace Engine.Gguf;

/// <summary>Rules about the keys of the architecture.</summary>
internal static class MetadataRules
{
    private const int MaxLayers = 512;     // llama.cpp's LLAMA_MAX_LAYERS
    private const int MaxExperts = 512;    // llama.cpp's LLAMA_MAX_EXPERTS

    public static IReadOnlyList<GgufRule> All { get; } =
    [
        new("one file", RuleScope.All, OneFile),   // the second part of a split model has no architecture
        new("architecture", RuleScope.All, ArchitectureName),
        new("key types", RuleScope.All, KeyTypes.Check),
        new("finite numbers", RuleScope.All, FiniteNumbers),
        new("shape", RuleScope.All, subject => _ = subject.Shape),
        new("block count", RuleScope.Tokens, BlockCount),
        new("layers that predict ahead", RuleScope.Tokens, PredictLayers),
        new("context length", RuleScope.Tokens, ContextLength),
        new("length of the output", RuleScope.Model, OutputLength),
        new("norm epsilon", RuleScope.Model, NormEpsilon),
        new("heads", RuleScope.Model, Heads),
        new("RoPE", RuleScope.Model, Rope),
        new("heads of layers with a window", RuleScope.Model, SlidingHeads),
        new("distance buckets", RuleScope.Model, DistanceBuckets),
        new("experts", RuleScope.Model, Experts),
        new("vocabulary size", RuleScope.Tokens, VocabularySize),
        new("format version", RuleScope.All, FormatVersion),
    ];

    private static void ArchitectureName(GgufSubject subject)
    {
        string architecture = subject.Metadata.Architecture;
        if (architecture.Length == 0) throw new GgufException($"{GgufKeys.Architecture} is missing; the name of an architecture was expected");
        string type = subject.Metadata.String(GgufKeys.Type, "model");
        if (type is not ("model" or "adapter" or "vocab"))
            throw new GgufException($"{GgufKeys.Type} is '{type}'; a model, an adapter or a vocabulary was expected");
        if (architecture == "clip") throw new GgufException($"{GgufKeys.Architecture} is 'clip', an image projector; a language model was expected");
    }

    private static void OneFile(GgufSubject subject)
    {
        long parts = subject.Metadata.Integer(GgufKeys.SplitCount, 0)!.Value;
        if (parts <= 1) return;
        string part = subject.Metadata.Integer(GgufKeys.SplitNumber) is long number ? $"part {number + 1}" : "one part";
        throw new GgufException($"{GgufKeys.SplitCount} is {parts}: this is {part} of {parts} of a split model; a single file was expected (llama-gguf-split --merge makes one)");
    }

    /// <summary>NaN or infinity in any scale, base or epsilon turns every logit into NaN.</summary>
    private static void FiniteNumbers(GgufSubject subject)
    {
        string prefix = subject.Key("");
        foreach (var (key, value) in subject.Metadata)
        {
            if (value.ElementType is not (GgufValueType.Float32 or GgufValueType.Float64)) continue;
            if (!key.StartsWith(prefix, StringComparison.Ordinal) && !key.StartsWith(GgufKeys.AdapterPrefix, StringComparison.Ordinal)) continue;
            for (int i = 0; i < value.Count; i++)
                if (!double.IsFinite(value.Number(i))) throw new GgufException($"{key} is {value}; a finite number was expected");
        }
    }

    private static void BlockCount(GgufSubject subject)
    {
        foreach (string name in (string[])[Keys.BlockCount, Keys.DecoderBlockCount])
        {
            string key = subject.Key(name);
            if (subject.Metadata.TryGetValue(key, out var value)) Range(key, value.Integer(), 1, MaxLayers);
            else if (name == Keys.BlockCount && subject.Kind == GgufKind.Model) throw new GgufException($"{key} is missing; 1 to {MaxLayers} layers were expected");
        }
    }

    /// <summary>llama.cpp takes them from the layers of any architecture, also of those that have none.</summary>
    private static void PredictLayers(GgufSubject subject)
    {
        string key = subject.Key(Keys.PredictLayers);
        if (!subject.Metadata.TryGetValue(key, out var value)) return;
        bool isKnown = ArchitectureCatalog.Find(subject.Metadata.Architecture) is not null;
        Range(key, value.Integer(), 0, isKnown ? 0 : Math.Max(0, subject.Shape.LayerCount - 1));
    }

    private static void ContextLength(GgufSubject subject)
    {
        string key = subject.Key(Keys.ContextLength);
        if (subject.Metadata.TryGetValue(key, out var value)) Range(key, value.Integer(), 1, int.MaxValue);
        else if (subject.Kind == GgufKind.Model) throw new GgufException($"{key} is missing; the tokens of the context were expected");
    }

    /// <summary>llama.cpp reads as many elements per token as this says, of any architecture; those we know put out what they take in.</summary>
    private static void OutputLength(GgufSubject subject)
    {
        string key = subject.Key(Keys.EmbeddingLengthOut);
        if (subject.Metadata.Integer(key) is long length && ArchitectureCatalog.Find(subject.Metadata.Architecture) is not null && length != 0 && length != subject.Shape.ModelDim)
            throw new GgufException($"{key} is {length}; {subject.Shape.ModelDim}, the length of an embedding, was expected");
    }

    private static void NormEpsilon(GgufSubject subject)
    {
        foreach (string name in (string[])[Keys.RmsNormEpsilon, Keys.LayerNormEpsilon, Keys.GroupNormEpsilon])
        {
            string key = subject.Key(name);
            if (subject.Metadata.Number(key) is < 0 and double epsilon) throw new GgufException($"{key} is {epsilon}; 0 or more was expected");
        }
        string? required = ArchitectureCatalog.Find(subject.Metadata.Architecture)?.NormEpsilonKey;
        if (required is not null && !subject.Metadata.ContainsKey(subject.Key(required)))
            throw new GgufException($"{subject.Key(required)} is missing; the epsilon of the norms was expected");
    }

    private static void Heads(GgufSubject subject)
    {
        var shape = subject.Shape;
        if (shape.ModelDim == 0) throw new GgufException($"{subject.Key(Keys.EmbeddingLength)} is 0 or missing; the length of an embedding was expected");
        var architecture = ArchitectureCatalog.Find(shape.Architecture);   // others may have no attention, or layers without it
        if (architecture is not null && shape.HeadCount == 0) throw new GgufException($"{subject.Key(Keys.HeadCount)} is 0 or missing; 1 or more heads were expected");
        if (shape.HeadCount == 0) return;

        if (!subject.Metadata.ContainsKey(subject.Key(Keys.KeyLength)) && shape.ModelDim % shape.HeadCount != 0)
            throw new GgufException($"{subject.Key(Keys.HeadCount)} is {shape.HeadCount}; a divisor of the embedding length {shape.ModelDim} was expected");
        if (shape.HeadDim == 0) throw new GgufException($"{subject.Key(Keys.KeyLength)} is 0; 1 or more was expected");
        if (architecture is null) return;

        foreach (int kvHeads in shape.KvHeadCounts)
            if (kvHeads == 0 || shape.HeadCount % kvHeads != 0)
                throw new GgufException($"{subject.Key(Keys.KvHeadCount)} is {kvHeads}; a divisor of the {shape.HeadCount} query heads was expected");
        if (!architecture.SharesKvHeads && shape.KvHeadCount != shape.HeadCount)
            throw new GgufException($"{subject.Key(Keys.KvHeadCount)} is {shape.KvHeadCount}; {shape.HeadCount}, as many as query heads, was expected");
    }

    private static void Rope(GgufSubject subject)
    {
        var shape = subject.Shape;
        string dimensions = subject.Key(Keys.RopeDimension), frequencyBase = subject.Key(Keys.RopeBase);
        bool isDecoder = ArchitectureCatalog.Find(shape.Architecture)?.Decoder is not null;
        if (isDecoder && shape.RopeDimension != shape.HeadDim)
            throw new GgufException($"{dimensions} is {shape.RopeDimension}; the head dim {shape.HeadDim} was expected");
        bool rotates = isDecoder || subject.Metadata.ContainsKey(dimensions);
        if (rotates && (shape.RopeDimension % 2 != 0 || (shape.HeadCount > 0 && shape.RopeDimension > shape.HeadDim)))
            throw new GgufException($"{dimensions} is {shape.RopeDimension}; an even number up to the head dim {shape.HeadDim} was expected");
        if (shape.RopeBase <= 0) throw new GgufException($"{frequencyBase} is {shape.RopeBase}; more than 0 was expected");
        foreach (string name in (string[])[Keys.RopeScalingFactor, Keys.RopeScaleLinear])
            if (subject.Metadata.Number(subject.Key(name)) is < 0 and double factor)
                throw new GgufException($"{subject.Key(name)} is {factor}; 0 or more was expected");
    }

    /// <summary>No architecture we know has other heads in layers with a window; llama.cpp would take other lengths from the file for any.</summary>
    private static void SlidingHeads(GgufSubject subject)
    {
        var shape = subject.Shape;
        if (ArchitectureCatalog.Find(shape.Architecture) is null) return;
        foreach (var (name, length) in ((string, int)[])[(Keys.KeyLengthSliding, shape.HeadDim), (Keys.ValueLengthSliding, shape.ValueHeadDim), (Keys.RopeDimensionSliding, shape.RopeDimension)])
            if (subject.Metadata.Integer(subject.Key(name)) is long stated && stated != length)
                throw new GgufException($"{subject.Key(name)} is {stated}; {length}, as in the other layers, was expected");
    }

    /// <summary>Half of the buckets are for tokens after, and half of each half for exact distances: with fewer than one of each, llama.cpp looks for buckets that are not there.</summary>
    private static void DistanceBuckets(GgufSubject subject)
    {
        const int fewest = 4;
        if (ArchitectureCatalog.Find(subject.Metadata.Architecture)?.HasDistanceBias == true)
            Range(subject.Key(Keys.RelativeBucketCount), subject.Shape.RelativeBucketCount, fewest, int.MaxValue);
    }

    private static void Experts(GgufSubject subject)
    {
        var shape = subject.Shape;
        string count = subject.Key(Keys.ExpertCount), used = subject.Key(Keys.ExpertUsedCount);
        Range(count, shape.ExpertCount, 0, MaxExperts);
        Range(used, shape.ExpertUsedCount, shape.ExpertCount == 0 ? 0 : 1, shape.ExpertCount);

        long groups = subject.Metadata.Integer(subject.Key(Keys.ExpertGroupCount), 0)!.Value;
        long groupsUsed = subject.Metadata.Integer(subject.Key(Keys.ExpertGroupUsedCount), 0)!.Value;
        Range(subject.Key(Keys.ExpertGroupCount), groups, 0, Math.Max(0, shape.ExpertCount - 1));
        if (groups <= 1) return;
        if (shape.ExpertCount % groups != 0)
            throw new GgufException($"{subject.Key(Keys.ExpertGroupCount)} is {groups}; a divisor of the {shape.ExpertCount} experts was expected");
        Range(subject.Key(Keys.ExpertGroupUsedCount), groupsUsed, 1, groups - 1);
    }

    private static void VocabularySize(GgufSubject subject)
    {
        string key = subject.Key(Keys.VocabSize);
        if (subject.Metadata.TryGetValue(GgufKeys.Tokens, out var tokens) && subject.Metadata.Integer(key) is long stated && stated != tokens.Count)
            subject.Warn($"{key} is {stated}, but {GgufKeys.Tokens} has {tokens.Count} entries, which count");
    }

    private static void FormatVersion(GgufSubject subject)
    {
        if (subject.File.Version < 3) subject.Warn($"the file is of GGUF version {subject.File.Version}; 3 is current");
    }

    private static void Range(string key, long value, long least, long most)
    {
        if (value < least || value > most) throw new GgufException($"{key} is {value}; {least} to {most} was expected");
    }
}
