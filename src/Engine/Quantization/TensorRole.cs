using Engine.Gguf.Architectures;

namespace Engine.Quantization;

/// <summary>What a tensor is for, as far as the choice of its type depends on it.</summary>
internal enum TensorRole
{
    Other,
    Embedding,
    Output,
    AttentionQuery,
    AttentionKey,
    /// <summary>attn_v, and what holds it together with others (attn_qkv, attn_kv_b): its errors cost most.</summary>
    AttentionValue,
    AttentionOutput,
    FeedForwardDown,
}

/// <summary>Roles of tensors by their names.</summary>
/// <remarks>Source: llama.cpp's quantizer, whose files ours equal; names as the GGUF specification has them.</remarks>
internal static class TensorRoles
{
    private static readonly (string Part, TensorRole Role)[] s_parts =
    [
        ("attn_qkv.weight", TensorRole.AttentionValue),
        ("attn_kv_b.weight", TensorRole.AttentionValue),
        ("attn_v.weight", TensorRole.AttentionValue),
        ("attn_k.weight", TensorRole.AttentionKey),
        ("attn_q.weight", TensorRole.AttentionQuery),
        ("attn_output.weight", TensorRole.AttentionOutput),
        ("ffn_up", TensorRole.Other),      // before ffn_down: a name that holds both is an up-projection's
        ("ffn_gate", TensorRole.Other),
        ("ffn_down", TensorRole.FeedForwardDown),
    ];

    /// <summary>Parts of names of matrices that are small, or choose among others, and stay as they are.</summary>
    private static readonly string[] s_kept =
    [
        "_norm.weight", "ffn_gate_inp.weight", "ffn_gate_tid2eid.weight", "altup", "laurel", "per_layer_model_proj", "ssm_conv1d", "shortconv.conv.weight",
        "indexer.k_proj.weight", "indexer.q_proj.weight", "time_mix_first.weight", "time_mix_w0.weight", "time_mix_w1.weight", "time_mix_w2.weight",
        "time_mix_v0.weight", "time_mix_v1.weight", "time_mix_v2.weight", "time_mix_a0.weight", "time_mix_a1.weight", "time_mix_a2.weight",
        "time_mix_g1.weight", "time_mix_g2.weight", "time_mix_decay_w1.weight", "time_mix_decay_w2.weight", "time_mix_lerp_fused.weight",
        "attn_rel_b.weight", ".position_embd", "sam.pos_embd", "sam.neck.", "sam.net_", ".rel_pos", ".patch_embd", ".patch_merger",
        "a.rvq.codebook", "mm.a.code_embd",
    ];

    /// <summary>The role of the tensor called <paramref name="name"/>.</summary>
    public static TensorRole Of(string name)
    {
        if (name == TensorNames.Output + TensorNames.Weight) return TensorRole.Output;
        if (name is TensorNames.TokenEmbedding + TensorNames.Weight or "per_layer_token_embd.weight") return TensorRole.Embedding;
        foreach (var (part, role) in s_parts)
            if (name.Contains(part, StringComparison.Ordinal)) return role;
        return TensorRole.Other;
    }

    /// <summary>Why a tensor keeps its type; null where it may be quantized.</summary>
    public static string? WhyKept(string name, IReadOnlyList<long> dimensions)
    {
        if (dimensions.Count < 2) return "a vector";
        if (!name.EndsWith("weight", StringComparison.Ordinal)) return "no weight";
        if (name is TensorNames.PositionEmbedding + TensorNames.Weight or TensorNames.TokenTypes + TensorNames.Weight) return "small";
        return s_kept.Any(part => name.Contains(part, StringComparison.Ordinal)) ? "small" : null;
    }
}
