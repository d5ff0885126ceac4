using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Quantization;

/// <summary>The upper half of a single, rounded to nearest even: a block is a number.</summary>
internal readonly unsafe record struct BF16(ushort Bits) : IQuantizableBlock<BF16>
{
    public static int Length => 1;

    public static void Dequantize(in BF16 block, Span<float> values) => values[0] = BitConverter.UInt32BitsToSingle((uint)block.Bits << 16);

    public static void Dequantize(ReadOnlySpan<BF16> blocks, Span<float> values)
    {
        fixed (BF16* source = blocks)
        fixed (float* destination = values)
        {
            int done = Simd512.IsSupported ? Read<Simd512, Vector512<byte>>((ushort*)source, blocks.Length, destination)
                : Simd256.IsSupported ? Read<Simd256, Vector256<byte>>((ushort*)source, blocks.Length, destination)
                : Read<Simd128, Vector128<byte>>((ushort*)source, blocks.Length, destination);
            for (; done < blocks.Length; done++) Dequantize(blocks[done], values[done..]);
        }
    }

    public static void Quantize(ReadOnlySpan<float> values, ReadOnlySpan<float> importance, Span<BF16> blocks)
    {
        fixed (float* source = values)
        fixed (BF16* destination = blocks)
        {
            int done = Simd512.IsSupported ? Write<Simd512, Vector512<byte>>(source, values.Length, (ushort*)destination)
                : Simd256.IsSupported ? Write<Simd256, Vector256<byte>>(source, values.Length, (ushort*)destination)
                : Write<Simd128, Vector128<byte>>(source, values.Length, (ushort*)destination);
            for (; done < values.Length; done++) blocks[done] = Round(values[done]);
        }
    }

    private static BF16 Round(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value)) return new((ushort)((bits >> 16) | 64));   // quiet, or dropping the low half could leave an infinity
        uint half = 0x7FFF + ((bits >> 16) & 1);                           // a tie goes to the even upper half
        return new((ushort)((bits + half) >> 16));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Read<S, V>(ushort* source, int count, float* destination) where S : ISimd<V> where V : struct
    {
        int lanes = S.Bytes / sizeof(float), i = 0;
        for (; i + lanes <= count; i += lanes) S.Store(S.ShiftLeft(S.Widen16(source + i), 16), destination + i);
        return i;
    }

    /// <summary><see cref="Round"/> in whole registers; returns how many were written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Write<S, V>(float* source, int count, ushort* destination) where S : ISimd<V> where V : struct
    {
        int lanes = S.Bytes / sizeof(float), i = 0;
        V magnitude = S.RepeatInt(int.MaxValue), infinity = S.RepeatFloat(float.PositiveInfinity), one = S.RepeatInt(1), half = S.RepeatInt(0x7FFF), low = S.RepeatInt(0xFFFF);
        for (; i + lanes <= count; i += lanes)
        {
            var bits = S.Load(source + i);
            var upper = S.ShiftRight(bits, 16);
            var rounded = S.ShiftRight(S.AddInt(bits, S.AddInt(half, S.And(upper, one))), 16);
            var quiet = S.Or(upper, S.RepeatInt(64));
            S.NarrowTo16(S.And(S.Select(S.GreaterInt(S.And(bits, magnitude), infinity), quiet, rounded), low), destination + i);
        }
        return i;
    }
}
