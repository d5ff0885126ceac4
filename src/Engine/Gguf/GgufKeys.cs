namespace Engine.Gguf;

/// <summary>The keys of metadata that we read, each named here once.</summary>
/// <remarks>Source: the GGUF specification, and what llama.cpp's converters write beyond it.</remarks>
internal static class GgufKeys
{
    public const string Alignment = "general.alignment";
    public const string Architecture = "general.architecture";
    public const string FileType = "general.file_type";
    public const string Name = "general.name";
    public const string QuantizationVersion = "general.quantization_version";
    public const string Type = "general.type";

    public const string AdapterPrefix = "adapter.";
    public const string AdapterType = AdapterPrefix + "type";
    public const string LoraAlpha = AdapterPrefix + "lora.alpha";

    public const string SplitCount = "split.count";
    public const string SplitNumber = "split.no";

    public const string ChatTemplate = "tokenizer.chat_template";
    public const string RerankTemplate = ChatTemplate + ".rerank";

    public const string TokenizerPrefix = "tokenizer.ggml.";
    public const string AddBos = TokenizerPrefix + "add_bos_token";
    public const string AddEos = TokenizerPrefix + "add_eos_token";
    public const string AddSep = TokenizerPrefix + "add_sep_token";
    public const string AddSpacePrefix = TokenizerPrefix + "add_space_prefix";
    public const string Lowercase = TokenizerPrefix + "normalizer.lowercase";
    public const string Merges = TokenizerPrefix + "merges";
    public const string PrecompiledCharacterMap = TokenizerPrefix + "precompiled_charsmap";
    public const string PreTokenizer = TokenizerPrefix + "pre";
    public const string RemoveExtraSpaces = TokenizerPrefix + "remove_extra_whitespaces";
    public const string Scores = TokenizerPrefix + "scores";
    public const string StripAccents = TokenizerPrefix + "normalizer.strip_accents";
    public const string TokenizerModel = TokenizerPrefix + "model";
    public const string Tokens = TokenizerPrefix + "tokens";
    public const string TokenTypeCount = TokenizerPrefix + "token_type_count";
    public const string TokenTypes = TokenizerPrefix + "token_type";

    /// <summary>Whether <paramref name="key"/> names a special token.</summary>
    public static bool IsSpecialId(string key) => key.StartsWith(TokenizerPrefix, StringComparison.Ordinal) && key.EndsWith("_token_id", StringComparison.Ordinal);

    /// <summary>The key of <paramref name="architecture"/> that is called <paramref name="name"/>, one of <see cref="OfArchitecture"/>.</summary>
    public static string Of(string architecture, string name) => $"{architecture}.{name}";

    /// <summary>Keys that stand after the name of the architecture.</summary>
    public static class OfArchitecture
    {
        public const string BlockCount = "block_count";
        public const string ClassLabels = "classifier.output_labels";
        public const string ContextLength = "context_length";
        public const string DecoderBlockCount = "decoder_block_count";
        public const string DecoderStartToken = "decoder_start_token_id";
        public const string EmbeddingLength = "embedding_length";
        public const string EmbeddingLengthOut = "embedding_length_out";
        public const string FeedForwardLength = "feed_forward_length";
        public const string PoolingType = "pooling_type";
        public const string PredictLayers = "nextn_predict_layers";
        public const string VocabSize = "vocab_size";

        public const string Causal = "attention.causal";
        public const string GroupNormEpsilon = "attention.group_norm_epsilon";
        public const string HeadCount = "attention.head_count";
        public const string KeyLength = "attention.key_length";
        public const string KeyLengthSliding = "attention.key_length_swa";
        public const string KvHeadCount = "attention.head_count_kv";
        public const string LayerNormEpsilon = "attention.layer_norm_epsilon";
        public const string RelativeBucketCount = "attention.relative_buckets_count";
        public const string RmsNormEpsilon = "attention.layer_norm_rms_epsilon";
        public const string SlidingWindow = "attention.sliding_window";
        public const string SlidingWindowPattern = "attention.sliding_window_pattern";
        public const string ValueLength = "attention.value_length";
        public const string ValueLengthSliding = "attention.value_length_swa";

        public const string AttentionScale = "attention.scale";
        public const string AttentionSoftcap = "attn_logit_softcapping";
        public const string EmbeddingScale = "embedding_scale";
        public const string LogitScale = "logit_scale";
        public const string LogitSoftcap = "final_logit_softcapping";
        public const string ResidualScale = "residual_scale";

        public const string ExpertCount = "expert_count";
        public const string ExpertGroupCount = "expert_group_count";
        public const string ExpertGroupUsedCount = "expert_group_used_count";
        public const string ExpertUsedCount = "expert_used_count";

        public const string RopeBase = "rope.freq_base";
        public const string RopeDimension = "rope.dimension_count";
        public const string RopeDimensionSliding = "rope.dimension_count_swa";
        public const string RopeScaleLinear = "rope.scale_linear";   // older than the scaling keys
        public const string RopeSlidingBase = "rope.freq_base_swa";

        public const string RopeAttentionFactor = RopeScaling + "attn_factor";
        public const string RopeExtrapolationFactor = RopeScaling + "yarn_ext_factor";
        public const string RopeOriginalContext = RopeScaling + "original_context_length";
        public const string RopeScalingFactor = RopeScaling + "factor";
        public const string RopeScalingFinetuned = RopeScaling + "finetuned";
        public const string RopeScalingType = RopeScaling + "type";
        public const string RopeYarnAttentionFactor = RopeScaling + "yarn_attn_factor";
        public const string RopeYarnBetaFast = RopeScaling + "yarn_beta_fast";
        public const string RopeYarnBetaSlow = RopeScaling + "yarn_beta_slow";

        private const string RopeScaling = "rope.scaling.";
    }
}
