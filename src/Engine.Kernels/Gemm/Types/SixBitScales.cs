using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Gemm.Emitted;
using Engine.Kernels.MachineCode;
using Engine.Kernels.Quantization;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Types;

/// <summary>What Q4_K and Q5_K share: 8 scales and 8 minimums of 6 bits in 12 bytes, and the order of the nibbles.</summary>
/// <remarks>Where each bit is, <see cref="SubBlockScales"/> says.</remarks>
internal static unsafe class SixBitScales
{
    /// <summary>Of 32 nibble bytes the lower nibbles are 32 elements and the upper the next 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Element(int index, int part) => (index >> 5) * 64 + part * 32 + (index & 31);

    /// <summary>The scales of both blocks and their minimums: the halves before the bytes and the bytes are sixteen, one load.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales<S, V>(byte* block, byte* next, float* scales, float* minimums) where S : struct, ISimd<V> where V : struct
    {
        Vector128<uint> first = Vector128.Load((uint*)block), second = Vector128.Load((uint*)next);
        var factors = HalfVector.Four(Simd128.ZipLower(first, second).AsUInt16()) ^ Vector128.Create(0, -0f, 0, -0f);   // minimums are subtracted
        // The words of scales 0 to 3 and of what scales 4 to 7 have there, of both; and those of the minimums. Shifted by 30, a word's top bits are where the next one's lack.
        var words = Simd128.UnzipOdd(first, second);
        var scaleBytes = (words & Vector128.Create(LowSix, LowFour, LowSix, LowFour) | (words.AsUInt64() << 30).AsUInt32() & Vector128.Create(0, UpperTwo, 0, UpperTwo)).AsByte();
        words = Simd128.ZipUpper(first.AsUInt64(), second.AsUInt64()).AsUInt32();
        var minimumBytes = (words & Vector128.Create(LowSix, 0, LowSix, 0) | words >> 4 & Vector128.Create(0, LowFour, 0, LowFour) |
            (words.AsUInt64() << 30).AsUInt32() & Vector128.Create(0, UpperTwo, 0, UpperTwo)).AsByte();
        for (int i = 0; i < 16; i += S.Bytes / 4)
        {
            S.Store(S.Multiply(S.ToFloat(S.WidenBytesToInt(scaleBytes, i)), S.RepeatLane(factors, i / 8 * 2)), scales + i);
            S.Store(S.Multiply(S.ToFloat(S.WidenBytesToInt(minimumBytes, i)), S.RepeatLane(factors, i / 8 * 2 + 1)), minimums + i);
        }
    }

    private const uint LowSix = 0x3F3F3F3F, LowFour = 0x0F0F0F0F, UpperTwo = 0x30303030;

    /// <summary>Writes code for the scales of sixteen super-blocks side by side, and for their minimums, negative as they are added.</summary>
    public static void Emit(RowLanesCode lanes, Zmm[] words, int scales, int minimums)
    {
        var code = lanes.Code;
        var (halves, firstScales, firstMinimums, last) = (words[0], words[1], words[2], words[3]);   // the last four of both have four bits there, and two above the first ones
        Zmm factor = code.Registers.Take(), minimumFactor = code.Registers.Take(), lastMinimums = code.Registers.Take(), value = code.Registers.Take();
        code.Vmovups(value, lanes.HalvesOrder);
        lanes.Halves(halves, value, factor, minimumFactor);
        code.Vmulps(minimumFactor, minimumFactor, code.Constant(_ => -1f));
        code.Vpsrld(lastMinimums, last, 4);
        Last(last, firstScales);
        Last(lastMinimums, firstMinimums);
        code.Vpandd(firstScales, firstScales, code.Constant(_ => LowSix));
        code.Vpandd(firstMinimums, firstMinimums, code.Constant(_ => LowSix));
        Write(firstScales, factor, scales);
        Write(last, factor, scales + 4);
        Write(firstMinimums, minimumFactor, minimums);
        Write(lastMinimums, minimumFactor, minimums + 4);
        code.Registers.Return(factor, minimumFactor, lastMinimums, value);

        void Last(Zmm lowerBits, Zmm first)
        {
            code.Vpandd(lowerBits, lowerBits, code.Constant(_ => LowFour));
            code.Vpsrld(value, first, 2);
            code.Vpandd(value, value, code.Constant(_ => UpperTwo));
            code.Vpxord(lowerBits, lowerBits, value);
        }

        void Write(Zmm four, Zmm by, int slot)
        {
            for (int i = 0; i < 4; i++)
            {
                code.Vpsrld(value, four, (byte)(i * 8));
                if (i < 3) code.Vpandd(value, value, code.Constant(_ => (int)byte.MaxValue));
                code.Vcvtdq2ps(value, value);
                code.Vmulps(value, value, by);
                code.Vmovups(lanes.Scratch(slot + i), value);
            }
        }
    }

    /// <summary>The same by the instructions that .NET offers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SideBySide(byte* words, float* scales, float* minimums)
    {
        Vector512<uint> halves = Vector512.Load((uint*)words), firstScales = Vector512.Load((uint*)words + 16), firstMinimums = Vector512.Load((uint*)words + 32), last = Vector512.Load((uint*)words + 48);
        var factors = HalfVector.FromUpper<Simd512, Vector512<byte>>((halves << 16).AsByte()).AsSingle();
        var minimumFactors = -HalfVector.FromUpper<Simd512, Vector512<byte>>(halves.AsByte()).AsSingle();
        Vector512<uint> six = Vector512.Create(LowSix), four = Vector512.Create(LowFour), two = Vector512.Create(UpperTwo);
        Write(firstScales & six, factors, scales);
        Write(last & four | firstScales >> 2 & two, factors, scales + 4 * 16);
        Write(firstMinimums & six, minimumFactors, minimums);
        Write(last >> 4 & four | firstMinimums >> 2 & two, minimumFactors, minimums + 4 * 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(Vector512<uint> four, Vector512<float> by, float* values)
    {
        for (int i = 0; i < 4; i++) (Vector512.ConvertToSingle((four >> i * 8 & Vector512.Create((uint)byte.MaxValue)).AsInt32()) * by).Store(values + i * 16);
    }
}
