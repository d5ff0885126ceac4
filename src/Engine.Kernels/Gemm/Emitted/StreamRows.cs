using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Engine.Kernels.MachineCode;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Emitted;

/// <summary>
/// A block of 32 weights, one or two halves before bytes of quants, that is read without a look at where it begins: four bytes of a row never hold quants of two
/// blocks, and where they hold a half, it meets activations of 0. Two bytes of activations meet each byte of weights.
/// </summary>
internal unsafe interface IStreamBlock
{
    /// <summary>Bytes of a block, the scale being the first two.</summary>
    static abstract int Bytes { get; }

    /// <summary>Whether the next two are a minimum.</summary>
    static abstract bool HasMinimum { get; }

    /// <summary>Bits of an activation.</summary>
    static abstract int ActivationBits { get; }

    /// <summary>Rounds the 32 activations <paramref name="x"/>, writes what meets each byte of a block, and returns the scale; <paramref name="quants"/> are 64 bytes of scratch.</summary>
    static abstract float Split(float* x, byte* first, byte* second, byte* quants);

    /// <summary>What the sums of products start with: for each four bytes of activations.</summary>
    static abstract Vector512<int> Start(Vector512<byte> first, Vector512<byte> second);

    /// <summary>Loads the constants that <see cref="Prepare"/> needs to registers from <paramref name="first"/> on.</summary>
    static abstract void LoadConstants(Assembler code, int first);

    /// <summary>Loads 64 bytes of weights as two registers, for <see cref="AddProducts"/>.</summary>
    static abstract void Prepare(Assembler code, Address weights, int constants, int one, int other);

    /// <summary>Adds the products of prepared weights with 64 bytes of either activations to <paramref name="sum"/>.</summary>
    static abstract void AddProducts(Assembler code, int sum, int one, int other, Address first, Address second, int spare);
}

/// <summary>Q4_0: a byte is a quant of the first half and one of the second, both counted from -8.</summary>
internal readonly unsafe struct StreamQ4_0 : IStreamBlock
{
    public static int Bytes => 18;
    public static bool HasMinimum => false;
    public static int ActivationBits => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Split(float* x, byte* first, byte* second, byte* quants) => StreamNibbles.Split(x, first + 2, second + 2, quants);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Start(Vector512<byte> first, Vector512<byte> second) => -8 * (StreamNibbles.Sums(first) + StreamNibbles.Sums(second));

    public static void LoadConstants(Assembler code, int first) => StreamNibbles.LoadConstants(code, first);

    public static void Prepare(Assembler code, Address weights, int constants, int one, int other) => StreamNibbles.Prepare(code, weights, constants, one, other);

    public static void AddProducts(Assembler code, int sum, int one, int other, Address first, Address second, int spare) =>
        StreamNibbles.AddProducts(code, sum, one, other, first, second);
}

/// <summary>Q4_1: the same, with a minimum that is stored.</summary>
internal readonly unsafe struct StreamQ4_1 : IStreamBlock
{
    public static int Bytes => 20;
    public static bool HasMinimum => true;
    public static int ActivationBits => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Split(float* x, byte* first, byte* second, byte* quants) => StreamNibbles.Split(x, first + 4, second + 4, quants);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Start(Vector512<byte> first, Vector512<byte> second) => Vector512<int>.Zero;

    public static void LoadConstants(Assembler code, int first) => StreamNibbles.LoadConstants(code, first);

    public static void Prepare(Assembler code, Address weights, int constants, int one, int other) => StreamNibbles.Prepare(code, weights, constants, one, other);

    public static void AddProducts(Assembler code, int sum, int one, int other, Address first, Address second, int spare) =>
        StreamNibbles.AddProducts(code, sum, one, other, first, second);
}

/// <summary>What blocks of nibbles share.</summary>
internal static unsafe class StreamNibbles
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Split(float* x, byte* first, byte* second, byte* quants)
    {
        float scale = Activations<Simd512, Vector512<byte>>.Quantize(x, (sbyte*)quants);
        Vector128.Load(quants).Store(first);
        Vector128.Load(quants + 16).Store(second);
        return scale;
    }

    /// <summary>The sum of each four signed bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Sums(Vector512<byte> bytes) =>
        Simd512.MultiplyAdd16(Simd512.MultiplyAddBytes(Vector512.Create((byte)1), bytes), Vector512<short>.One.AsByte()).AsInt32();

    public static void LoadConstants(Assembler code, int first)
    {
        code.Load(first, code.Constant(_ => (byte)15));
        code.Load(first + 1, code.Constant(_ => 0x10204080_00000000));   // a matrix of bits whose product with a byte is its upper half
    }

    public static void Prepare(Assembler code, Address weights, int constants, int one, int other)
    {
        code.Load(other, weights);
        code.And(one, other, constants);
        code.MultiplyBits(other, other, constants + 1);
    }

    public static void AddProducts(Assembler code, int sum, int one, int other, Address first, Address second)
    {
        code.AddProductsOfBytes(sum, one, first);
        code.AddProductsOfBytes(sum, other, second);
    }
}

/// <summary>Q8_0: signed bytes, by the upper and the lower bytes of activations of 16 bits.</summary>
internal readonly unsafe struct StreamQ8_0 : IStreamBlock
{
    public static int Bytes => 34;
    public static bool HasMinimum => false;
    public static int ActivationBits => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Split(float* x, byte* first, byte* second, byte* quants)
    {
        float scale = Activations<Simd512, Vector512<byte>>.Quantize16(x, (short*)quants);
        Vector256<ushort> lower = Vector256.Load((ushort*)quants), upper = Vector256.Load((ushort*)quants + 16);
        Avx512BW.VL.ConvertToVector128Byte(lower >> 8).Store(first + 2);
        Avx512BW.VL.ConvertToVector128Byte(upper >> 8).Store(first + 18);
        Avx512BW.VL.ConvertToVector128Byte(lower).Store(second + 2);
        Avx512BW.VL.ConvertToVector128Byte(upper).Store(second + 18);
        return scale;
    }

    /// <remarks>The instruction takes one operand as unsigned: weights, increased by 128, for upper bytes, and the lower bytes themselves.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Start(Vector512<byte> first, Vector512<byte> second) =>
        -128 * StreamNibbles.Sums(first);

    public static void LoadConstants(Assembler code, int first) => code.Load(first, code.Constant(_ => (byte)0x80));

    public static void Prepare(Assembler code, Address weights, int constants, int one, int other)
    {
        code.Load(other, weights);
        code.Xor(one, other, constants);
    }

    public static void AddProducts(Assembler code, int sum, int one, int other, Address first, Address second, int spare)
    {
        code.Load(spare, second);
        code.AddProductsOfBytes(sum, one, first);
        code.ShiftLeft(sum, sum, 8);
        code.AddProductsOfBytes(sum, spare, other);
    }
}

/// <summary>
/// Blocks of 32 as a stream of bytes: a row is read 64 at a time, wherever blocks begin, and multiplied by activations that are packed to meet them.
/// Nothing is rearranged but the scales.
/// </summary>
internal readonly unsafe struct StreamRows<TBlock> : IEmittedRows where TBlock : struct, IStreamBlock
{
    private const int Block = 32, GroupBlocks = 16;
    private const int ChunkBytes = 64, PackedChunk = 3 * ChunkBytes;   // both activations, and what their sums start with
    private const int ScaleBytes = GroupBlocks * sizeof(float), PresentOffset = ScaleBytes, SumOffset = 2 * ScaleBytes;   // in a packed group

    // Registers.
    private const int HalfIndices = DecodeCode.Free, One = HalfIndices + 1, Other = One + 1, Dot = Other + 1, Spare = Dot + 1, Lanes = Spare + 1, Constants = Lanes + 1;

    /// <inheritdoc/>
    public static int ActivationBits => TBlock.ActivationBits;

    /// <inheritdoc/>
    public static int GroupLength => GroupBlocks * Block;

    /// <inheritdoc/>
    public static int GroupBytes => GroupBlocks * TBlock.Bytes;

    /// <inheritdoc/>
    public static int GroupChunks => Chunks(GroupBytes);

    /// <inheritdoc/>
    public static int Chunks(int bytes) => (bytes + ChunkBytes - 1) / ChunkBytes;

    private static int ChunkOffset => TBlock.HasMinimum ? SumOffset + ScaleBytes : SumOffset;

    /// <inheritdoc/>
    /// <remarks>The scales; ones for blocks that are there; where there are minimums, the sums of the quants of each block times its scale; the chunks.</remarks>
    public static int PackedBytes => ChunkOffset + GroupChunks * PackedChunk;

    // Scales in a register's worth of memory from the start of a block on, but a power of two.
    private static int WindowScales => 3 * TBlock.Bytes + sizeof(short) <= ChunkBytes ? 4 : 2;

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
            if (!TBlock.HasMinimum) continue;
            int sum = Activations<Simd512, Vector512<byte>>.Sum16((sbyte*)quants) + Activations<Simd512, Vector512<byte>>.Sum16((sbyte*)quants + 16);
            ((float*)(packed + SumOffset))[block] = scale * sum;
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
    public static void EmitStart(DecodeCode decode)
    {
        var code = decode.Code;
        TBlock.LoadConstants(code, Constants);
        code.Load(HalfIndices, code.Constant(index => (byte)(index / sizeof(short) % WindowScales * TBlock.Bytes + index % sizeof(short))));
        for (int window = 1; window < GroupBlocks / WindowScales; window++)
        {
            ulong mask = ((1UL << WindowScales * sizeof(short)) - 1) << window * WindowScales * sizeof(short);
            code.LoadMask(window, code.Constant(_ => mask));
        }
    }

    /// <inheritdoc/>
    /// <remarks>What lies behind the last block may not even be a number.</remarks>
    public static void EmitScales(DecodeCode decode, int row)
    {
        var code = decode.Code;
        LoadHalves(code, row, 0);
        for (int column = 0; column < decode.Columns; column++) code.Multiply(decode.Scales(row, column), Dot, DecodeCode.Column(column, 0));
        if (!TBlock.HasMinimum) return;
        LoadHalves(code, row, sizeof(short));
        for (int column = 0; column < decode.Columns; column++) code.AddProduct(decode.Sum(row, column), Dot, DecodeCode.Column(column, SumOffset));
    }

    /// <summary>The halves that are <paramref name="offset"/> bytes into each block.</summary>
    private static void LoadHalves(Assembler code, int row, int offset)
    {
        for (int window = 0; window < GroupBlocks / WindowScales; window++)
            code.PermuteBytes(Dot, HalfIndices, DecodeCode.Row(row, window * WindowScales * TBlock.Bytes + offset), mask: window);
        code.HalvesToFloat(Dot, Dot);
        code.And(Dot, Dot, DecodeCode.Column(0, PresentOffset));
    }

    /// <inheritdoc/>
    public static void EmitChunk(DecodeCode decode, int chunk) =>
        decode.Code.Load(Lanes, decode.Code.Constant(lane => (chunk * ChunkBytes + lane * sizeof(int)) / TBlock.Bytes));   // the block of each

    /// <inheritdoc/>
    public static void EmitProducts(DecodeCode decode, int chunk, int row)
    {
        var code = decode.Code;
        TBlock.Prepare(code, DecodeCode.Row(row, chunk * ChunkBytes), Constants, One, Other);
        for (int column = 0; column < decode.Columns; column++)
        {
            var packed = DecodeCode.Column(column, ChunkOffset + chunk * PackedChunk);
            code.Load(Dot, packed.Plus(2 * ChunkBytes));
            TBlock.AddProducts(code, Dot, One, Other, packed, packed.Plus(ChunkBytes), Spare);
            code.ToFloat(Dot, Dot);
            code.Permute(Spare, Lanes, decode.Scales(row, column));
            code.AddProduct(decode.Sum(row, column), Dot, Spare);
        }
    }
}
