namespace Engine;

/// <summary>What a file's matrices are stored as, all in all: one type, or a mix of several. The numbers are those of <c>general.file_type</c>.</summary>
/// <remarks>
/// Source: GGUF specification, <c>general.file_type</c>; llama.cpp, <c>llama_ftype</c>. S, M and L are small, medium and large mixes around the type of
/// the name: those with more give more bits to the tensors whose errors cost most.
/// </remarks>
public enum ModelFileType
{
    /// <summary>Single precision.</summary>
    F32 = 0,
    /// <summary>Half precision.</summary>
    F16 = 1,
    /// <summary>4 bits, one scale per 32.</summary>
    Q4_0 = 2,
    /// <summary>4 bits, scale and minimum per 32.</summary>
    Q4_1 = 3,
    /// <summary>8 bits, one scale per 32.</summary>
    Q8_0 = 7,
    /// <summary>5 bits, one scale per 32.</summary>
    Q5_0 = 8,
    /// <summary>5 bits, scale and minimum per 32.</summary>
    Q5_1 = 9,
    /// <summary>2 bits, and 3 or 4 for attn_v, attn_output and ffn_down.</summary>
    Q2_K = 10,
    /// <summary>3 bits.</summary>
    Q3_K_S = 11,
    /// <summary>3 bits, and 4 or 5 for attn_v, attn_output and ffn_down.</summary>
    Q3_K_M = 12,
    /// <summary>3 bits, and 5 for attn_v, attn_output and ffn_down.</summary>
    Q3_K_L = 13,
    /// <summary>4 bits, and 5 for the first layers' attn_v and ffn_down.</summary>
    Q4_K_S = 14,
    /// <summary>4 bits, and 6 for half of attn_v and ffn_down.</summary>
    Q4_K_M = 15,
    /// <summary>5 bits.</summary>
    Q5_K_S = 16,
    /// <summary>5 bits, and 6 for half of attn_v and ffn_down.</summary>
    Q5_K_M = 17,
    /// <summary>6 bits.</summary>
    Q6_K = 18,
    /// <summary>2 bits, and 4 for the first layers' ffn_down; wants an importance matrix.</summary>
    Q2_K_S = 21,
    /// <summary>4 bits, non-linear, one scale per 32.</summary>
    IQ4_NL = 25,
    /// <summary>4.25 bits, non-linear, super-blocks of 256.</summary>
    IQ4_XS = 30,
    /// <summary>The upper half of a single.</summary>
    BF16 = 32,
}
