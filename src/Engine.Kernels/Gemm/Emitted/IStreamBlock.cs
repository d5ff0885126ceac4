using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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

    /// <summary>The sums of products of 64 bytes of weights with a packed chunk, what they start with included.</summary>
    static abstract Vector512<int> Dot(Vector512<byte> weights, byte* chunk);

    /// <summary>Loads the constants that <see cref="Prepare"/> needs.</summary>
    static abstract Zmm[] LoadConstants(Assembler code);

    /// <summary>Loads 64 bytes of weights as two registers, for <see cref="AddProducts"/>.</summary>
    static abstract void Prepare(Assembler code, Address weights, Zmm[] constants, Zmm one, Zmm other);

    /// <summary>Adds the products of prepared weights with 64 bytes of either activations to <paramref name="sum"/>.</summary>
    static abstract void AddProducts(Assembler code, Zmm sum, Zmm one, Zmm other, Address first, Address second, Zmm spare);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Dot(Vector512<byte> weights, byte* chunk)
    {
        var pairs = Simd512.Add16(
            Simd512.MultiplyAddBytes(Simd512.LowerNibbles(weights), Vector512.Load(chunk)), Simd512.MultiplyAddBytes(Simd512.UpperNibbles(weights), Vector512.Load(chunk + 64)));
        return Simd512.MultiplyAdd16(pairs, Vector512<short>.One.AsByte()).AsInt32() + Vector512.Load((int*)(chunk + 2 * 64));
    }

    /// <summary>A mask of lower nibbles; and a matrix of bits whose product with a byte is its upper half.</summary>
    public static Zmm[] LoadConstants(Assembler code)
    {
        var constants = code.Registers.Take(2);
        code.Vmovups(constants[0], code.Constant(_ => (byte)15));
        code.Vmovups(constants[1], code.Constant(_ => 0x10204080_00000000));
        return constants;
    }

    public static void Prepare(Assembler code, Address weights, Zmm[] constants, Zmm one, Zmm other)
    {
        code.Vmovups(other, weights);
        code.Vpandd(one, other, constants[0]);
        code.Vgf2p8affineqb(other, other, constants[1]);
    }

    public static void AddProducts(Assembler code, Zmm sum, Zmm one, Zmm other, Address first, Address second)
    {
        code.Vpdpbusd(sum, one, first);
        code.Vpdpbusd(sum, other, second);
    }
}
