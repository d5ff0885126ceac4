using System.Buffers.Binary;
using Engine.Kernels.Quantization;

namespace Engine.Tests.Kernels.Quantization;

/// <summary>Blocks of random bits: any pattern is a valid quant, and only the half-precision scales need to be numbers.</summary>
internal static class RandomBlocks
{
    /// <summary>Types of which there can be random blocks.</summary>
    public static IReadOnlyList<TensorType> Types => BlockLayout.Types;

    /// <summary>Blocks for <paramref name="elements"/> elements, with scales from <paramref name="scale"/>.</summary>
    public static byte[] Create(TensorType type, long elements, int seed, Func<Random, Half> scale)
    {
        var info = TensorTypes.Get(type);
        var random = new Random(seed);
        byte[] bytes = new byte[info.RowBytes(elements)];
        random.NextBytes(bytes);
        int[] halves = [.. BlockLayout.Halves(type).Select(half => half.Offset)];
        for (int block = 0; block < bytes.Length; block += info.BlockBytes)
            foreach (int offset in halves) BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(block + offset), scale(random));
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
