using Engine.Gguf.Architectures;

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
        new("context length", RuleScope.Tokens, ContextLength),
        new("norm epsilon", RuleScope.Model, NormEpsilon),
        new("heads", RuleScope.Model, Heads),
        new("RoPE", RuleScope.Model, Rope),
        new("experts", RuleScope.Model, Experts),
        new("vocabulary size", RuleScope.Tokens, VocabularySize),
        new("format version", RuleScope.All, FormatVersion),
    ];

    private static void ArchitectureName(GgufSubject subject)
    {
        string architecture = subject.Metadata.Architecture;
        if (architecture.Length == 0) throw new GgufException("general.architecture is missing; the name of an architecture was expected");
        string type = subject.Metadata.String("general.type", "model");
        if (type is not ("model" or "adapter" or "vocab"))
            throw new GgufException($"general.type is '{type}'; a model, an adapter or a vocabulary was expected");
        if (architecture == "clip") throw new GgufException("general.architecture is 'clip', an image projector; a language model was expected");
    }

    private static void OneFile(GgufSubject subject)
    {
        long parts = subject.Metadata.Integer("split.count", 0)!.Value;
        if (parts <= 1) return;
        string part = subject.Metadata.Integer("split.no") is long number ? $"part {number + 1}" : "one part";
        throw new GgufException($"split.count is {parts}: this is {part} of {parts} of a split model; a single file was expected (llama-gguf-split --merge makes one)");
    }

    /// <summary>NaN or infinity in any scale, base or epsilon turns every logit into NaN.</summary>
    private static void FiniteNumbers(GgufSubject subject)
    {
        string prefix = subject.Key("");
        foreach (var (key, value) in subject.Metadata)
        {
            if (value.ElementType is not (GgufValueType.Float32 or GgufValueType.Float64)) continue;
            if (!key.StartsWith(prefix, StringComparison.Ordinal) && !key.StartsWith("adapter.", StringComparison.Ordinal)) continue;
            for (int i = 0; i < value.Count; i++)
                if (!double.IsFinite(value.Number(i))) throw new GgufException($"{key} is {value}; a finite number was expected");
        }
    }

    private static void BlockCount(GgufSubject subject)
    {
        foreach (string name in (string[])["block_count", "decoder_block_count"])
        {
            string key = subject.Key(name);
            if (subject.Metadata.TryGetValue(key, out var value)) Range(key, value.Integer(), 1, MaxLayers);
            else if (name == "block_count" && subject.Kind == GgufKind.Model) throw new GgufException($"{key} is missing; 1 to {MaxLayers} layers were expected");
        }
    }

    private static void ContextLength(GgufSubject subject)
    {
        string key = subject.Key("context_length");
        if (subject.Metadata.TryGetValue(key, out var value)) Range(key, value.Integer(), 1, int.MaxValue);
        else if (subject.Kind == GgufKind.Model) throw new GgufException($"{key} is missing; the tokens of the context were expected");
    }

    private static void NormEpsilon(GgufSubject subject)
    {
        foreach (string name in (string[])[Architecture.RmsEpsilon, Architecture.LayerNormEpsilon, "attention.group_norm_epsilon"])
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
        if (shape.ModelDim == 0) throw new GgufException($"{subject.Key("embedding_length")} is 0 or missing; the length of an embedding was expected");
        bool attends = ArchitectureCatalog.Find(shape.Architecture) is not null;   // others may have no attention, or layers without it
        if (attends && shape.HeadCount == 0) throw new GgufException($"{subject.Key("attention.head_count")} is 0 or missing; 1 or more heads were expected");
        if (shape.HeadCount == 0) return;

        if (!subject.Metadata.ContainsKey(subject.Key("attention.key_length")) && shape.ModelDim % shape.HeadCount != 0)
            throw new GgufException($"{subject.Key("attention.head_count")} is {shape.HeadCount}; a divisor of the embedding length {shape.ModelDim} was expected");
        if (shape.HeadDim == 0) throw new GgufException($"{subject.Key("attention.key_length")} is 0; 1 or more was expected");
        if (!attends) return;

        foreach (int kvHeads in shape.KvHeadCounts)
            if (kvHeads == 0 || shape.HeadCount % kvHeads != 0)
                throw new GgufException($"{subject.Key("attention.head_count_kv")} is {kvHeads}; a divisor of the {shape.HeadCount} query heads was expected");
        if (shape.Architecture is "bert" or "t5" && shape.KvHeadCount != shape.HeadCount)
            throw new GgufException($"{subject.Key("attention.head_count_kv")} is {shape.KvHeadCount}; {shape.HeadCount}, as many as query heads, was expected");
    }

    private static void Rope(GgufSubject subject)
    {
        var shape = subject.Shape;
        string dimensions = subject.Key("rope.dimension_count"), frequencyBase = subject.Key("rope.freq_base");
        bool isDecoder = ArchitectureCatalog.Find(shape.Architecture)?.Decoder is not null;
        if (isDecoder && shape.RopeDimension != shape.HeadDim)
            throw new GgufException($"{dimensions} is {shape.RopeDimension}; the head dim {shape.HeadDim} was expected");
        bool rotates = isDecoder || subject.Metadata.ContainsKey(dimensions);
        if (rotates && (shape.RopeDimension % 2 != 0 || (shape.HeadCount > 0 && shape.RopeDimension > shape.HeadDim)))
            throw new GgufException($"{dimensions} is {shape.RopeDimension}; an even number up to the head dim {shape.HeadDim} was expected");
        if (shape.RopeBase <= 0) throw new GgufException($"{frequencyBase} is {shape.RopeBase}; more than 0 was expected");
        foreach (string name in (string[])["rope.scaling.factor", "rope.scale_linear"])
            if (subject.Metadata.Number(subject.Key(name)) is < 0 and double factor)
                throw new GgufException($"{subject.Key(name)} is {factor}; 0 or more was expected");
    }

    private static void Experts(GgufSubject subject)
    {
        var shape = subject.Shape;
        string count = subject.Key("expert_count"), used = subject.Key("expert_used_count");
        Range(count, shape.ExpertCount, 0, MaxExperts);
        Range(used, shape.ExpertUsedCount, shape.ExpertCount == 0 ? 0 : 1, shape.ExpertCount);

        long groups = subject.Metadata.Integer(subject.Key("expert_group_count"), 0)!.Value;
        long groupsUsed = subject.Metadata.Integer(subject.Key("expert_group_used_count"), 0)!.Value;
        Range(subject.Key("expert_group_count"), groups, 0, Math.Max(0, shape.ExpertCount - 1));
        if (groups <= 1) return;
        if (shape.ExpertCount % groups != 0)
            throw new GgufException($"{subject.Key("expert_group_count")} is {groups}; a divisor of the {shape.ExpertCount} experts was expected");
        Range(subject.Key("expert_group_used_count"), groupsUsed, 1, groups - 1);
    }

    private static void VocabularySize(GgufSubject subject)
    {
        string key = subject.Key("vocab_size");
        if (subject.Metadata.TryGetValue("tokenizer.ggml.tokens", out var tokens) && subject.Metadata.Integer(key) is long stated && stated != tokens.Count)
            subject.Warn($"{key} is {stated}, but tokenizer.ggml.tokens has {tokens.Count} entries, which count");
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
