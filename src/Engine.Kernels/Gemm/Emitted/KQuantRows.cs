using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Gemm.Types;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Emitted;

/// <summary>Super-blocks of 256, as many as have 16 scales together. Nibbles are read 64 bytes at a time: a register of lower ones and one of upper, under four scales or two each.</summary>
/// <remarks>The bits above a nibble are in 32 bytes that serve both halves of both registers: a byte's are selected from the same place of those.</remarks>
internal readonly unsafe struct KQuantRows<TBlock> : IEmittedRows where TBlock : struct, IKQuantBlock
{
    private const int Block = 32, SuperBlock = 256, SuperBlockChunks = 2, ChunkBytes = 64;
    private const int Scales = 16, ScaleBytes = Scales * sizeof(float), SumOffset = ScaleBytes, PresentOffset = 2 * ScaleBytes;   // in a packed group

    // Registers; a row's scales are read before those from Lower on are needed.
    private const int Constants = DecodeCode.Free, NotAbove = Constants + 2, Lower = NotAbove + 1, Higher = Lower + 1, Dot = Higher + 1, Spare = Dot + 1, Above = Spare + 1;
    private const int LowerLanes = Above + 1, HigherLanes = LowerLanes + 1, LowerPositions = HigherLanes + 1, HigherPositions = LowerPositions + 1;

    private static int SuperBlocks => Scales * TBlock.ScaleLength / SuperBlock;

    private static bool HasBitsAbove => TBlock.LargestQuant > 15;

    private static bool HasMinimums => TBlock.MinimumPerScale == 0;

    private static int ChunkOffset => SuperBlocks == 1 ? PresentOffset : PresentOffset + ScaleBytes;

    /// <inheritdoc/>
    public static int ActivationBits => 8;

    /// <inheritdoc/>
    public static int GroupLength => SuperBlocks * SuperBlock;

    /// <inheritdoc/>
    public static int GroupBytes => SuperBlocks * TBlock.Bytes;

    /// <inheritdoc/>
    public static int GroupChunks => SuperBlocks * SuperBlockChunks;

    /// <inheritdoc/>
    public static int Chunks(int bytes) => bytes / TBlock.Bytes * SuperBlockChunks;

    /// <inheritdoc/>
    /// <remarks>
    /// The scales; what meets the minimums: the sums of the quants under each, times it; where there may be fewer super-blocks, ones for those that are there,
    /// in turn; the quants in the order of the registers.
    /// </remarks>
    public static int PackedBytes => ChunkOffset + GroupLength;

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
                scale[Scales] += sumFactor * factor * Activations<Simd512, Vector512<byte>>.Sum16(quants + part);
            }
        }
        if (SuperBlocks > 1)
        {
            for (int lane = 0; lane < Scales; lane++) ((int*)(packed + PresentOffset))[lane] = lane % SuperBlocks * SuperBlock < length ? -1 : 0;
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
    public static void EmitStart(DecodeCode decode)
    {
        var code = decode.Code;
        StreamNibbles.LoadConstants(code, Constants);
        if (HasBitsAbove) code.Load(NotAbove, code.Constant(_ => (byte)~(TBlock.LargestQuant & 0xF0)));
        TBlock.EmitStart(code);
    }

    /// <inheritdoc/>
    public static void EmitScales(DecodeCode decode, int row)
    {
        const int scales = Lower, minimums = Higher;
        var code = decode.Code;
        TBlock.EmitScales(code, offset => DecodeCode.Row(row, offset), DecodeCode.Column(0, PresentOffset), scales, minimums, Dot);
        for (int column = 0; column < decode.Columns; column++)
        {
            code.Multiply(decode.Scales(row, column), scales, DecodeCode.Column(column, 0));
            code.AddProduct(decode.Sum(row, column), HasMinimums ? minimums : scales, DecodeCode.Column(column, SumOffset));
        }
    }

    /// <inheritdoc/>
    public static void EmitChunk(DecodeCode decode, int chunk)
    {
        var code = decode.Code;
        for (int part = 0; part < 2; part++)
        {
            code.Load(LowerLanes + part, code.Constant(lane => Element(chunk, lane * sizeof(int), part) / TBlock.ScaleLength));
            if (HasBitsAbove) code.Load(LowerPositions + part, code.Constant(index => (byte)(index * 8 + TBlock.BitsAbove(Element(chunk, index, part) % SuperBlock).Bit - 4 & 63)));
        }
    }

    /// <inheritdoc/>
    public static void EmitProducts(DecodeCode decode, int chunk, int row)
    {
        var code = decode.Code;
        int superBlock = chunk / SuperBlockChunks * TBlock.Bytes;
        StreamNibbles.Prepare(code, DecodeCode.Row(row, superBlock + TBlock.NibbleOffset + chunk % SuperBlockChunks * ChunkBytes), Constants, Lower, Higher);
        if (HasBitsAbove)
        {
            code.RepeatHalf(Above, DecodeCode.Row(row, superBlock + TBlock.BitsAbove(Element(chunk, 0, 0) % SuperBlock).Byte));
            code.SelectBits(Spare, LowerPositions, Above);
            code.Select(Lower, Spare, NotAbove);
            code.SelectBits(Above, HigherPositions, Above);
            code.Select(Higher, Above, NotAbove);
        }
        for (int column = 0; column < decode.Columns; column++)
        {
            for (int part = 0; part < 2; part++)
            {
                code.Zero(Dot);
                code.AddProductsOfBytes(Dot, Lower + part, DecodeCode.Column(column, ChunkOffset + (chunk * 2 + part) * ChunkBytes));
                code.ToFloat(Dot, Dot);
                code.Permute(Spare, LowerLanes + part, decode.Scales(row, column));
                code.AddProduct(decode.Sum(row, column), Dot, Spare);
            }
        }
    }
}
