using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Engine.Kernels.Simd;

/// <summary>Registers of 256 bits: AVX2 and FMA.</summary>
internal readonly unsafe struct Simd256 : ISimd<Vector256<byte>>
{
    public static bool IsSupported => Avx2.IsSupported && Fma.IsSupported;

    public static int Bytes => 32;

    public static Vector256<byte> Zero => Vector256<byte>.Zero;

    public static Vector256<byte> Indices => Vector256<int>.Indices.AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Load(void* source) => Vector256.Load((byte*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<byte> value, void* destination) => value.Store((byte*)destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> RepeatByte(byte value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> RepeatInt(int value) => Vector256.Create(value).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> RepeatFloat(float value) => Vector256.Create(value).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> RepeatLane(Vector128<float> values, int lane) => Avx2.PermuteVar8x32(values.ToVector256Unsafe(), Vector256.Create(lane)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> And(Vector256<byte> a, Vector256<byte> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Or(Vector256<byte> a, Vector256<byte> b) => a | b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Xor(Vector256<byte> a, Vector256<byte> b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Select(Vector256<byte> mask, Vector256<byte> a, Vector256<byte> b) =>
        Vector256.ConditionalSelect(mask.AsInt32(), a.AsInt32(), b.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> LowerNibbles(Vector256<byte> value) => value & Vector256.Create((byte)15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> UpperNibbles(Vector256<byte> value) => (value.AsUInt16() >> 4).AsByte() & Vector256.Create((byte)15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> ShiftRight16(Vector256<byte> value, int count) => (value.AsUInt16() >> count).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> ShiftLeft(Vector256<byte> value, int count) => (value.AsInt32() << count).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> ShiftRight(Vector256<byte> value, int count) => (value.AsInt32() >> count).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> MultiplyAddBytes(Vector256<byte> a, Vector256<byte> b) => Avx2.MultiplyAddAdjacent(a, b.AsSByte()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> MultiplyAdd16(Vector256<byte> a, Vector256<byte> b) => Avx2.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Add16(Vector256<byte> a, Vector256<byte> b) => (a.AsInt16() + b.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> AddInt(Vector256<byte> a, Vector256<byte> b) => (a.AsInt32() + b.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> SubtractInt(Vector256<byte> a, Vector256<byte> b) => (a.AsInt32() - b.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> GreaterInt(Vector256<byte> a, Vector256<byte> b) => Vector256.GreaterThan(a.AsInt32(), b.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Greater(Vector256<byte> a, Vector256<byte> b) => Vector256.GreaterThan(a.AsSingle(), b.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint HighestBits(Vector256<byte> value) => value.AsSingle().ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> EqualBytes(Vector256<byte> a, Vector256<byte> b) => Vector256.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> ToFloat(Vector256<byte> integers) => Avx.ConvertToVector256Single(integers.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> ToInt(Vector256<byte> floats) => Avx.ConvertToVector256Int32(floats.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Add(Vector256<byte> a, Vector256<byte> b) => (a.AsSingle() + b.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Subtract(Vector256<byte> a, Vector256<byte> b) => (a.AsSingle() - b.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Multiply(Vector256<byte> a, Vector256<byte> b) => (a.AsSingle() * b.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Divide(Vector256<byte> a, Vector256<byte> b) => (a.AsSingle() / b.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Max(Vector256<byte> a, Vector256<byte> b) => Vector256.MaxNative(a.AsSingle(), b.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Min(Vector256<byte> a, Vector256<byte> b) => Vector256.MinNative(a.AsSingle(), b.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Round(Vector256<byte> value) => Vector256.Round(value.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> MultiplyAdd(Vector256<byte> a, Vector256<byte> b, Vector256<byte> c) =>
        Vector256.MultiplyAddEstimate(a.AsSingle(), b.AsSingle(), c.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<byte> floats) => Vector128.Sum(floats.AsSingle().GetLower() + floats.AsSingle().GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(Vector256<byte> floats) => Simd128.Largest(Vector128.MaxNative(floats.AsSingle().GetLower(), floats.AsSingle().GetUpper()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> AddWidened(Vector256<byte> doubles, Vector256<byte> floats) =>
        (doubles.AsDouble() + (Vector256.WidenLower(floats.AsSingle()) + Vector256.WidenUpper(floats.AsSingle()))).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double SumDoubles(Vector256<byte> doubles) => Simd128.SumDoubles((doubles.AsDouble().GetLower() + doubles.AsDouble().GetUpper()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Widen16(ushort* source) => Avx2.ConvertToVector256Int32(Vector128.Load(source)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> WidenSigned16(short* source) => Avx2.ConvertToVector256Int32(Vector128.Load(source)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> WidenBytes(Vector128<byte> lower, Vector128<byte> upper, int index) =>
        Avx2.ConvertToVector256Int16((index == 0 ? lower : upper).AsSByte()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> WidenSignedBytesToInt(sbyte* source) => Avx2.ConvertToVector256Int32(Vector128.CreateScalarUnsafe(*(long*)source).AsSByte()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> WidenBytes(sbyte* source) => Avx2.ConvertToVector256Int16(Vector128.Load(source)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> WidenBytesToInt(Vector128<byte> bytes, int index) =>
        Avx2.ConvertToVector256Int32(index == 0 ? bytes : Sse2.ShiftRightLogical128BitLane(bytes, 8)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NarrowToBytes(Vector256<byte> integers, sbyte* destination)
    {
        var words = Sse2.PackSignedSaturate(integers.AsInt32().GetLower(), integers.AsInt32().GetUpper());
        *(long*)destination = Sse2.PackSignedSaturate(words, words).AsInt64().ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NarrowTo16(Vector256<byte> integers, ushort* destination) =>
        Vector128.Narrow(integers.AsUInt32().GetLower(), integers.AsUInt32().GetUpper()).Store(destination);

    public static Vector256<byte> PieceIndices(int stride) => Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> LoadPieces(byte* source, int stride, Vector256<byte> indices) => Join(Vector128.Load(source), Vector128.Load(source + stride));

    public static Vector256<byte> SpreadIndices16(int stride) => Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> LoadSpread16(byte* source, int stride, Vector256<byte> indices) =>
        Join(Vector128.Create(*(short*)source).AsByte(), Vector128.Create(*(short*)(source + stride)).AsByte());

    public static Vector256<byte> SpreadIndices32(int stride) => Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> LoadSpread32(byte* source, int stride, Vector256<byte> indices) =>
        Join(Vector128.Create(*(int*)source).AsByte(), Vector128.Create(*(int*)(source + stride)).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Lookup(Vector256<byte> table, Vector256<byte> indices) => Avx2.Shuffle(table, indices);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Repeat16Bytes(ulong lower, ulong upper) => Vector256.Create(lower, upper, lower, upper).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> LoadEight(float* source) => Vector256.Load((byte*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> RepeatFour(Vector256<byte> table, float* memory, int index) =>
        Join(Vector128.Create(memory[index]).AsByte(), Vector128.Create(memory[index + 1]).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> RepeatEight(Vector256<byte> table, float* memory, int index) => Vector256.Create(memory[index]).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Repeat32Bytes(byte* source, int offset) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> ShiftRightOdd32(Vector256<byte> value, int index) => (value.AsUInt32() >> ((index >> 4) & 2)).AsByte();

    // Not Vector256.Create(lower, upper): that goes through the stack.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Join(Vector128<byte> lower, Vector128<byte> upper) => Avx2.InsertVector128(lower.ToVector256Unsafe(), upper, 1);

    /// <inheritdoc cref="ISimd{V}.Transpose"/>
    /// <remarks>Four columns at a time: half a register holds them for one row, so that 4 x 4 blocks are transposed within halves.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* square, nint stride, float* result, nint resultStride)
    {
        for (int half = 0; half < 2; half++, square += 4, result += 4 * resultStride)
        {
            var a = EveryFourth(square, stride);
            var b = EveryFourth(square + stride, stride);
            var c = EveryFourth(square + 2 * stride, stride);
            var d = EveryFourth(square + 3 * stride, stride);
            Vector256<double> ab0 = Avx.UnpackLow(a, b).AsDouble(), ab1 = Avx.UnpackHigh(a, b).AsDouble();
            Vector256<double> cd0 = Avx.UnpackLow(c, d).AsDouble(), cd1 = Avx.UnpackHigh(c, d).AsDouble();
            Avx.UnpackLow(ab0, cd0).AsSingle().Store(result);
            Avx.UnpackHigh(ab0, cd0).AsSingle().Store(result + resultStride);
            Avx.UnpackLow(ab1, cd1).AsSingle().Store(result + 2 * resultStride);
            Avx.UnpackHigh(ab1, cd1).AsSingle().Store(result + 3 * resultStride);
        }
    }

    /// <summary>Four floats of a row and of the fourth after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> EveryFourth(float* row, nint stride) => Avx.InsertVector128(Vector128.Load(row).ToVector256Unsafe(), Vector128.Load(row + 4 * stride), 1);
}
