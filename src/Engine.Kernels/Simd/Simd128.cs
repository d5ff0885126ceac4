using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Engine.Kernels.Simd;

/// <summary>Registers of 128 bits, which every processor has: x86 with SSE, arm64 with NEON; without either the runtime computes them one by one.</summary>
internal readonly unsafe struct Simd128 : ISimd<Vector128<byte>>
{
    public static bool IsSupported => true;

    public static int Bytes => 16;

    public static Vector128<byte> Zero => Vector128<byte>.Zero;

    public static Vector128<byte> Indices => Vector128<int>.Indices.AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Load(void* source) => Vector128.Load((byte*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<byte> value, void* destination) => value.Store((byte*)destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RepeatByte(byte value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RepeatInt(int value) => Vector128.Create(value).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RepeatFloat(float value) => Vector128.Create(value).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RepeatLane(Vector128<float> values, int lane) => Vector128.ShuffleNative(values, Vector128.Create(lane)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> And(Vector128<byte> a, Vector128<byte> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Or(Vector128<byte> a, Vector128<byte> b) => a | b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Xor(Vector128<byte> a, Vector128<byte> b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Select(Vector128<byte> mask, Vector128<byte> a, Vector128<byte> b) =>
        Vector128.ConditionalSelect(mask.AsInt32(), a.AsInt32(), b.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LowerNibbles(Vector128<byte> value) => value & Vector128.Create((byte)15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> UpperNibbles(Vector128<byte> value) => (value.AsUInt16() >> 4).AsByte() & Vector128.Create((byte)15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShiftRight16(Vector128<byte> value, int count) => (value.AsUInt16() >> count).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShiftLeft(Vector128<byte> value, int count) => (value.AsInt32() << count).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShiftRight(Vector128<byte> value, int count) => (value.AsInt32() >> count).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MultiplyAddBytes(Vector128<byte> a, Vector128<byte> b)
    {
        if (Ssse3.IsSupported) return Ssse3.MultiplyAddAdjacent(a, b.AsSByte()).AsByte();
        var (left, right) = (a.AsUInt16(), b.AsInt16());
        var even = (left & Vector128.Create((ushort)0xFF)).AsInt16() * ((right << 8) >> 8);
        return (even + (left >> 8).AsInt16() * (right >> 8)).AsByte();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MultiplyAdd16(Vector128<byte> a, Vector128<byte> b)
    {
        if (Sse2.IsSupported) return Sse2.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16()).AsByte();
        var (left, right) = (a.AsInt32(), b.AsInt32());
        return (((left << 16) >> 16) * ((right << 16) >> 16) + (left >> 16) * (right >> 16)).AsByte();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Add16(Vector128<byte> a, Vector128<byte> b) => (a.AsInt16() + b.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddInt(Vector128<byte> a, Vector128<byte> b) => (a.AsInt32() + b.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SubtractInt(Vector128<byte> a, Vector128<byte> b) => (a.AsInt32() - b.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> GreaterInt(Vector128<byte> a, Vector128<byte> b) => Vector128.GreaterThan(a.AsInt32(), b.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Greater(Vector128<byte> a, Vector128<byte> b) => Vector128.GreaterThan(a.AsSingle(), b.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint HighestBits(Vector128<byte> value) => value.AsSingle().ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> EqualBytes(Vector128<byte> a, Vector128<byte> b) => Vector128.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ToFloat(Vector128<byte> integers) => Vector128.ConvertToSingle(integers.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ToInt(Vector128<byte> floats) => Vector128.ConvertToInt32(Vector128.Round(floats.AsSingle())).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Add(Vector128<byte> a, Vector128<byte> b) => (a.AsSingle() + b.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Subtract(Vector128<byte> a, Vector128<byte> b) => (a.AsSingle() - b.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Multiply(Vector128<byte> a, Vector128<byte> b) => (a.AsSingle() * b.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Divide(Vector128<byte> a, Vector128<byte> b) => (a.AsSingle() / b.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Max(Vector128<byte> a, Vector128<byte> b) => Vector128.MaxNative(a.AsSingle(), b.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Min(Vector128<byte> a, Vector128<byte> b) => Vector128.MinNative(a.AsSingle(), b.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Round(Vector128<byte> value) => Vector128.Round(value.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MultiplyAdd(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c) =>
        Vector128.MultiplyAddEstimate(a.AsSingle(), b.AsSingle(), c.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector128<byte> floats) => Vector128.Sum(floats.AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(Vector128<byte> floats)
    {
        var f = floats.AsSingle();
        f = Vector128.MaxNative(f, Vector128.Shuffle(f, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(f, Vector128.Shuffle(f, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddWidened(Vector128<byte> doubles, Vector128<byte> floats) =>
        (doubles.AsDouble() + (Vector128.WidenLower(floats.AsSingle()) + Vector128.WidenUpper(floats.AsSingle()))).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double SumDoubles(Vector128<byte> doubles) => Vector128.Sum(doubles.AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Widen16(ushort* source) => Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)source).AsUInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> WidenSigned16(short* source) => Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(long*)source).AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> WidenBytes(Vector128<byte> lower, Vector128<byte> upper, int index) =>
        (index % 16 == 0 ? Vector128.WidenLower((index < 16 ? lower : upper).AsSByte()) : Vector128.WidenUpper((index < 16 ? lower : upper).AsSByte())).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> WidenSignedBytesToInt(sbyte* source) => Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(int*)source).AsSByte())).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> WidenBytes(sbyte* source) => Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(long*)source).AsSByte()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> WidenBytesToInt(Vector128<byte> bytes, int index)
    {
        var words = index < 8 ? Vector128.WidenLower(bytes) : Vector128.WidenUpper(bytes);
        return (index % 8 == 0 ? Vector128.WidenLower(words) : Vector128.WidenUpper(words)).AsByte();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NarrowToBytes(Vector128<byte> integers, sbyte* destination)
    {
        var words = Vector128.Narrow(integers.AsInt32(), integers.AsInt32());
        *(int*)destination = Vector128.Narrow(words, words).AsInt32().ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NarrowTo16(Vector128<byte> integers, ushort* destination) =>
        *(long*)destination = Vector128.Narrow(integers.AsUInt32(), integers.AsUInt32()).AsInt64().ToScalar();

    public static Vector128<byte> PieceIndices(int stride) => Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LoadPieces(byte* source, int stride, Vector128<byte> indices) => Vector128.Load(source);

    public static Vector128<byte> SpreadIndices16(int stride) => Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LoadSpread16(byte* source, int stride, Vector128<byte> indices) => Vector128.Create(*(short*)source).AsByte();

    public static Vector128<byte> SpreadIndices32(int stride) => Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LoadSpread32(byte* source, int stride, Vector128<byte> indices) => Vector128.Create(*(int*)source).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Lookup(Vector128<byte> table, Vector128<byte> indices) => Vector128.ShuffleNative(table, indices);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Repeat16Bytes(ulong lower, ulong upper) => Vector128.Create(lower, upper).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LoadEight(float* source) => Vector128.Load((byte*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RepeatFour(Vector128<byte> table, float* memory, int index) => Vector128.Create(memory[index]).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RepeatEight(Vector128<byte> table, float* memory, int index) => Vector128.Create(memory[index]).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Repeat32Bytes(byte* source, int offset) => Vector128.Load(source + offset % 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShiftRightOdd32(Vector128<byte> value, int index) => (value.AsUInt32() >> ((index >> 4) & 2)).AsByte();

    /// <summary>The lower halves of both, lane by lane in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> ZipLower(Vector128<uint> a, Vector128<uint> b) =>
        Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b) : Vector128.Create(a[0], b[0], a[1], b[1]);

    /// <summary>The upper halves of both, lane by lane in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> ZipUpper(Vector128<ulong> a, Vector128<ulong> b) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b) : Vector128.Create(a[1], b[1]);

    /// <summary>The odd lanes of <paramref name="a"/>, then those of <paramref name="b"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> UnzipOdd(Vector128<uint> a, Vector128<uint> b) =>
        Sse.IsSupported ? Sse.Shuffle(a.AsSingle(), b.AsSingle(), 0b11_01_11_01).AsUInt32() :
        AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.UnzipOdd(a, b) : Vector128.Create(a[1], a[3], b[1], b[3]);

    /// <inheritdoc cref="ISimd{V}.Transpose"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* square, nint stride, float* result, nint resultStride)
    {
        for (int column = 0; column < 4; column++, square++, result += resultStride) Vector128.Create(square[0], square[stride], square[2 * stride], square[3 * stride]).Store(result);
    }
}
