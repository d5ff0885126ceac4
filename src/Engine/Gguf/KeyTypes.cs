namespace Engine.Gguf;

/// <summary>The value types of keys that llama.cpp reads: it refuses any other, even where the value would fit.</summary>
internal static class KeyTypes
{
    /// <summary>Keys as they stand in the file.</summary>
    private static readonly (string Key, GgufValueType Type)[] s_global =
    [
        ("general.architecture", GgufValueType.String),
        ("general.type", GgufValueType.String),
        ("general.name", GgufValueType.String),
        ("general.alignment", GgufValueType.UInt32),
        ("general.file_type", GgufValueType.UInt32),
        ("tokenizer.ggml.model", GgufValueType.String),
        ("tokenizer.ggml.pre", GgufValueType.String),
        ("tokenizer.chat_template", GgufValueType.String),
        ("tokenizer.ggml.token_type_count", GgufValueType.UInt32),
        ("tokenizer.ggml.add_bos_token", GgufValueType.Bool),
        ("tokenizer.ggml.add_eos_token", GgufValueType.Bool),
        ("tokenizer.ggml.add_sep_token", GgufValueType.Bool),
        ("tokenizer.ggml.add_space_prefix", GgufValueType.Bool),
        ("tokenizer.ggml.remove_extra_whitespaces", GgufValueType.Bool),
        ("adapter.type", GgufValueType.String),
        ("adapter.lora.alpha", GgufValueType.Float32),
    ];

    /// <summary>Keys after the architecture's name.</summary>
    private static readonly (string Key, GgufValueType Type)[] s_architecture =
    [
        ("vocab_size", GgufValueType.UInt32),
        ("context_length", GgufValueType.UInt32),
        ("embedding_length", GgufValueType.UInt32),
        ("block_count", GgufValueType.UInt32),
        ("decoder_block_count", GgufValueType.UInt32),
        ("decoder_start_token_id", GgufValueType.UInt32),
        ("pooling_type", GgufValueType.UInt32),
        ("expert_count", GgufValueType.UInt32),
        ("expert_used_count", GgufValueType.UInt32),
        ("expert_group_count", GgufValueType.UInt32),
        ("expert_group_used_count", GgufValueType.UInt32),
        ("attention.key_length", GgufValueType.UInt32),
        ("attention.value_length", GgufValueType.UInt32),
        ("attention.relative_buckets_count", GgufValueType.UInt32),
        ("attention.causal", GgufValueType.Bool),
        ("attention.layer_norm_epsilon", GgufValueType.Float32),
        ("attention.layer_norm_rms_epsilon", GgufValueType.Float32),
        ("rope.dimension_count", GgufValueType.UInt32),
        ("rope.freq_base", GgufValueType.Float32),
        ("rope.scale_linear", GgufValueType.Float32),
        ("rope.scaling.type", GgufValueType.String),
        ("rope.scaling.factor", GgufValueType.Float32),
        ("rope.scaling.attn_factor", GgufValueType.Float32),
        ("rope.scaling.original_context_length", GgufValueType.UInt32),
        ("rope.scaling.finetuned", GgufValueType.Bool),
    ];

    /// <summary>Keys after the architecture's name that hold one count, or a list with one for each layer.</summary>
    private static readonly string[] s_perLayer = ["attention.head_count", "attention.head_count_kv", "feed_forward_length"];

    public static void Check(GgufSubject subject)
    {
        foreach (var (key, type) in s_global) Check(subject, key, type);
        foreach (var (key, type) in s_architecture) Check(subject, subject.Key(key), type);
        foreach (string key in s_perLayer) CheckPerLayer(subject, subject.Key(key));
        foreach (var (key, value) in subject.Metadata)
            if (key.StartsWith("tokenizer.ggml.", StringComparison.Ordinal) && key.EndsWith("_token_id", StringComparison.Ordinal))
                Check(subject, value.Key, GgufValueType.UInt32);
    }

    private static void Check(GgufSubject subject, string key, GgufValueType type)
    {
        if (subject.Metadata.TryGetValue(key, out var value) && value.Type != type)
            throw new GgufException($"{key} is of type {value.TypeName}; {type} was expected");
        // C would read a shorter text, and so another value than we check.
        if (value?.Type == GgufValueType.String && value.Utf8().Contains((byte)0)) throw new GgufException($"{key} is '{value}'; a text without NUL was expected");
    }

    private static void CheckPerLayer(GgufSubject subject, string key)
    {
        if (!subject.Metadata.TryGetValue(key, out var value)) return;
        bool fits = value.Type == GgufValueType.UInt32
            || (value.Type == GgufValueType.Array && value.ElementType is GgufValueType.UInt32 or GgufValueType.Int32);
        if (!fits) throw new GgufException($"{key} is of type {value.TypeName}; {GgufValueType.UInt32} or a list of them was expected");
        long layers = subject.Metadata.Integer(subject.Key("block_count"), 0)!.Value;
        if (value.Type == GgufValueType.Array && value.Count != layers)
            throw new GgufException($"{key} has {value.Count} elements; one for each of the {layers} layers was expected");
    }
}
