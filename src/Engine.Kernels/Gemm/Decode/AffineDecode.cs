using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Gemm.Types;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Decode;

/// <summary>
/// Decoding for types in blocks of 32: as many blocks as fill a register at a time, straight from where they lie in the file. Activations are packed
/// in the order in which a register holds the quants, so nothing is rearranged.
/// </summary>
internal sealed unsafe class AffineDecode<S, V, TBlock> : LaneDecode where S : struct, ISimd<V> where V : struct where TBlock : struct, IAffineBlock
{
    private const int RowsTogether = 4;
    private const int Block = Activations<S, V>.Block;

    /// <inheritdoc/>
    public override int ActivationBits => 8;

    // Blocks that fill a register with first halves, and another with second halves.
    private static int Group
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => S.Bytes / 16;
    }

    // A packed group: the first halves of its blocks, the second halves, the scale of each lane, and each lane's sum of quants times scale and minimum factor.
    private static int PackedGroup
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 4 * S.Bytes;
    }

    private static int GroupBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Group * TBlock.Bytes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Groups(int length) => (length / Block + Group - 1) / Group;

    /// <inheritdoc/>
    protected override int PackedBytes(int length) => Groups(length) * PackedGroup;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Pack(float* x, int length, byte* packed)
    {
        sbyte* quants = stackalloc sbyte[Block];
        int blocks = length / Block;
        for (int block = 0; block < Groups(length) * Group; block++)
        {
            byte* group = packed + block / Group * PackedGroup + block % Group * 16;
            float scale = 0;
            if (block < blocks) scale = Activations<S, V>.Quantize(x + block * Block, quants);
            else new Span<sbyte>(quants, Block).Clear();   // past the end: whatever the weights hold there counts nothing

            Vector128<sbyte> lower = Vector128.Load(quants), upper = Vector128.Load(quants + 16);
            lower.Store((sbyte*)group);
            upper.Store((sbyte*)group + S.Bytes);
            Vector128.Create(scale).Store((float*)(group + 2 * S.Bytes));
            var ones = Vector128.Create((byte)1);
            var sums = Simd128.MultiplyAdd16(Simd128.Add16(Simd128.MultiplyAddBytes(ones, lower.AsByte()), Simd128.MultiplyAddBytes(ones, upper.AsByte())), Vector128<short>.One.AsByte());
            (Vector128.ConvertToSingle(sums.AsInt32()) * (scale * TBlock.MinimumFactor)).Store((float*)(group + 3 * S.Bytes));
        }
    }

    /// <inheritdoc/>
    /// <remarks>Four rows at a time share the loads of the column.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void DecodeOne(Matrix w, byte* packed, float* y, int first, int last, byte* scratch)
    {
        byte* end = packed + PackedBytes(w.Length);
        V pieces = S.PieceIndices(TBlock.Bytes), spread = S.SpreadIndices16(TBlock.Bytes), spreadBits = S.SpreadIndices32(TBlock.Bytes);
        bool fits = RowsTogether * w.RowBytes <= FarBytes;   // four rows into the first-level cache, beside what else is there
        int row = first;
        for (int whole = Math.Min(last, w.SafeRows) - (RowsTogether - 1); row < whole; row += RowsTogether)
        {
            byte* p = w.Row(row, scratch), q = p + w.RowBytes, r = q + w.RowBytes, t = r + w.RowBytes;
            byte* next = p + RowsTogether * w.RowBytes;   // the rows after these, in the order of their addresses
            V sumP = S.Zero, sumQ = S.Zero, sumR = S.Zero, sumT = S.Zero;
            for (byte* a = packed; a < end; a += PackedGroup, p += GroupBytes, q += GroupBytes, r += GroupBytes, t += GroupBytes)
            {
                if (fits) CacheLines.FetchNear(next, RowsTogether * GroupBytes);
                CacheLines.FetchFar(next + FarBytes, RowsTogether * GroupBytes);
                next += RowsTogether * GroupBytes;
                V quants = Quants(p, pieces), bits = FifthBits(p, spreadBits), scale = Halves(p, spread);
                sumP = AddGroup(Lower(quants, bits), Upper(quants, bits), scale, Minimums(p, scale, spread), a, sumP);
                quants = Quants(q, pieces);
                bits = FifthBits(q, spreadBits);
                scale = Halves(q, spread);
                sumQ = AddGroup(Lower(quants, bits), Upper(quants, bits), scale, Minimums(q, scale, spread), a, sumQ);
                quants = Quants(r, pieces);
                bits = FifthBits(r, spreadBits);
                scale = Halves(r, spread);
                sumR = AddGroup(Lower(quants, bits), Upper(quants, bits), scale, Minimums(r, scale, spread), a, sumR);
                quants = Quants(t, pieces);
                bits = FifthBits(t, spreadBits);
                scale = Halves(t, spread);
                sumT = AddGroup(Lower(quants, bits), Upper(quants, bits), scale, Minimums(t, scale, spread), a, sumT);
            }
            y[row] = S.Sum(sumP);
            y[row + 1] = S.Sum(sumQ);
            y[row + 2] = S.Sum(sumR);
            y[row + 3] = S.Sum(sumT);
        }
        for (; row < last; row++)
        {
            byte* p = w.Row(row, scratch);
            V sum = S.Zero;
            for (byte* a = packed; a < end; a += PackedGroup, p += GroupBytes)
            {
                Prefetch(p, GroupBytes);
                V quants = Quants(p, pieces), bits = FifthBits(p, spreadBits), scale = Halves(p, spread);
                sum = AddGroup(Lower(quants, bits), Upper(quants, bits), scale, Minimums(p, scale, spread), a, sum);
            }
            y[row] = S.Sum(sum);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Two rows at a time share the loads of the columns.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void DecodeFour(Matrix w, byte* packed, int packedBytes, float* y, int stride, int first, int last, byte* scratch)
    {
        byte* end = packed + PackedBytes(w.Length);
        V pieces = S.PieceIndices(TBlock.Bytes), spread = S.SpreadIndices16(TBlock.Bytes), spreadBits = S.SpreadIndices32(TBlock.Bytes);
        for (int row = first; row < last;)
        {
            bool isPair = row + 1 < Math.Min(last, w.SafeRows);
            byte* p = w.Row(row, scratch), q = isPair ? p + w.RowBytes : p;
            byte* b = packed + packedBytes, c = b + packedBytes, d = c + packedBytes;
            byte* ahead = p + Math.Max(2 * w.RowBytes, FarBytes);
            V sumA = S.Zero, sumB = S.Zero, sumC = S.Zero, sumD = S.Zero, otherA = S.Zero, otherB = S.Zero, otherC = S.Zero, otherD = S.Zero;
            for (byte* a = packed; a < end; a += PackedGroup, b += PackedGroup, c += PackedGroup, d += PackedGroup, p += GroupBytes, q += GroupBytes)
            {
                CacheLines.FetchFar(ahead, 2 * GroupBytes);   // the columns fill the first-level cache
                ahead += 2 * GroupBytes;
                V quants = Quants(p, pieces), bits = FifthBits(p, spreadBits), lower = Lower(quants, bits), upper = Upper(quants, bits);
                V scale = Halves(p, spread), minimum = Minimums(p, scale, spread);
                sumA = AddGroup(lower, upper, scale, minimum, a, sumA);
                sumB = AddGroup(lower, upper, scale, minimum, b, sumB);
                sumC = AddGroup(lower, upper, scale, minimum, c, sumC);
                sumD = AddGroup(lower, upper, scale, minimum, d, sumD);
                quants = Quants(q, pieces);
                bits = FifthBits(q, spreadBits);
                lower = Lower(quants, bits);
                upper = Upper(quants, bits);
                scale = Halves(q, spread);
                minimum = Minimums(q, scale, spread);
                otherA = AddGroup(lower, upper, scale, minimum, a, otherA);
                otherB = AddGroup(lower, upper, scale, minimum, b, otherB);
                otherC = AddGroup(lower, upper, scale, minimum, c, otherC);
                otherD = AddGroup(lower, upper, scale, minimum, d, otherD);
            }
            float* result = y + row++;
            (result[0], result[stride], result[2 * (nint)stride], result[3 * (nint)stride]) = (S.Sum(sumA), S.Sum(sumB), S.Sum(sumC), S.Sum(sumD));
            if (!isPair) continue;
            result = y + row++;
            (result[0], result[stride], result[2 * (nint)stride], result[3 * (nint)stride]) = (S.Sum(otherA), S.Sum(otherB), S.Sum(otherC), S.Sum(otherD));
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// What a row needs beside its products is then an eighth of the work; two rows at a time share what the columns are loaded for. That takes 32 registers.
    /// By fours, eight columns of Q5_0 and Q5_1, which no machine code decodes, take 1.6 to 2.6 times as long (192 x 1024 and 4096 x 4096, on Zen 4).
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void DecodeEight(Matrix w, byte* packed, int packedBytes, float* y, int stride, int first, int last, byte* scratch)
    {
        int row = first;
        if (S.Bytes == 64)
        {
            int bytes = PackedBytes(w.Length);
            V pieces = S.PieceIndices(TBlock.Bytes), spread = S.SpreadIndices16(TBlock.Bytes), spreadBits = S.SpreadIndices32(TBlock.Bytes);
            for (int whole = Math.Min(last, w.SafeRows) - 1; row < whole; row += 2)
            {
                byte* p = w.Row(row, scratch), q = p + w.RowBytes, ahead = p + Math.Max(2 * w.RowBytes, FarBytes);
                V p0 = S.Zero, p1 = S.Zero, p2 = S.Zero, p3 = S.Zero, p4 = S.Zero, p5 = S.Zero, p6 = S.Zero, p7 = S.Zero;
                V q0 = S.Zero, q1 = S.Zero, q2 = S.Zero, q3 = S.Zero, q4 = S.Zero, q5 = S.Zero, q6 = S.Zero, q7 = S.Zero;
                for (int i = 0; i < bytes; i += PackedGroup, p += GroupBytes, q += GroupBytes)
                {
                    CacheLines.FetchFar(ahead, 2 * GroupBytes);
                    ahead += 2 * GroupBytes;
                    V quants = Quants(p, pieces), bits = FifthBits(p, spreadBits), lowerP = Lower(quants, bits), upperP = Upper(quants, bits);
                    V scaleP = Halves(p, spread), minimumP = Minimums(p, scaleP, spread);
                    quants = Quants(q, pieces);
                    bits = FifthBits(q, spreadBits);
                    V lowerQ = Lower(quants, bits), upperQ = Upper(quants, bits), scaleQ = Halves(q, spread), minimumQ = Minimums(q, scaleQ, spread);
                    byte* a = packed + i;
                    p0 = AddGroup(lowerP, upperP, scaleP, minimumP, a, p0);
                    q0 = AddGroup(lowerQ, upperQ, scaleQ, minimumQ, a, q0);
                    a += packedBytes;
                    p1 = AddGroup(lowerP, upperP, scaleP, minimumP, a, p1);
                    q1 = AddGroup(lowerQ, upperQ, scaleQ, minimumQ, a, q1);
                    a += packedBytes;
                    p2 = AddGroup(lowerP, upperP, scaleP, minimumP, a, p2);
                    q2 = AddGroup(lowerQ, upperQ, scaleQ, minimumQ, a, q2);
                    a += packedBytes;
                    p3 = AddGroup(lowerP, upperP, scaleP, minimumP, a, p3);
                    q3 = AddGroup(lowerQ, upperQ, scaleQ, minimumQ, a, q3);
                    a += packedBytes;
                    p4 = AddGroup(lowerP, upperP, scaleP, minimumP, a, p4);
                    q4 = AddGroup(lowerQ, upperQ, scaleQ, minimumQ, a, q4);
                    a += packedBytes;
                    p5 = AddGroup(lowerP, upperP, scaleP, minimumP, a, p5);
                    q5 = AddGroup(lowerQ, upperQ, scaleQ, minimumQ, a, q5);
                    a += packedBytes;
                    p6 = AddGroup(lowerP, upperP, scaleP, minimumP, a, p6);
                    q6 = AddGroup(lowerQ, upperQ, scaleQ, minimumQ, a, q6);
                    a += packedBytes;
                    p7 = AddGroup(lowerP, upperP, scaleP, minimumP, a, p7);
                    q7 = AddGroup(lowerQ, upperQ, scaleQ, minimumQ, a, q7);
                }
                float* result = y + row;
                (result[0], result[1]) = (S.Sum(p0), S.Sum(q0));
                result += stride;
                (result[0], result[1]) = (S.Sum(p1), S.Sum(q1));
                result += stride;
                (result[0], result[1]) = (S.Sum(p2), S.Sum(q2));
                result += stride;
                (result[0], result[1]) = (S.Sum(p3), S.Sum(q3));
                result += stride;
                (result[0], result[1]) = (S.Sum(p4), S.Sum(q4));
                result += stride;
                (result[0], result[1]) = (S.Sum(p5), S.Sum(q5));
                result += stride;
                (result[0], result[1]) = (S.Sum(p6), S.Sum(q6));
                result += stride;
                (result[0], result[1]) = (S.Sum(p7), S.Sum(q7));
            }
        }
        base.DecodeEight(w, packed, packedBytes, y, stride, row, last, scratch);
    }

    // The registers of a group, each by a function of its own: a structure of registers would live in memory.

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Quants(byte* group, V pieces) => S.LoadPieces(group + TBlock.QuantOffset, TBlock.Bytes, pieces);

    /// <summary>The fifth bits of each block, four times.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V FifthBits(byte* group, V spread) => TBlock.FifthBitOffset == 0 ? S.Zero : S.LoadSpread32(group + TBlock.FifthBitOffset, TBlock.Bytes, spread);

    /// <summary>The first half of each block's quants.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Lower(V quants, V fifthBits)
    {
        V lower = S.LowerNibbles(quants);
        return TBlock.FifthBitOffset == 0 ? lower : S.Or(lower, Expand(fifthBits, 0, 0x01010101_01010101));
    }

    /// <summary>The second half of each block's quants.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Upper(V quants, V fifthBits)
    {
        V upper = S.UpperNibbles(quants);
        return TBlock.FifthBitOffset == 0 ? upper : S.Or(upper, Expand(fifthBits, 0x02020202_02020202, 0x03030303_03030303));
    }

    /// <summary>Bit i of bytes <paramref name="first"/> and <paramref name="second"/> of each block's fifth bits, as bit 4 of byte i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Expand(V fifthBits, ulong first, ulong second)
    {
        V masks = S.Repeat16Bytes(0x80402010_08040201, 0x80402010_08040201);
        V bits = S.And(S.Lookup(fifthBits, S.Repeat16Bytes(first, second)), masks);
        return S.And(S.EqualBytes(bits, masks), S.RepeatByte(16));
    }

    /// <summary>The halves at <paramref name="start"/> of each block, in four lanes each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Halves(byte* start, V spread) => HalfVector.FromUpper<S, V>(S.LoadSpread16(start, TBlock.Bytes, spread));

    /// <summary>What the minimum of each lane's block is a multiple of.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Minimums(byte* group, V scale, V spread) => TBlock.MinimumOffset == 0 ? scale : Halves(group + TBlock.MinimumOffset, spread);

    /// <summary><paramref name="sum"/> plus a group's products with a packed group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AddGroup(V lower, V upper, V scale, V minimum, byte* a, V sum)
    {
        V pairs = S.Add16(S.MultiplyAddBytes(lower, S.Load(a)), S.MultiplyAddBytes(upper, S.Load(a + S.Bytes)));
        V dot = S.ToFloat(S.MultiplyAdd16(pairs, S.RepeatInt(0x0001_0001)));
        V scales = S.Load(a + 2 * S.Bytes), sums = S.Load(a + 3 * S.Bytes);
        if (TBlock.MinimumOffset == 0) return S.MultiplyAdd(S.MultiplyAdd(dot, scales, sums), scale, sum);
        return S.MultiplyAdd(minimum, sums, S.MultiplyAdd(dot, S.Multiply(scale, scales), sum));
    }
}
