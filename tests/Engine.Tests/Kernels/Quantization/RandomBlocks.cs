using System.Buffers.Binary;
using Engine.Kernels.Quantization;

namespace Engine.Tests.Kernels.Quantization;

/// <summary>Blocks of random bits: any pattern is a valid quant, and only the half-precision scales need to be numbers.</summary>
internal static class RandomBlocks
{
    /// <summary>Where the half-precision scales of a block are.</summary>
    private static readonly Dictionary<TensorType, int[]> s_scales = new()
    {
        [TensorType.Q4_0] = [0],
        [TensorType.Q4_1] = [0, 2],
        [TensorType.Q5_0] = [0],
        [TensorType.Q5_1] = [0, 2],
        [TensorType.Q8_0] = [0],
        [TensorType.Q2_K] = [80, 82],
        [TensorType.Q3_K] = [108],
        [TensorType.Q4_K] = [0, 2],
        [TensorType.Q5_K] = [0, 2],
        [TensorType.Q6_K] = [208],
        [TensorType.IQ4_NL] = [0],
        [TensorType.IQ4_XS] = [0],
    };

    /// <summary>Types of which there can be random blocks.</summary>
    public static IReadOnlyCollection<TensorType> Types => s_scales.Keys;

    /// <summary>Blocks for <paramref name="elements"/> elements, with scales from <paramref name="scale"/>.</summary>
    public static byte[] Create(TensorType type, long elements, int seed, Func<Random, Half> scale)
    {
        var info = TensorTypes.Get(type);
        var random = new Random(seed);
        byte[] bytes = new byte[info.RowBytes(elements)];
        random.NextBytes(bytes);
        for (int block = 0; block < bytes.Length; block += info.BlockBytes)
            foreach (int offset in s_scales[type]) BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(block + offset), scale(random));
        return bytes;
    }

    /// <summary>Scales of usual weights.</summary>
    public static Half Usual(Random random) => (Half)((random.NextSingle() + 0.5f) * (random.Next(2) == 0 ? 1e-3f : -1e-3f));

    /// <summary>Any finite half: subnormal, huge, either zero, either sign.</summary>
    public static Half Finite(Random random)
    {
        Half half;
        do half = BitConverter.UInt16BitsToHalf((ushort)random.Next(1 << 16));
        while (!Half.IsFinite(half));
        return random.Next(8) switch { 0 => Half.Epsilon, 1 => BitConverter.UInt16BitsToHalf(0x83FF), 2 => Half.NegativeZero, 3 => Half.MaxValue, _ => half };
    }
}
