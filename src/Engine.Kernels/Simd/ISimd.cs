using System.Runtime.Intrinsics;

namespace Engine.Kernels.Simd;

/// <summary>
/// One width of vector register. A kernel written against this interface is one text that runs on registers of 512, 256 and 128 bits.
/// </summary>
/// <typeparam name="V">
/// The register, untyped as a register is: the name of an operation says how it reads the bits. Lane means 32 bits.
/// </typeparam>
/// <remarks>
/// All members are inlined and most become one instruction. Where a processor lacks an instruction the member falls back on others with the
/// same result, so a kernel is right on every processor and differs in speed only; <see cref="MultiplyAdd"/> alone may round differently.
/// A member touches as much memory as its result takes, and no more where it does not say so.
/// </remarks>
internal unsafe interface ISimd<V> where V : struct
{
    /// <summary>Whether this processor computes on registers of this width.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>Bytes of a register.</summary>
    static abstract int Bytes { get; }

    /// <summary>All bits 0.</summary>
    static abstract V Zero { get; }

    /// <summary>0, 1, 2, ... as 32-bit integers.</summary>
    static abstract V Indices { get; }

    /// <summary>Reads <see cref="Bytes"/> bytes.</summary>
    static abstract V Load(void* source);

    /// <summary>Writes <see cref="Bytes"/> bytes.</summary>
    static abstract void Store(V value, void* destination);

    /// <summary>The byte <paramref name="value"/> in every byte.</summary>
    static abstract V RepeatByte(byte value);

    /// <summary>The integer <paramref name="value"/> in every lane.</summary>
    static abstract V RepeatInt(int value);

    /// <summary>The single <paramref name="value"/> in every lane.</summary>
    static abstract V RepeatFloat(float value);

    /// <summary>Lane <paramref name="lane"/> of <paramref name="values"/> in every lane; of 16 lanes the upper eight get lane <paramref name="lane"/> + 2.</summary>
    static abstract V RepeatLane(Vector128<float> values, int lane);

    static abstract V And(V a, V b);

    static abstract V Or(V a, V b);

    static abstract V Xor(V a, V b);

    /// <summary>Per lane, a where the mask's bits are set, b elsewhere.</summary>
    static abstract V Select(V mask, V a, V b);

    /// <summary>Lanes shifted right by two where their byte number, counted from <paramref name="index"/>, is in an odd 32; the others as they are.</summary>
    static abstract V ShiftRightOdd32(V value, int index);

    /// <summary>The lower four bits of each byte.</summary>
    static abstract V LowerNibbles(V value);

    /// <summary>The upper four bits of each byte, as its lower.</summary>
    static abstract V UpperNibbles(V value);

    /// <summary>16-bit lanes shifted right, zeros moving in.</summary>
    static abstract V ShiftRight16(V value, int count);

    /// <summary>Lanes shifted left.</summary>
    static abstract V ShiftLeft(V value, int count);

    /// <summary>Lanes shifted right, the sign moving in.</summary>
    static abstract V ShiftRight(V value, int count);

    /// <summary>Sums of adjacent products of unsigned bytes <paramref name="a"/> and signed bytes <paramref name="b"/>, in 16 bits, which they must fit.</summary>
    static abstract V MultiplyAddBytes(V a, V b);

    /// <summary>Sums of adjacent products of signed 16-bit integers, in 32 bits.</summary>
    static abstract V MultiplyAdd16(V a, V b);

    static abstract V Add16(V a, V b);

    static abstract V AddInt(V a, V b);

    static abstract V SubtractInt(V a, V b);

    /// <summary>All bits of a lane where a &gt; b as signed integers.</summary>
    static abstract V GreaterInt(V a, V b);

    /// <summary>All bits of a lane where a &gt; b as singles; none where either is not a number.</summary>
    static abstract V Greater(V a, V b);

    /// <summary>The highest bit of each lane, that of lane 0 lowest.</summary>
    static abstract uint HighestBits(V value);

    /// <summary>All bits of a byte where a = b.</summary>
    static abstract V EqualBytes(V a, V b);

    /// <summary>Signed 32-bit integers to singles.</summary>
    static abstract V ToFloat(V integers);

    /// <summary>Singles to the nearest integers, ties to even.</summary>
    static abstract V ToInt(V floats);

    static abstract V Add(V a, V b);

    static abstract V Subtract(V a, V b);

    static abstract V Multiply(V a, V b);

    static abstract V Divide(V a, V b);

    static abstract V Max(V a, V b);

    static abstract V Min(V a, V b);

    /// <summary>The nearest integers as singles, ties to even.</summary>
    static abstract V Round(V value);

    /// <summary>a b + c, fused where the processor has it.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    /// <summary>The sum of all lanes, always in the same order.</summary>
    static abstract float Sum(V floats);

    /// <summary>The largest lane.</summary>
    static abstract float Largest(V floats);

    /// <summary>Doubles, half as many as there are lanes, plus the lower and the upper half of <paramref name="floats"/>.</summary>
    static abstract V AddWidened(V doubles, V floats);

    /// <summary>The sum of all doubles, always in the same order.</summary>
    static abstract double SumDoubles(V doubles);

    /// <summary>Unsigned 16-bit numbers, one per lane.</summary>
    static abstract V Widen16(ushort* source);

    /// <summary>Signed 16-bit numbers, one per lane.</summary>
    static abstract V WidenSigned16(short* source);

    /// <summary>Signed bytes, half as many as a register has, as 16-bit integers.</summary>
    static abstract V WidenBytes(sbyte* source);

    /// <summary>The signed bytes from <paramref name="index"/> on of 16 lower and 16 upper ones, half as many as a register has, as 16-bit integers.</summary>
    static abstract V WidenBytes(Vector128<byte> lower, Vector128<byte> upper, int index);

    /// <summary>Signed bytes, one per lane.</summary>
    static abstract V WidenSignedBytesToInt(sbyte* source);

    /// <summary>The unsigned bytes from <paramref name="index"/> on, a multiple of the number of lanes, one per lane.</summary>
    static abstract V WidenBytesToInt(Vector128<byte> bytes, int index);

    /// <summary>Integers in [-128, 127], one byte each.</summary>
    static abstract void NarrowToBytes(V integers, sbyte* destination);

    /// <summary>Integers in [0, 65535], two bytes each.</summary>
    static abstract void NarrowTo16(V integers, ushort* destination);

    /// <summary>What <see cref="LoadPieces"/> needs to have ready, outside the loop, for a <paramref name="stride"/> of at most 32.</summary>
    static abstract V PieceIndices(int stride);

    /// <summary>Pieces of 16 bytes, <paramref name="stride"/> bytes apart, side by side. May read 128 bytes.</summary>
    static abstract V LoadPieces(byte* source, int stride, V indices);

    /// <summary>What <see cref="LoadSpread16"/> needs to have ready, outside the loop, for a <paramref name="stride"/> of at most 32.</summary>
    static abstract V SpreadIndices16(int stride);

    /// <summary>16-bit numbers, <paramref name="stride"/> bytes apart, each in the upper halves of four lanes; the lower halves hold anything. May read 128 bytes.</summary>
    static abstract V LoadSpread16(byte* source, int stride, V indices);

    /// <summary>What <see cref="LoadSpread32"/> needs to have ready, outside the loop, for a <paramref name="stride"/> of at most 32.</summary>
    static abstract V SpreadIndices32(int stride);

    /// <summary>32-bit numbers, <paramref name="stride"/> bytes apart, each in four lanes. May read 128 bytes.</summary>
    static abstract V LoadSpread32(byte* source, int stride, V indices);

    /// <summary>In every 16 bytes, byte i is byte <c>indices[i]</c> (0 to 15) of the same 16 bytes of <paramref name="table"/>.</summary>
    static abstract V Lookup(V table, V indices);

    /// <summary>16 bytes, given in two halves, in every 16 bytes.</summary>
    static abstract V Repeat16Bytes(ulong lower, ulong upper);

    /// <summary>Eight singles, or as many as fill a register; further lanes hold anything.</summary>
    static abstract V LoadEight(float* source);

    /// <summary>
    /// Of a table of 16 singles those from <paramref name="index"/> on, as many as fill a register, each in four lanes. The table is in memory, and in
    /// <paramref name="table"/> where a register holds it whole, which saves the way through memory.
    /// </summary>
    static abstract V RepeatFour(V table, float* memory, int index);

    /// <summary>Like <see cref="RepeatFour"/>, the singles <paramref name="index"/> and, in a register of 16 lanes, <paramref name="index"/> + 2, each in eight lanes.</summary>
    static abstract V RepeatEight(V table, float* memory, int index);

    /// <summary>The 32 bytes at <paramref name="source"/> in every 32 bytes; a register of 16 holds the 16 from <paramref name="offset"/> % 32 on.</summary>
    static abstract V Repeat32Bytes(byte* source, int offset);

    /// <summary>Transposes a square of lanes: row i of <paramref name="square"/> becomes lane i of the rows of <paramref name="result"/>; rows are so many floats apart.</summary>
    static abstract void Transpose(float* square, nint stride, float* result, nint resultStride);
}
