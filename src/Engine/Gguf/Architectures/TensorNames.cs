namespace Engine.Gguf.Architectures;

/// <summary>The names of tensors, each said here once: without <c>.weight</c> and <c>.bias</c>, those of a layer without the layer.</summary>
/// <remarks>Source: the GGUF specification, and llama.cpp's converters. What a tensor's shape is, and who must have it, its <see cref="TensorRole"/> says.</remarks>
internal static class TensorNames
{
    public const string TokenEmbedding = "token_embd";
    public const string PositionEmbedding = "position_embd";
    public const string TokenTypes = "token_types";
    public const string EmbeddingNorm = "token_embd_norm";
    public const string OutputNorm = "output_norm";
    public const string Output = "output";
    public const string RopeDivisors = "rope_freqs";

    /// <summary>Of a classification head; <see cref="ClassifierPrefix"/> begins all its names.</summary>
    public const string Classifier = "cls", ClassifierOutput = ClassifierPrefix + "output", ClassifierPrefix = "cls.";

    public const string AttentionNorm = "attn_norm";
    public const string Query = "attn_q";
    public const string Key = "attn_k";
    public const string Value = "attn_v";
    public const string FusedQueryKeyValue = "attn_qkv";   // the three in one
    public const string QueryNorm = "attn_q_norm";
    public const string KeyNorm = "attn_k_norm";
    public const string AttentionOutput = "attn_output";
    public const string AttentionOutputNorm = "attn_output_norm";
    public const string PostAttentionNorm = "post_attention_norm";

    public const string FeedForwardNorm = "ffn_norm";
    public const string Gate = "ffn_gate";
    public const string Up = "ffn_up";
    public const string Down = "ffn_down";
    public const string PostFeedForwardNorm = "post_ffw_norm";
    public const string LayerOutputNorm = "layer_output_norm";

    /// <summary>Of a mixture of experts: which run, and theirs in one tensor each.</summary>
    public const string ExpertChoice = "ffn_gate_inp", ExpertGates = "ffn_gate_exps", ExpertUps = "ffn_up_exps", ExpertDowns = "ffn_down_exps";

    /// <summary>In every layer, for a role.</summary>
    public const string EachLayer = "blk.{L}.";

    /// <summary>The matrix, or the factors of a norm.</summary>
    public const string Weight = ".weight";

    /// <summary>What is added.</summary>
    public const string Bias = ".bias";

    /// <summary>The tensor called <paramref name="name"/> of layer <paramref name="layer"/>.</summary>
    public static string InLayer(int layer, string name) => $"blk.{layer}.{name}";
}
