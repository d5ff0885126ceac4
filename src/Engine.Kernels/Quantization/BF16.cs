namespace Engine.Kernels.Quantization;

/// <summary>The upper half of a single, rounded to nearest even: a block is a number.</summary>
internal readonly record struct BF16(ushort Bits) : IQuantizableBlock<BF16>
{
    public static int Length => 1;

    public static void Dequantize(in BF16 block, Span<float> values) => values[0] = BitConverter.UInt32BitsToSingle((uint)block.Bits << 16);

    public static BF16 Quantize(ReadOnlySpan<float> values)
    {
        uint bits = BitConverter.SingleToUInt32Bits(values[0]);
        if (float.IsNaN(values[0])) return new((ushort)((bits >> 16) | 64));   // quiet, or dropping the low half could leave an infinity
        uint half = 0x7FFF + ((bits >> 16) & 1);                               // a tie goes to the even upper half
        return new((ushort)((bits + half) >> 16));
    }
}
