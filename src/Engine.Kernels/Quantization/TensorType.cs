namespace Engine;

/// <summary>How the elements of a tensor are stored; the numbers are those of the GGUF format.</summary>
/// <remarks>Source: GGUF specification, <c>ggml_type</c>. Numbers missing here were retired by the format.</remarks>
public enum TensorType
{
    /// <summary>IEEE 754 single precision.</summary>
    F32 = 0,
    /// <summary>IEEE 754 half precision.</summary>
    F16 = 1,
    /// <summary>4 bits, one scale per 32.</summary>
    Q4_0 = 2,
    /// <summary>4 bits, scale and minimum per 32.</summary>
    Q4_1 = 3,
    /// <summary>5 bits, one scale per 32.</summary>
    Q5_0 = 6,
    /// <summary>5 bits, scale and minimum per 32.</summary>
    Q5_1 = 7,
    /// <summary>8 bits, one scale per 32.</summary>
    Q8_0 = 8,
    /// <summary>8 bits, scale and sum per 32; for activations.</summary>
    Q8_1 = 9,
    /// <summary>2 bits, super-blocks of 256.</summary>
    Q2_K = 10,
    /// <summary>3 bits, super-blocks of 256.</summary>
    Q3_K = 11,
    /// <summary>4 bits, super-blocks of 256.</summary>
    Q4_K = 12,
    /// <summary>5 bits, super-blocks of 256.</summary>
    Q5_K = 13,
    /// <summary>6 bits, super-blocks of 256.</summary>
    Q6_K = 14,
    /// <summary>8 bits, super-blocks of 256; for activations.</summary>
    Q8_K = 15,
    /// <summary>2.06 bits per weight, codebook.</summary>
    IQ2_XXS = 16,
    /// <summary>2.31 bits per weight, codebook.</summary>
    IQ2_XS = 17,
    /// <summary>3.06 bits per weight, codebook.</summary>
    IQ3_XXS = 18,
    /// <summary>1.56 bits per weight, codebook.</summary>
    IQ1_S = 19,
    /// <summary>4 bits, non-linear, one scale per 32.</summary>
    IQ4_NL = 20,
    /// <summary>3.44 bits per weight, codebook.</summary>
    IQ3_S = 21,
    /// <summary>2.5 bits per weight, codebook.</summary>
    IQ2_S = 22,
    /// <summary>4.25 bits per weight, non-linear, super-blocks of 256.</summary>
    IQ4_XS = 23,
    /// <summary>8-bit integers.</summary>
    I8 = 24,
    /// <summary>16-bit integers.</summary>
    I16 = 25,
    /// <summary>32-bit integers.</summary>
    I32 = 26,
    /// <summary>64-bit integers.</summary>
    I64 = 27,
    /// <summary>IEEE 754 double precision.</summary>
    F64 = 28,
    /// <summary>1.75 bits per weight, codebook.</summary>
    IQ1_M = 29,
    /// <summary>The upper half of a single.</summary>
    BF16 = 30,
    /// <summary>Ternary, 1.69 bits per weight.</summary>
    TQ1_0 = 34,
    /// <summary>Ternary, 2.06 bits per weight.</summary>
    TQ2_0 = 35,
    /// <summary>4-bit floats, shared exponent per 32.</summary>
    MXFP4 = 39,
}
