using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engine.Kernels.Quantization;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Attention;

/// <summary>
/// How keys and values of one type lie in memory. Values lie token by token, as rows of the type. Keys lie transposed, in groups of
/// <see cref="GroupTokens"/>: element 0 of each token of the group, then element 1 of each, so that a vector holds the same element of several keys
/// and the scores of as many keys are summed at once, without a sum across lanes.
/// </summary>
internal abstract unsafe class KvFormat(TensorType type)
{
    /// <summary>Keys that lie side by side.</summary>
    public const int GroupTokens = 16;

    private readonly TensorTypeInfo _info = TensorTypes.Get(type);

    /// <summary>The type.</summary>
    public TensorType Type => _info.Type;

    /// <summary>Elements a head dim must be a multiple of.</summary>
    public int BlockLength => _info.BlockLength;

    /// <summary>Bytes of a key or value of <paramref name="dim"/> elements; a group of keys takes <see cref="GroupTokens"/> times as many.</summary>
    public int RowBytes(int dim) => (int)_info.RowBytes(dim);

    /// <summary>Stores a row of the type.</summary>
    public abstract void Write(float* values, byte* row, int dim);

    /// <summary>Reads a row, to the bit.</summary>
    public void Read(byte* row, float* values, int dim) =>
        _info.Codec!.Dequantize(new ReadOnlySpan<byte>(row, RowBytes(dim)), new Span<float>(values, dim));

    /// <summary>Copies a row into token <paramref name="slot"/> of a group of keys.</summary>
    public abstract void Interleave(byte* row, byte* group, int slot, int dim);

    /// <summary>Copies token <paramref name="slot"/> of a group of keys into a row.</summary>
    public abstract void Deinterleave(byte* group, byte* row, int slot, int dim);

    /// <summary>Groups of keys as singles, (groups, dim, GroupTokens): in place, or converted into <paramref name="scratch"/>.</summary>
    public abstract float* Keys(byte* groups, int count, int dim, float* scratch);

    /// <summary>Values as singles, (tokens, dim): in place, or converted into <paramref name="scratch"/>.</summary>
    public abstract float* Values(byte* rows, int tokens, int dim, float* scratch);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static void Scatter<T>(T* row, T* group, int slot, int count) where T : unmanaged
    {
        for (int i = 0; i < count; i++) group[i * GroupTokens + slot] = row[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static void Gather<T>(T* group, T* row, int slot, int count) where T : unmanaged
    {
        for (int i = 0; i < count; i++) row[i] = group[i * GroupTokens + slot];
    }
}

/// <summary>Single precision: read where it lies.</summary>
internal sealed unsafe class SingleKv() : KvFormat(TensorType.F32)
{
    public override void Write(float* values, byte* row, int dim) => NativeMemory.Copy(values, row, (nuint)dim * sizeof(float));

    public override void Interleave(byte* row, byte* group, int slot, int dim) => Scatter((float*)row, (float*)group, slot, dim);

    public override void Deinterleave(byte* group, byte* row, int slot, int dim) => Gather((float*)group, (float*)row, slot, dim);

    public override float* Keys(byte* groups, int count, int dim, float* scratch) => (float*)groups;

    public override float* Values(byte* rows, int tokens, int dim, float* scratch) => (float*)rows;
}

/// <summary>Half precision.</summary>
internal sealed unsafe class HalfKv<S, V>() : KvFormat(TensorType.F16) where S : ISimd<V> where V : struct
{
    private static int Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => S.Bytes / sizeof(float);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Write(float* values, byte* row, int dim)
    {
        int i = 0;
        for (; i + Lanes <= dim; i += Lanes) HalfVector.Store<S, V>(S.Load(values + i), (ushort*)row + i);
        for (; i < dim; i++) ((Half*)row)[i] = (Half)values[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Interleave(byte* row, byte* group, int slot, int dim) => Scatter((ushort*)row, (ushort*)group, slot, dim);

    public override void Deinterleave(byte* group, byte* row, int slot, int dim) => Gather((ushort*)group, (ushort*)row, slot, dim);

    public override float* Keys(byte* groups, int count, int dim, float* scratch) => Convert((ushort*)groups, scratch, count * GroupTokens * dim);

    public override float* Values(byte* rows, int tokens, int dim, float* scratch) => Convert((ushort*)rows, scratch, tokens * dim);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float* Convert(ushort* halves, float* singles, int count)
    {
        int i = 0;
        for (; i + Lanes <= count; i += Lanes) S.Store(HalfVector.Load<S, V>(halves + i), singles + i);
        for (; i < count; i++) singles[i] = HalfVector.Scalar(halves[i]);
        return singles;
    }
}

/// <summary>What <see cref="QuantizedKv{S, V, Q}"/> must know of a type of blocks: a half-precision scale, then numbers.</summary>
internal interface IKvQuant
{
    static abstract TensorType Type { get; }

    /// <summary>Bits of a number. Of eight, number i is the signed byte i; of four, numbers i and i + 16 are the halves of byte i, and 8 stands for 0.</summary>
    static abstract int Bits { get; }
}

/// <summary>8 bits, one scale per 32.</summary>
internal readonly struct KvQ8_0 : IKvQuant
{
    public static TensorType Type => TensorType.Q8_0;

    public static int Bits => 8;
}

/// <summary>4 bits, one scale per 32.</summary>
internal readonly struct KvQ4_0 : IKvQuant
{
    public static TensorType Type => TensorType.Q4_0;

    public static int Bits => 4;
}

/// <summary>Blocks of 32 numbers with a scale. In a group of keys the blocks of its tokens are transposed: their scales, then byte 0 of each.</summary>
internal sealed unsafe class QuantizedKv<S, V, Q>() : KvFormat(Q.Type) where S : ISimd<V> where V : struct where Q : IKvQuant
{
    private const int Length = 32, ScaleBytes = 2;

    private static int Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => S.Bytes / sizeof(float);
    }

    /// <summary>Bytes of numbers in a block.</summary>
    private static int Quants
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Length * Q.Bits / 8;
    }

    private static int BlockBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ScaleBytes + Quants;
    }

    public override void Write(float* values, byte* row, int dim) =>
        TensorTypes.Get(Type).Codec!.Quantize(new ReadOnlySpan<float>(values, dim), new Span<byte>(row, RowBytes(dim)));

    public override void Interleave(byte* row, byte* group, int slot, int dim)
    {
        for (int block = 0; block < dim / Length; block++, row += BlockBytes, group += GroupTokens * BlockBytes)
        {
            Scatter((ushort*)row, (ushort*)group, slot, 1);
            Scatter(row + ScaleBytes, group + GroupTokens * ScaleBytes, slot, Quants);
        }
    }

    public override void Deinterleave(byte* group, byte* row, int slot, int dim)
    {
        for (int block = 0; block < dim / Length; block++, row += BlockBytes, group += GroupTokens * BlockBytes)
        {
            Gather((ushort*)group, (ushort*)row, slot, 1);
            Gather(group + GroupTokens * ScaleBytes, row + ScaleBytes, slot, Quants);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override float* Keys(byte* groups, int count, int dim, float* scratch)
    {
        float* keys = scratch;
        for (int block = 0; block < count * (dim / Length); block++, groups += GroupTokens * BlockBytes, keys += Length * GroupTokens)
        {
            byte* quants = groups + GroupTokens * ScaleBytes;
            for (int token = 0; token < GroupTokens; token += Lanes)
            {
                var scales = HalfVector.Load<S, V>((ushort*)groups + token);
                for (int i = 0; i < Quants; i++) Expand(quants + i * GroupTokens + token, scales, keys + i * GroupTokens + token, GroupTokens);
            }
        }
        return scratch;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override float* Values(byte* rows, int tokens, int dim, float* scratch)
    {
        float* values = scratch;
        for (int block = 0; block < tokens * (dim / Length); block++, rows += BlockBytes, values += Length)
        {
            var scale = S.RepeatFloat(HalfVector.Scalar(*(ushort*)rows));
            for (int i = 0; i < Quants; i += Lanes) Expand(rows + ScaleBytes + i, scale, values + i, 1);
        }
        return scratch;
    }

    /// <summary>The numbers in a vector's lanes of bytes, times their scales, to element 0 of <paramref name="values"/> and, of four bits, to element 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Expand(byte* quants, V scales, float* values, int elementStride)
    {
        var bytes = S.WidenSignedBytesToInt((sbyte*)quants);
        if (Q.Bits == 8)
        {
            S.Store(S.Multiply(S.ToFloat(bytes), scales), values);
            return;
        }
        // q - 8 is the two's complement that q is with its highest bit flipped.
        bytes = S.Xor(bytes, S.RepeatInt(unchecked((sbyte)0x88)));
        S.Store(S.Multiply(S.ToFloat(S.ShiftRight(S.ShiftLeft(bytes, 28), 28)), scales), values);
        S.Store(S.Multiply(S.ToFloat(S.ShiftRight(bytes, 4)), scales), values + Length / 2 * elementStride);
    }
}
