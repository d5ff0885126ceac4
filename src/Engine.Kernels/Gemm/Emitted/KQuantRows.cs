using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Engine.Kernels.Gemm.Types;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Emitted;

/// <summary>Super-blocks of 256 with 16 scales. Nibbles are read 64 bytes at a time: a register of lower ones and one of upper, under four scales each.</summary>
/// <remarks>The bits above a nibble are in 32 bytes that serve both halves of both registers: a byte's are selected from the same place of those.</remarks>
internal readonly unsafe partial struct KQuantRows<TBlock> : IEmittedRows where TBlock : struct, IKQuantStream
{
    private const int Block = 32, SuperBlock = 256, ChunkCount = 2, ChunkBytes = 64;
    private const int ScaleCount = 16, ScaleBytes = ScaleCount * sizeof(float), StoredSumOffset = ScaleBytes, ChunkOffset = 2 * ScaleBytes;   // in a packed group

    /// <inheritdoc/>
    public static int ActivationBits => 8;

    /// <inheritdoc/>
    public static int GroupLength => SuperBlock;

    /// <inheritdoc/>
    public static int GroupBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TBlock.Bytes;
    }

    /// <inheritdoc/>
    public static int GroupChunks => ChunkCount;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Chunks(int bytes) => bytes / TBlock.Bytes * ChunkCount;

    /// <inheritdoc/>
    /// <remarks>The scales; what meets the minimums: the sums of the quants under each, times it; the quants in the order of the registers.</remarks>
    public static int PackedBytes => ChunkOffset + SuperBlock;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(float* x, int length, byte* packed)
    {
        sbyte* quants = stackalloc sbyte[SuperBlock];
        new Span<sbyte>(quants, SuperBlock).Clear();
        new Span<byte>(packed, ChunkOffset).Clear();
        for (int i = 0; i < length; i += Block)
        {
            float factor = Activations<Simd512, Vector512<byte>>.Quantize(x + i, quants + i);
            for (int part = i; part < i + Block; part += 16)
            {
                float* scale = (float*)packed + part / TBlock.ScaleLength;
                scale[0] = factor;
                scale[ScaleCount] += TBlock.MinimumPerScale * factor * Activations<Simd512, Vector512<byte>>.Sum16(quants + part);
            }
        }
        packed += ChunkOffset;
        for (int chunk = 0; chunk < ChunkCount; chunk++)
            for (int part = 0; part < 2; part++)
                for (int i = 0; i < ChunkBytes; i += 16, packed += 16)
                    Vector128.Load(quants + Element(chunk, i, part)).Store((sbyte*)packed);
    }

    /// <summary>The element whose quant has the lower (<paramref name="part"/> 0) or upper (1) nibble of a byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Element(int chunk, int index, int part) =>
        TBlock.Element(chunk * ChunkBytes + index, part);

    /// <inheritdoc/>
    public static int SumOffset => StoredSumOffset;

    /// <inheritdoc/>
    /// <remarks>A super-block: so that each of its dot products has constants for shifts.</remarks>
    public static int GroupUnits => 1;

    /// <inheritdoc/>
    public static int UnitDots => 2 * ChunkCount;

    /// <inheritdoc/>
    public static int UnitBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TBlock.Bytes;
    }

    /// <inheritdoc/>
    public static int PackedStart => ChunkOffset;

    /// <inheritdoc/>
    public static int PackedUnit => SuperBlock;

    /// <inheritdoc/>
    public static int ScaleLane(int dot, int lane) => Element(dot / 2, lane * sizeof(int), dot % 2) / TBlock.ScaleLength;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* group, byte* packed, float* scales)
    {
        TBlock.Scales<Simd512, Vector512<byte>>(group, group, scales, scales + ScaleCount);
        Vector512.Load(scales).Store(scales + ScaleCount);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Weights(byte* unit, int dot)
    {
        int index = dot / 2 * ChunkBytes;
        Vector512<byte> nibbles = Vector512.Load(unit + TBlock.NibbleOffset + index), upperBits = TBlock.UpperBits<Simd512, Vector512<byte>>(unit, index);
        return dot % 2 == 0 ? TBlock.Lower<Simd512, Vector512<byte>>(nibbles, upperBits, index) : TBlock.Upper<Simd512, Vector512<byte>>(nibbles, upperBits, index);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<byte> weights, byte* packed, int dot, Vector512<int> lanes, Vector512<float> scales, Vector512<float> sum)
    {
        var pairs = Simd512.MultiplyAddBytes(weights, Vector512.Load(packed + dot * ChunkBytes));
        var products = Simd512.MultiplyAdd16(pairs, Vector512<short>.One.AsByte()).AsInt32();
        return Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(products), Avx512F.PermuteVar16x32(scales, lanes), sum);
    }
}
