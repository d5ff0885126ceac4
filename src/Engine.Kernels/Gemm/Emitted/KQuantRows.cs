using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Engine.Kernels.Gemm.Types;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Emitted;

/// <summary>Super-blocks of 256, as many as have 16 scales together. Nibbles are read 64 bytes at a time: a register of lower ones and one of upper, under four scales or two each.</summary>
/// <remarks>The bits above a nibble are in 32 bytes that serve both halves of both registers: a byte's are selected from the same place of those.</remarks>
internal readonly unsafe partial struct KQuantRows<TBlock> : IEmittedRows where TBlock : struct, IKQuantStream
{
    private const int Block = 32, SuperBlock = 256, SuperBlockChunks = 2, ChunkBytes = 64;
    private const int ScaleCount = 16, ScaleBytes = ScaleCount * sizeof(float), StoredSumOffset = ScaleBytes, PresentOffset = 2 * ScaleBytes;   // in a packed group

    private static int SuperBlocks
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ScaleCount * TBlock.ScaleLength / SuperBlock;
    }

    private static bool HasBitsAbove
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TBlock.LargestQuant > 15;
    }

    private static bool HasMinimums
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TBlock.MinimumPerScale == 0;
    }

    private static int ChunkOffset
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => SuperBlocks == 1 ? PresentOffset : PresentOffset + ScaleBytes;
    }

    /// <inheritdoc/>
    public static int ActivationBits => 8;

    /// <inheritdoc/>
    public static int GroupLength
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => SuperBlocks * SuperBlock;
    }

    /// <inheritdoc/>
    public static int GroupBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => SuperBlocks * TBlock.Bytes;
    }

    /// <inheritdoc/>
    public static int GroupChunks
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => SuperBlocks * SuperBlockChunks;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Chunks(int bytes) => bytes / TBlock.Bytes * SuperBlockChunks;

    /// <inheritdoc/>
    /// <remarks>
    /// The scales; what meets the minimums: the sums of the quants under each, times it; where there may be fewer super-blocks, ones for those that are there,
    /// in turn; the quants in the order of the registers.
    /// </remarks>
    public static int PackedBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ChunkOffset + GroupLength;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(float* x, int length, byte* packed)
    {
        sbyte* quants = stackalloc sbyte[2 * SuperBlock];
        new Span<sbyte>(quants, 2 * SuperBlock).Clear();
        new Span<byte>(packed, ChunkOffset).Clear();
        float sumFactor = HasMinimums ? -1 : TBlock.MinimumPerScale;   // stored ones are subtracted
        for (int i = 0; i < length; i += Block)
        {
            float factor = Activations<Simd512, Vector512<byte>>.Quantize(x + i, quants + i);
            for (int part = i; part < i + Block; part += 16)
            {
                float* scale = (float*)packed + part / TBlock.ScaleLength;
                scale[0] = factor;
                scale[ScaleCount] += sumFactor * factor * Activations<Simd512, Vector512<byte>>.Sum16(quants + part);
            }
        }
        if (SuperBlocks > 1)
        {
            for (int lane = 0; lane < ScaleCount; lane++) ((int*)(packed + PresentOffset))[lane] = lane % SuperBlocks * SuperBlock < length ? -1 : 0;
        }
        packed += ChunkOffset;
        for (int chunk = 0; chunk < GroupChunks; chunk++)
            for (int part = 0; part < 2; part++)
                for (int i = 0; i < ChunkBytes; i += 16, packed += 16)
                    Vector128.Load(quants + Element(chunk, i, part)).Store((sbyte*)packed);
    }

    /// <summary>The element of a group whose quant has the lower (<paramref name="part"/> 0) or upper (1) nibble of a byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Element(int chunk, int index, int part) =>
        chunk / SuperBlockChunks * SuperBlock + TBlock.Element(chunk % SuperBlockChunks * ChunkBytes + index, part);

    /// <inheritdoc/>
    public static int SumOffset
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => StoredSumOffset;
    }

    /// <inheritdoc/>
    /// <remarks>A super-block: so that each of its dot products has constants for shifts.</remarks>
    public static int GroupUnits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => SuperBlocks;
    }

    /// <inheritdoc/>
    public static int UnitDots
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2 * SuperBlockChunks;
    }

    /// <inheritdoc/>
    public static int UnitBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TBlock.Bytes;
    }

    /// <inheritdoc/>
    public static int PackedStart
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ChunkOffset;
    }

    /// <inheritdoc/>
    public static int PackedUnit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => UnitDots * ChunkBytes;
    }

    /// <inheritdoc/>
    public static int ScaleLane(int dot, int lane) => Element(dot / 2, lane * sizeof(int), dot % 2) / TBlock.ScaleLength;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* group, byte* packed, float* scales)
    {
        float* minimums = scales + ScaleCount;
        byte* next = SuperBlocks > 1 && ((int*)(packed + PresentOffset))[1] != 0 ? group + TBlock.Bytes : group;   // the last one twice: the activations are 0
        TBlock.Scales<Simd512, Vector512<byte>>(group, next, scales, minimums);
        if (HasMinimums) (-Vector512.Load(minimums)).Store(minimums);   // machine code has them as they are stored, and subtracts
        else Vector512.Load(scales).Store(minimums);
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
