using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Quantization;

/// <summary>IEEE 754 half precision, rounded to nearest even: a block is a number.</summary>
internal readonly unsafe record struct F16(Half Value) : IQuantizableBlock<F16>
{
    private const float BeyondLargest = 65536;   // what HalfVector reads where there is no finite number

    public static int Length => 1;

    public static void Dequantize(in F16 block, Span<float> values) => values[0] = (float)block.Value;

    public static void Dequantize(ReadOnlySpan<F16> blocks, Span<float> values)
    {
        fixed (F16* source = blocks)
        fixed (float* destination = values)
        {
            int done = Simd512.IsSupported ? Read<Simd512, Vector512<byte>>((ushort*)source, blocks.Length, destination)
                : Simd256.IsSupported ? Read<Simd256, Vector256<byte>>((ushort*)source, blocks.Length, destination)
                : Read<Simd128, Vector128<byte>>((ushort*)source, blocks.Length, destination);
            for (; done < blocks.Length; done++) values[done] = (float)blocks[done].Value;
        }
    }

    public static void Quantize(ReadOnlySpan<float> values, ReadOnlySpan<float> importance, Span<F16> blocks)
    {
        fixed (float* source = values)
        fixed (F16* destination = blocks)
        {
            int done = Simd512.IsSupported ? Write<Simd512, Vector512<byte>>(source, values.Length, (ushort*)destination)
                : Simd256.IsSupported ? Write<Simd256, Vector256<byte>>(source, values.Length, (ushort*)destination)
                : Write<Simd128, Vector128<byte>>(source, values.Length, (ushort*)destination);
            for (; done < values.Length; done++) blocks[done] = new((Half)values[done]);
        }
    }

    /// <summary>Reads whole registers, up to the first that holds what is no finite number; returns how many were read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Read<S, V>(ushort* source, int count, float* destination) where S : ISimd<V> where V : struct
    {
        int lanes = S.Bytes / sizeof(float), i = 0;
        V magnitude = S.RepeatInt(int.MaxValue), largest = S.RepeatInt(BitConverter.SingleToInt32Bits(BeyondLargest) - 1);
        for (; i + lanes <= count; i += lanes)
        {
            var values = HalfVector.Load<S, V>(source + i);
            if (S.HighestBits(S.GreaterInt(S.And(values, magnitude), largest)) != 0) break;
            S.Store(values, destination + i);
        }
        return i;
    }

    /// <summary>Writes whole registers, up to the first that holds what is no number; returns how many were written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Write<S, V>(float* source, int count, ushort* destination) where S : ISimd<V> where V : struct
    {
        int lanes = S.Bytes / sizeof(float), i = 0;
        V magnitude = S.RepeatInt(int.MaxValue), infinity = S.RepeatFloat(float.PositiveInfinity);
        for (; i + lanes <= count; i += lanes)
        {
            var values = S.Load(source + i);
            if (S.HighestBits(S.GreaterInt(S.And(values, magnitude), infinity)) != 0) break;
            HalfVector.Store<S, V>(values, destination + i);
        }
        return i;
    }
}
