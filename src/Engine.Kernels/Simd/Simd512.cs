using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Engine.Kernels.Simd;

/// <summary>Registers of 512 bits: AVX-512 with byte and word instructions, and VBMI where it is there.</summary>
internal readonly unsafe struct Simd512 : ISimd<Vector512<byte>>
{
    public static bool IsSupported => Avx512BW.IsSupported;

    public static int Bytes => 64;

    public static Vector512<byte> Zero => Vector512<byte>.Zero;

    public static Vector512<byte> Indices => Vector512<int>.Indices.AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Load(void* source) => Vector512.Load((byte*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<byte> value, void* destination) => value.Store((byte*)destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> RepeatByte(byte value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> RepeatInt(int value) => Vector512.Create(value).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> RepeatFloat(float value) => Vector512.Create(value).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> RepeatLane(Vector128<float> values, int lane) => Avx512F.PermuteVar16x32(
        values.ToVector256Unsafe().ToVector512Unsafe(), Vector512.Create(0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 2) + Vector512.Create(lane)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> And(Vector512<byte> a, Vector512<byte> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Or(Vector512<byte> a, Vector512<byte> b) => a | b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Xor(Vector512<byte> a, Vector512<byte> b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Select(Vector512<byte> mask, Vector512<byte> a, Vector512<byte> b) =>
        Vector512.ConditionalSelect(mask.AsInt32(), a.AsInt32(), b.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> LowerNibbles(Vector512<byte> value) => value & Vector512.Create((byte)15);

    // A matrix of bits whose product with a byte is its upper half.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> UpperNibbles(Vector512<byte> value) => Gfni.V512.IsSupported
        ? Gfni.V512.GaloisFieldAffineTransform(value, Vector512.Create(0x10204080_00000000).AsByte(), 0)
        : (value.AsUInt16() >> 4).AsByte() & Vector512.Create((byte)15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> ShiftRight16(Vector512<byte> value, int count) => (value.AsUInt16() >> count).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> ShiftLeft(Vector512<byte> value, int count) => (value.AsInt32() << count).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> ShiftRight(Vector512<byte> value, int count) => (value.AsInt32() >> count).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> MultiplyAddBytes(Vector512<byte> a, Vector512<byte> b) => Avx512BW.MultiplyAddAdjacent(a, b.AsSByte()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> MultiplyAdd16(Vector512<byte> a, Vector512<byte> b) => Avx512BW.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Add16(Vector512<byte> a, Vector512<byte> b) => (a.AsInt16() + b.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> AddInt(Vector512<byte> a, Vector512<byte> b) => (a.AsInt32() + b.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> SubtractInt(Vector512<byte> a, Vector512<byte> b) => (a.AsInt32() - b.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> GreaterInt(Vector512<byte> a, Vector512<byte> b) => Vector512.GreaterThan(a.AsInt32(), b.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Greater(Vector512<byte> a, Vector512<byte> b) => Vector512.GreaterThan(a.AsSingle(), b.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint HighestBits(Vector512<byte> value) => (uint)value.AsSingle().ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> EqualBytes(Vector512<byte> a, Vector512<byte> b) => Vector512.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> ToFloat(Vector512<byte> integers) => Avx512F.ConvertToVector512Single(integers.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> ToInt(Vector512<byte> floats) => Avx512F.ConvertToVector512Int32(floats.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Add(Vector512<byte> a, Vector512<byte> b) => (a.AsSingle() + b.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Subtract(Vector512<byte> a, Vector512<byte> b) => (a.AsSingle() - b.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Multiply(Vector512<byte> a, Vector512<byte> b) => (a.AsSingle() * b.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Divide(Vector512<byte> a, Vector512<byte> b) => (a.AsSingle() / b.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Max(Vector512<byte> a, Vector512<byte> b) => Vector512.MaxNative(a.AsSingle(), b.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Min(Vector512<byte> a, Vector512<byte> b) => Vector512.MinNative(a.AsSingle(), b.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Round(Vector512<byte> value) => Vector512.Round(value.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> MultiplyAdd(Vector512<byte> a, Vector512<byte> b, Vector512<byte> c) =>
        Avx512F.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<byte> floats) => Simd256.Sum((floats.AsSingle().GetLower() + floats.AsSingle().GetUpper()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(Vector512<byte> floats) => Simd256.Largest(Vector256.MaxNative(floats.AsSingle().GetLower(), floats.AsSingle().GetUpper()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> AddWidened(Vector512<byte> doubles, Vector512<byte> floats) =>
        (doubles.AsDouble() + (Vector512.WidenLower(floats.AsSingle()) + Vector512.WidenUpper(floats.AsSingle()))).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double SumDoubles(Vector512<byte> doubles) => Simd256.SumDoubles((doubles.AsDouble().GetLower() + doubles.AsDouble().GetUpper()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Widen16(ushort* source) => Avx512F.ConvertToVector512Int32(Vector256.Load(source)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> WidenSigned16(short* source) => Avx512F.ConvertToVector512Int32(Vector256.Load(source)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> WidenBytes(Vector128<byte> lower, Vector128<byte> upper, int index) =>
        Avx512BW.ConvertToVector512Int16(Avx2.InsertVector128(lower.ToVector256Unsafe(), upper, 1).AsSByte()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> WidenSignedBytesToInt(sbyte* source) => Avx512F.ConvertToVector512Int32(Vector128.Load(source)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> WidenBytes(sbyte* source) => Avx512BW.ConvertToVector512Int16(Vector256.Load(source)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> WidenBytesToInt(Vector128<byte> bytes, int index) => Avx512F.ConvertToVector512Int32(bytes).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NarrowToBytes(Vector512<byte> integers, sbyte* destination) => Avx512F.ConvertToVector128SByte(integers.AsInt32()).Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NarrowTo16(Vector512<byte> integers, ushort* destination) => Avx512F.ConvertToVector256UInt16(integers.AsUInt32()).Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> PieceIndices(int stride) =>
        ((Vector512<int>.Indices >> 2) * (stride * 0x0101_0101) + (Vector512<int>.Indices & Vector512.Create(3)) * 0x0404_0404 + Vector512.Create(0x0302_0100)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> LoadPieces(byte* source, int stride, Vector512<byte> indices)
    {
        if (Avx512Vbmi.IsSupported) return Avx512Vbmi.PermuteVar64x8x2(Vector512.Load(source), indices, Vector512.Load(source + 64));
        return Join(Simd256.LoadPieces(source, stride, default), Simd256.LoadPieces(source + 2 * stride, stride, default));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> SpreadIndices16(int stride) => ((Vector512<int>.Indices >> 2) * (stride * 0x0101_0101) + Vector512.Create(0x0100_0100)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> LoadSpread16(byte* source, int stride, Vector512<byte> indices)
    {
        if (Avx512Vbmi.IsSupported && 3 * stride + 2 <= 64) return Avx512Vbmi.PermuteVar64x8(Vector512.Load(source), indices);
        if (Avx512Vbmi.IsSupported) return Avx512Vbmi.PermuteVar64x8x2(Vector512.Load(source), indices, Vector512.Load(source + 64));
        return Join(Simd256.LoadSpread16(source, stride, default), Simd256.LoadSpread16(source + 2 * stride, stride, default));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> SpreadIndices32(int stride) => ((Vector512<int>.Indices >> 2) * (stride * 0x0101_0101) + Vector512.Create(0x0302_0100)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> LoadSpread32(byte* source, int stride, Vector512<byte> indices)
    {
        if (Avx512Vbmi.IsSupported) return Avx512Vbmi.PermuteVar64x8x2(Vector512.Load(source), indices, Vector512.Load(source + 64));
        return Join(Simd256.LoadSpread32(source, stride, default), Simd256.LoadSpread32(source + 2 * stride, stride, default));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Lookup(Vector512<byte> table, Vector512<byte> indices) => Avx512BW.Shuffle(table, indices);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Repeat16Bytes(ulong lower, ulong upper) => Vector512.Create(lower, upper, lower, upper, lower, upper, lower, upper).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> LoadEight(float* source) => Vector256.Load((byte*)source).ToVector512Unsafe();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> RepeatFour(Vector512<byte> table, float* memory, int index) => Avx512F.PermuteVar16x32(
        table.AsSingle(), Vector512.Create(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3) + Vector512.Create(index)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> RepeatEight(Vector512<byte> table, float* memory, int index) => Avx512F.PermuteVar16x32(
        table.AsSingle(), Vector512.Create(0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 2) + Vector512.Create(index)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Repeat32Bytes(byte* source, int offset)
    {
        // Not BroadcastVector256ToVector512: .NET 10 computes a wrong address for it where the pointer has an offset.
        var value = Vector256.Load(source);
        return Join(value, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> ShiftRightOdd32(Vector512<byte> value, int index) =>
        Avx512F.ShiftRightLogicalVariable(value.AsUInt32(), Vector512.Create(0u, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 2)).AsByte();

    // Not Vector512.Create(lower, upper): that goes through the stack.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Join(Vector256<byte> lower, Vector256<byte> upper) => Avx512F.InsertVector256(lower.ToVector512Unsafe().AsInt64(), upper.AsInt64(), 1).AsByte();

    /// <inheritdoc cref="ISimd{V}.Transpose"/>
    /// <remarks>Four columns at a time: a quarter of a register holds them for one row, so that 4 x 4 blocks are transposed within quarters.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* square, nint stride, float* result, nint resultStride)
    {
        for (int quarter = 0; quarter < 4; quarter++, square += 4, result += 4 * resultStride)
        {
            var a = EveryFourth(square, stride);
            var b = EveryFourth(square + stride, stride);
            var c = EveryFourth(square + 2 * stride, stride);
            var d = EveryFourth(square + 3 * stride, stride);
            Vector512<double> ab0 = Avx512F.UnpackLow(a, b).AsDouble(), ab1 = Avx512F.UnpackHigh(a, b).AsDouble();
            Vector512<double> cd0 = Avx512F.UnpackLow(c, d).AsDouble(), cd1 = Avx512F.UnpackHigh(c, d).AsDouble();
            Avx512F.UnpackLow(ab0, cd0).AsSingle().Store(result);
            Avx512F.UnpackHigh(ab0, cd0).AsSingle().Store(result + resultStride);
            Avx512F.UnpackLow(ab1, cd1).AsSingle().Store(result + 2 * resultStride);
            Avx512F.UnpackHigh(ab1, cd1).AsSingle().Store(result + 3 * resultStride);
        }
    }

    /// <summary>Four floats of a row and of the fourth, eighth and twelfth after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> EveryFourth(float* row, nint stride)
    {
        var rows = Vector128.Load(row).ToVector256Unsafe().ToVector512Unsafe();
        rows = Avx512F.InsertVector128(rows, Vector128.Load(row + 4 * stride), 1);
        rows = Avx512F.InsertVector128(rows, Vector128.Load(row + 8 * stride), 2);
        return Avx512F.InsertVector128(rows, Vector128.Load(row + 12 * stride), 3);
    }
}
