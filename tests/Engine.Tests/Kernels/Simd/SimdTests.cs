using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Simd;

namespace Engine.Tests.Kernels.Simd;

/// <summary>Every operation of every width against the same in plain code, on random bits.</summary>
public sealed unsafe class SimdTests
{
    private const int Trials = 200;
    private const int MostRead = 128;   // bytes, by any load

    [Fact]
    public void Simd512_EveryOperation_EqualsPlainCode()
    {
        Assert.SkipUnless(Simd512.IsSupported, "skipped: no AVX-512 with byte instructions");
        Check<Simd512, Vector512<byte>>();
    }

    [Fact]
    public void Simd256_EveryOperation_EqualsPlainCode()
    {
        Assert.SkipUnless(Simd256.IsSupported, "skipped: no AVX2");
        Check<Simd256, Vector256<byte>>();
    }

    [Fact]
    public void Simd128_EveryOperation_EqualsPlainCode() => Check<Simd128, Vector128<byte>>();

    private static void Check<S, V>() where S : struct, ISimd<V> where V : struct
    {
        Assert.Equal(System.Runtime.CompilerServices.Unsafe.SizeOf<V>(), S.Bytes);
        var random = new Random(17);
        for (int trial = 0; trial < Trials; trial++)
        {
            Integers<S, V>(random);
            Floats<S, V>(random);
            Loads<S, V>(random);
        }
    }

    private static void Integers<S, V>(Random random) where S : struct, ISimd<V> where V : struct
    {
        byte[] a = Bytes(random, S.Bytes), b = Bytes(random, S.Bytes);
        V va = Vector<S, V>(a), vb = Vector<S, V>(b);
        Equal<S, V, byte>(S.Zero, i => 0);
        Equal<S, V, int>(S.Indices, i => i);
        Equal<S, V, byte>(S.RepeatByte(a[0]), i => a[0]);
        Equal<S, V, int>(S.RepeatInt(Ints(a)[0]), i => Ints(a)[0]);
        Equal<S, V, byte>(S.And(va, vb), i => (byte)(a[i] & b[i]));
        Equal<S, V, byte>(S.Or(va, vb), i => (byte)(a[i] | b[i]));
        Equal<S, V, byte>(S.Xor(va, vb), i => (byte)(a[i] ^ b[i]));
        Equal<S, V, int>(S.Select(S.GreaterInt(va, vb), va, vb), i => Math.Max(Ints(a)[i], Ints(b)[i]));
        Equal<S, V, ushort>(S.ShiftRight16(va, 4), i => (ushort)(Shorts(a)[i] >> 4));
        Equal<S, V, int>(S.ShiftLeft(va, 13), i => Ints(a)[i] << 13);
        Equal<S, V, int>(S.ShiftRight(va, 3), i => Ints(a)[i] >> 3);
        for (int index = 0; index < 128; index += S.Bytes)
        {
            int from = index;
            Equal<S, V, uint>(S.ShiftRightOdd32(va, index), i => (uint)Ints(a)[i] >> ((from + 4 * i) / 32 % 2 * 2));
        }
        Equal<S, V, short>(S.Add16(va, vb), i => (short)(Shorts(a)[i] + Shorts(b)[i]));
        Equal<S, V, int>(S.AddInt(va, vb), i => Ints(a)[i] + Ints(b)[i]);
        Equal<S, V, int>(S.SubtractInt(va, vb), i => Ints(a)[i] - Ints(b)[i]);
        Equal<S, V, int>(S.MultiplyAdd16(va, vb), i => (short)Shorts(a)[2 * i] * (short)Shorts(b)[2 * i] + (short)Shorts(a)[2 * i + 1] * (short)Shorts(b)[2 * i + 1]);

        // Factors of the sizes that kernels use, whose sums fit.
        byte[] quants = [.. a.Select(value => (byte)(value & 63))];
        byte[] signed = [.. b.Select(value => (byte)Math.Max((sbyte)value, (sbyte)-127))];
        Equal<S, V, short>(S.MultiplyAddBytes(Vector<S, V>(quants), Vector<S, V>(signed)),
            i => (short)(quants[2 * i] * (sbyte)signed[2 * i] + quants[2 * i + 1] * (sbyte)signed[2 * i + 1]));
        byte[] few = [.. a.Select(value => (byte)(value & 3))], other = [.. b.Select(value => (byte)(value & 3))];
        Equal<S, V, byte>(S.EqualBytes(Vector<S, V>(few), Vector<S, V>(other)), i => few[i] == other[i] ? (byte)255 : (byte)0);
        Equal<S, V, float>(S.ToFloat(va), i => Ints(a)[i]);
    }

    private static void Floats<S, V>(Random random) where S : struct, ISimd<V> where V : struct
    {
        int lanes = S.Bytes / 4;
        float[] a = [.. Enumerable.Range(0, lanes).Select(_ => (float)(random.NextDouble() * 200 - 100))], b = [.. a.Reverse()], c = [.. a.Select(value => value / 3)];
        a[0] = 2.5f;   // halfway between two integers
        V va = Vector<S, V>(a), vb = Vector<S, V>(b), vc = Vector<S, V>(c);
        Equal<S, V, float>(S.RepeatFloat(a[1]), i => a[1]);
        Equal<S, V, float>(S.Add(va, vb), i => a[i] + b[i]);
        Equal<S, V, float>(S.Subtract(va, vb), i => a[i] - b[i]);
        Equal<S, V, float>(S.Multiply(va, vb), i => a[i] * b[i]);
        Equal<S, V, float>(S.Divide(va, vb), i => a[i] / b[i]);
        Equal<S, V, float>(S.Max(va, vb), i => Math.Max(a[i], b[i]));
        Equal<S, V, float>(S.Min(va, vb), i => Math.Min(a[i], b[i]));
        Equal<S, V, float>(S.Round(va), i => MathF.Round(a[i]));
        Equal<S, V, int>(S.ToInt(va), i => (int)MathF.Round(a[i]));
        float[] special = [.. a.Select((value, i) => i % 4 == 1 ? value : new[] { float.NaN, 0, 0, -0f }[i % 4])], other = [.. special.Select((value, i) => i % 4 == 1 ? b[i] : -value)];
        Equal<S, V, int>(S.Greater(Vector<S, V>(special), Vector<S, V>(other)), i => special[i] > other[i] ? -1 : 0);
        Assert.Equal((uint)a.Select((value, i) => value < 0 ? 1 << i : 0).Sum(), S.HighestBits(va));
        double[] doubles = [.. Enumerable.Range(0, lanes / 2).Select(_ => random.NextDouble())];
        Equal<S, V, double>(S.AddWidened(Vector<S, V>(doubles), va), i => doubles[i] + ((double)a[i] + a[i + lanes / 2]));
        Assert.Equal(doubles.Sum(), S.SumDoubles(Vector<S, V>(doubles)), 1e-14);   // in another order: 8 numbers of at most 1
        float[] product = Array<S, V, float>(S.MultiplyAdd(va, vb, vc));
        for (int i = 0; i < lanes; i++)
            Assert.True(product[i] == MathF.FusedMultiplyAdd(a[i], b[i], c[i]) || product[i] == a[i] * b[i] + c[i]);
        Assert.Equal(a.Sum(value => (double)value), S.Sum(va), 1e-3);   // in another order: 16 numbers of at most 100
        Assert.Equal(S.Sum(va), S.Sum(Vector<S, V>(a)));
        Assert.Equal(a.Max(), S.Largest(va));
        int[] whole = [.. a.Select(value => (int)value)];
        foreach (var guard in Enum.GetValues<Guard>())
        {
            using GuardedBuffer<byte> register = new(S.Bytes, guard), bytes = new(lanes, guard);
            using var words = new GuardedBuffer<ushort>(lanes, guard);
            S.Store(va, register.Pointer);
            Assert.Equal(a, MemoryMarshal.Cast<byte, float>(register.Span));
            S.NarrowToBytes(Vector<S, V>(whole), (sbyte*)bytes.Pointer);
            Assert.Equal(whole.Select(value => (byte)(sbyte)value), bytes.Span.ToArray());
            S.NarrowTo16(Vector<S, V>(whole), words.Pointer);
            Assert.Equal(whole.Select(value => (ushort)(short)value), words.Span.ToArray());
        }
    }

    private static void Loads<S, V>(Random random) where S : struct, ISimd<V> where V : struct
    {
        byte[] bytes = Bytes(random, MostRead);
        int lanes = S.Bytes / 4;
        foreach (int behind in new[] { 0, 3 })   // bytes between what may be read and what cannot: at 3 nothing is aligned
        {
            using var source = new GuardedBuffer<byte>(MostRead + behind);
            byte* Exactly(int count)
            {
                var target = source.Span[^(count + behind)..^behind];
                bytes.AsSpan(0, count).CopyTo(target);
                return source.Pointer + source.Span.Length - behind - count;
            }

            Equal<S, V, byte>(S.Load(Exactly(S.Bytes)), i => bytes[i]);
            int eight = Math.Min(8, lanes);
            Assert.Equal(Enumerable.Range(0, eight).Select(i => BitConverter.ToInt32(bytes, 4 * i)), Array<S, V, int>(S.LoadEight((float*)Exactly(4 * eight))).Take(eight));
            Equal<S, V, uint>(S.Widen16((ushort*)Exactly(2 * lanes)), i => Shorts(bytes)[i]);
            Equal<S, V, int>(S.WidenSigned16((short*)Exactly(2 * lanes)), i => (short)Shorts(bytes)[i]);
            Equal<S, V, short>(S.WidenBytes((sbyte*)Exactly(S.Bytes / 2)), i => (sbyte)bytes[i]);
            Equal<S, V, int>(S.WidenSignedBytesToInt((sbyte*)Exactly(lanes)), i => (sbyte)bytes[i]);
            foreach (int stride in new[] { 18, 20, 22, 24 })
            {
                Equal<S, V, byte>(S.LoadPieces(Exactly(MostRead), stride, S.PieceIndices(stride)), i => bytes[i / 16 * stride + i % 16]);
                int[] spread = Array<S, V, int>(S.LoadSpread16(Exactly(MostRead), stride, S.SpreadIndices16(stride)));
                Assert.Equal(Enumerable.Range(0, lanes).Select(i => (int)BitConverter.ToUInt16(bytes, i / 4 * stride)), spread.Select(value => value >>> 16));
                Equal<S, V, int>(S.LoadSpread32(Exactly(MostRead), stride, S.SpreadIndices32(stride)), i => BitConverter.ToInt32(bytes, i / 4 * stride));
            }
            for (int offset = 0; offset < 64; offset += S.Bytes)
            {
                int start = S.Bytes == 16 ? offset % 32 : 0;
                Equal<S, V, byte>(S.Repeat32Bytes(Exactly(32), offset), i => bytes[(start + i) % 32]);
                Equal<S, V, byte>(S.Repeat32Bytes(Exactly(80) + 48, offset), i => bytes[48 + (start + i) % 32]);
            }
        }

        Vector128<byte> lower = Vector128.Create(bytes, 0), upper = Vector128.Create(bytes, 16);
        for (int index = 0; index < 32; index += S.Bytes / 2)
        {
            int start = index;
            Equal<S, V, short>(S.WidenBytes(lower, upper, index), i => (sbyte)bytes[start + i]);
        }
        for (int index = 0; index < 16; index += lanes)
        {
            int start = index;
            Equal<S, V, int>(S.WidenBytesToInt(lower, index), i => bytes[start + i]);
        }
        Equal<S, V, byte>(S.LowerNibbles(Vector<S, V>(bytes)), i => (byte)(bytes[i] & 15));
        Equal<S, V, byte>(S.UpperNibbles(Vector<S, V>(bytes)), i => (byte)(bytes[i] >> 4));
        byte[] indices = [.. bytes.Take(S.Bytes).Select(value => (byte)(value & 15))];
        byte[] table = [.. bytes.Skip(50).Take(S.Bytes)];
        Equal<S, V, byte>(S.Lookup(Vector<S, V>(table), Vector<S, V>(indices)), i => table[i / 16 * 16 + indices[i]]);
        Equal<S, V, byte>(S.Repeat16Bytes(BitConverter.ToUInt64(bytes), BitConverter.ToUInt64(bytes, 8)), i => bytes[i % 16]);

        float[] floats = [.. Enumerable.Range(0, 16).Select(_ => random.NextSingle())];
        for (int lane = 0; lane < 2; lane++)
        {
            int from = lane;
            Equal<S, V, float>(S.RepeatLane(Vector128.Create(floats), lane), i => floats[from + i / 8 * 2]);
        }
        using var memory = new GuardedBuffer<float>(floats);
        V all = S.Load(memory.Pointer);
        for (int index = 0; index + lanes / 4 <= 16; index++)
        {
            int from = index;
            Equal<S, V, float>(S.RepeatFour(all, memory.Pointer, index), i => floats[from + i / 4]);
            if (index <= 13) Equal<S, V, float>(S.RepeatEight(all, memory.Pointer, index), i => floats[from + i / 8 * 2]);
        }

        foreach (var (rows, columns) in new[] { (lanes, lanes), (2 * lanes, lanes), (lanes, 3 * lanes), (2 * lanes + 3, lanes + 1), (lanes - 1, 2 * lanes), (1, 1) })
        {
            int stride = columns + 2, apart = rows + 3;   // rows do not touch each other
            using GuardedBuffer<float> original = new([.. Enumerable.Range(0, (rows - 1) * stride + columns)]), transposed = new((columns - 1) * apart + rows);
            Transposition<S, V>.Transpose(original.Pointer, stride, rows, columns, transposed.Pointer, apart);
            Assert.Equal(
                Enumerable.Range(0, transposed.Span.Length).Select(i => i % apart < rows ? i % apart * stride + i / apart : float.NaN),
                transposed.Span.ToArray());
        }
    }

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static ReadOnlySpan<int> Ints(byte[] bytes) => MemoryMarshal.Cast<byte, int>(bytes);

    private static ReadOnlySpan<ushort> Shorts(byte[] bytes) => MemoryMarshal.Cast<byte, ushort>(bytes);

    private static V Vector<S, V>(Array values) where S : struct, ISimd<V> where V : struct
    {
        byte[] bytes = new byte[S.Bytes];
        Buffer.BlockCopy(values, 0, bytes, 0, S.Bytes);
        fixed (byte* p = bytes) return S.Load(p);
    }

    private static T[] Array<S, V, T>(V value) where S : struct, ISimd<V> where V : struct where T : unmanaged
    {
        T[] values = new T[S.Bytes / sizeof(T)];
        fixed (T* p = values) S.Store(value, p);
        return values;
    }

    private static void Equal<S, V, T>(V actual, Func<int, T> expected) where S : struct, ISimd<V> where V : struct where T : unmanaged =>
        Assert.Equal(Enumerable.Range(0, S.Bytes / sizeof(T)).Select(expected), Array<S, V, T>(actual));
}
