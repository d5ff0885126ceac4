using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Emitted;

/// <summary>
/// Blocks of 32 as a stream of bytes: a row is read 64 at a time, wherever blocks begin, and multiplied by activations that are packed to meet them.
/// Nothing is rearranged but the scales.
/// </summary>
internal readonly unsafe partial struct StreamRows<TBlock> : IEmittedRows where TBlock : struct, IStreamBlock
{
    private const int Block = 32, GroupBlocks = 16;
    private const int ChunkBytes = 64, PackedChunk = 3 * ChunkBytes;   // both activations, and what their sums start with
    private const int ScaleBytes = GroupBlocks * sizeof(float), PresentOffset = ScaleBytes, ChunkOffset = 2 * ScaleBytes;   // in a packed group

    /// <inheritdoc/>
    public static int ActivationBits => TBlock.ActivationBits;

    /// <inheritdoc/>
    public static int GroupLength
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => GroupBlocks * Block;
    }

    /// <inheritdoc/>
    public static int GroupBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => GroupBlocks * TBlock.Bytes;
    }

    /// <inheritdoc/>
    public static int GroupChunks
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Chunks(GroupBytes);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Chunks(int bytes) => (bytes + ChunkBytes - 1) / ChunkBytes;

    /// <inheritdoc/>
    /// <remarks>The scales; ones for blocks that are there; the chunks.</remarks>
    public static int PackedBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ChunkOffset + GroupChunks * PackedChunk;
    }

    // Scales in a register's worth of memory from the start of a block on, but a power of two.
    private static int WindowScales
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 3 * TBlock.Bytes + sizeof(short) <= ChunkBytes ? 4 : 2;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(float* x, int length, byte* packed)
    {
        int bytes = GroupChunks * ChunkBytes;
        byte* first = stackalloc byte[2 * bytes + ChunkBytes], second = first + bytes, quants = second + bytes;
        new Span<byte>(first, 2 * bytes).Clear();
        for (int block = 0; block < GroupBlocks; block++)
        {
            int at = block * TBlock.Bytes;
            bool isPresent = block * Block < length;
            float scale = isPresent ? TBlock.Split(x + block * Block, first + at, second + at, quants) : 0;
            ((float*)packed)[block] = scale;
            ((int*)(packed + PresentOffset))[block] = isPresent ? -1 : 0;
        }
        packed += ChunkOffset;
        for (int chunk = 0; chunk < bytes; chunk += ChunkBytes, packed += PackedChunk)
        {
            Vector512<byte> one = Vector512.Load(first + chunk), other = Vector512.Load(second + chunk);
            one.Store(packed);
            other.Store(packed + ChunkBytes);
            TBlock.Start(one, other).Store((int*)(packed + 2 * ChunkBytes));
        }
    }

    /// <inheritdoc/>
    public static int SumOffset => 0;

    /// <inheritdoc/>
    public static int GroupUnits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => GroupChunks;
    }

    /// <inheritdoc/>
    public static int UnitDots
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    /// <inheritdoc/>
    public static int UnitBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ChunkBytes;
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
        get => PackedChunk;
    }

    /// <inheritdoc/>
    public static int ScaleLane(int dot, int lane) => (dot * ChunkBytes + lane * sizeof(int)) / TBlock.Bytes;   // the block of each

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* group, byte* packed, float* scales)
    {
        var present = Vector512.Load((int*)(packed + PresentOffset));
        (Halves(group).AsInt32() & present).AsSingle().Store(scales);
    }

    /// <summary>The half at the start of each block.</summary>
    /// <remarks>Bytes of as many blocks as a register's worth of memory reaches, at a time; what lies behind the last block may not even be a number.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Halves(byte* start)
    {
        // The upper two bytes of a lane are those of its block's half, counted from the first block of its window.
        var lane = Vector512.CreateSequence(0, 1) & Vector512.Create(WindowScales - 1);
        var indices = (lane * Vector512.Create((TBlock.Bytes << 16) + (TBlock.Bytes << 24)) + Vector512.Create(1 << 24)).AsByte();
        var windows = Vector512.CreateSequence(0, 1) >> (WindowScales == 4 ? 2 : 1);
        var halves = Vector512<int>.Zero;
        for (int window = 0; window < GroupBlocks / WindowScales; window++)
        {
            var here = Avx512Vbmi.PermuteVar64x8(Vector512.Load(start + window * WindowScales * TBlock.Bytes), indices).AsInt32();
            halves = Vector512.ConditionalSelect(Vector512.Equals(windows, Vector512.Create(window)), here, halves);
        }
        return HalfVector.FromUpper<Simd512, Vector512<byte>>(halves.AsByte()).AsSingle();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Weights(byte* unit, int dot) => Vector512.Load(unit);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<byte> weights, byte* packed, int dot, Vector512<int> lanes, Vector512<float> scales, Vector512<float> sum) =>
        Vector512.FusedMultiplyAdd(
            Vector512.ConvertToSingle(TBlock.Dot(weights, packed)), Avx512F.PermuteVar16x32(scales, lanes), sum);
}
