using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.MachineCode;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Matrices;

/// <summary>Two super-blocks of Q4_K as a group: their 16 scales and 16 minimums, put together from bits, and four registers of nibbles.</summary>
/// <remarks>The lower nibbles of 32 bytes are the quants of one scale, the upper those of the next.</remarks>
internal readonly unsafe struct Q4_KRows : IEmittedRows
{
    private const int Block = 32, SuperBlock = 256, BlockBytes = 144, HeaderBytes = 16;
    private const int ChunkBytes = 64, Scales = 16, ScaleBytes = Scales * sizeof(float);
    private const int SumOffset = ScaleBytes, PresentOffset = 2 * ScaleBytes, ChunkOffset = 3 * ScaleBytes;   // in a packed group

    // Registers; those of a row's scales are free again when its products are added.
    private const int Constants = DecodeCode.Free, Lower = Constants + 2, Higher = Lower + 1, Dot = Higher + 1, Spare = Dot + 1, EvenLanes = Spare + 1, OddLanes = EvenLanes + 1;
    private const int Headers = Lower, Bits = Higher, Other = Dot, Factors = Spare, Minimums = OddLanes + 1, Indices = Minimums + 1;
    private const int SecondQuarter = 1, LowestBytes = 2;   // masks

    /// <inheritdoc/>
    public static int ActivationBits => 8;

    /// <inheritdoc/>
    public static int GroupBytes => 2 * BlockBytes;

    /// <inheritdoc/>
    public static int GroupChunks => 4;

    /// <inheritdoc/>
    public static int Chunks(int bytes) => bytes / BlockBytes * 2;

    /// <inheritdoc/>
    /// <remarks>The scales; the sums of the quants under each, times it and -1, for the minimums; ones in the halves of super-blocks that are there; the quants.</remarks>
    public static int PackedBytes => ChunkOffset + GroupChunks * 2 * ChunkBytes;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(float* x, int length, byte* packed)
    {
        sbyte* quants = stackalloc sbyte[2 * SuperBlock];
        new Span<sbyte>(quants, 2 * SuperBlock).Clear();
        new Span<byte>(packed, ChunkOffset).Clear();
        for (int scale = 0; scale < length / Block; scale++)
        {
            sbyte* block = quants + scale * Block;
            float factor = Activations<Simd512, Vector512<byte>>.Quantize(x + scale * Block, block);
            ((float*)packed)[scale] = factor;
            ((float*)(packed + SumOffset))[scale] = -factor * (Activations<Simd512, Vector512<byte>>.Sum16(block) + Activations<Simd512, Vector512<byte>>.Sum16(block + 16));
        }
        for (int lane = 0; lane < Scales; lane++) ((int*)(packed + PresentOffset))[lane] = lane % 2 * SuperBlock < length ? -1 : 0;
        packed += ChunkOffset;
        for (int i = 0; i < 2 * SuperBlock; i += 4 * Block, packed += 2 * ChunkBytes)
        {
            for (int part = 0; part < 4; part++) Vector256.Load(quants + i + part * Block).Store((sbyte*)packed + part % 2 * ChunkBytes + part / 2 * Block);
        }
    }

    /// <inheritdoc/>
    public static void EmitStart(DecodeCode decode)
    {
        var code = decode.Code;
        StreamNibbles.LoadConstants(code, Constants);
        code.LoadMask(SecondQuarter, code.Constant(_ => 0xF0UL));
        code.LoadMask(LowestBytes, code.Constant(_ => 0x11111111_11111111UL));
    }

    /// <inheritdoc/>
    /// <remarks><see cref="SixBitScales"/> says where the bits are.</remarks>
    public static void EmitScales(DecodeCode decode, int row)
    {
        var code = decode.Code;
        code.RepeatQuarter(Headers, DecodeCode.Row(row, 0));
        code.RepeatQuarter(Headers, DecodeCode.Row(row, BlockBytes), SecondQuarter);
        // Eight bytes for eight scales of each super-block, then for its minimums: those that hold the first four, and those that the others' lower bits are in.
        code.Load(Indices, code.Constant(index => (byte)(index / 8 % 2 * HeaderBytes + (index % 8 < 4 ? 4 + index / 16 % 2 * 4 : 8) + index % 8)));
        code.PermuteBytes(Bits, Indices, Headers);
        code.Load(Indices, code.Constant(index => (byte)(2 + index % 4 * 8)));
        code.SelectBits(Other, Indices, Bits);   // the upper bits of the last four
        code.Load(Indices, code.Constant(index => (byte)(index % 8 * 8 + (index % 8 < 4 ? 0 : index / 16 % 2 * 4))));
        code.SelectBits(Bits, Indices, Bits);
        code.Load(Indices, code.Constant(index => (byte)(index % 8 < 4 ? 0x3F : 0x0F)));
        code.Select(Bits, Other, Indices);
        code.And(Bits, Bits, code.Constant(_ => (byte)0x3F));
        code.Load(Indices, code.Constant(lane => 16 + lane));
        code.PermuteBytes(Minimums, Indices, Bits, LowestBytes);
        code.Load(Indices, code.Constant(lane => lane));
        code.PermuteBytes(Bits, Indices, Bits, LowestBytes);
        code.ToFloat(Bits, Bits);
        code.ToFloat(Minimums, Minimums);
        // The halves: of even lanes those of the first super-block, of odd ones the second's; then those of the minimums.
        code.Load(Indices, code.Constant(index => (byte)(index / 2 % 2 * HeaderBytes + index / 4 % 2 * 2 + index % 2)));
        code.PermuteBytes(Headers, Indices, Headers);
        code.HalvesToFloat(Factors, Headers);
        code.And(Factors, Factors, DecodeCode.Column(0, PresentOffset));
        code.Load(Indices, code.Constant(lane => lane / 8));
        code.Permute(Other, Indices, Factors);
        code.Multiply(Bits, Bits, Other);
        code.Load(Indices, code.Constant(lane => 2 + lane / 8));
        code.Permute(Other, Indices, Factors);
        code.Multiply(Minimums, Minimums, Other);
        for (int column = 0; column < decode.Columns; column++)
        {
            code.Multiply(decode.Scales(row, column), Bits, DecodeCode.Column(column, 0));
            code.AddProduct(decode.Sum(row, column), Minimums, DecodeCode.Column(column, SumOffset));
        }
    }

    /// <inheritdoc/>
    public static void EmitChunk(DecodeCode decode, int chunk)
    {
        decode.Code.Load(EvenLanes, decode.Code.Constant(lane => chunk * 4 + lane / 8 * 2));
        decode.Code.Load(OddLanes, decode.Code.Constant(lane => chunk * 4 + lane / 8 * 2 + 1));
    }

    /// <inheritdoc/>
    public static void EmitProducts(DecodeCode decode, int chunk, int row)
    {
        var code = decode.Code;
        StreamNibbles.Prepare(code, DecodeCode.Row(row, chunk / 2 * BlockBytes + HeaderBytes + chunk % 2 * ChunkBytes), Constants, Lower, Higher);
        for (int column = 0; column < decode.Columns; column++)
        {
            var packed = DecodeCode.Column(column, ChunkOffset + chunk * 2 * ChunkBytes);
            Add(Lower, packed, EvenLanes);
            Add(Higher, packed.Plus(ChunkBytes), OddLanes);

            void Add(int quants, Address activations, int lanes)
            {
                code.Zero(Dot);
                code.AddProductsOfBytes(Dot, quants, activations);
                code.ToFloat(Dot, Dot);
                code.Permute(Spare, lanes, decode.Scales(row, column));
                code.AddProduct(decode.Sum(row, column), Dot, Spare);
            }
        }
    }
}
