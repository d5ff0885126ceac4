using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Gemm.Emitted;
using Engine.Kernels.MachineCode;
using Engine.Kernels.Quantization;

namespace Engine.Kernels.Gemm.Types;

/// <summary>Q4_0: the minimum is -8 scales.</summary>
internal readonly unsafe struct AffineQ4_0 : IAffineBlock
{
    public static int Length => 32;
    public static int Bytes => sizeof(Q4_0);
    public static int LargestQuant => 15;
    public static int ScaleLength => 32;
    public static int QuantOffset => sizeof(Q4_0) - sizeof(Nibbles);
    public static int FifthBitOffset => 0;
    public static int MinimumOffset => 0;
    public static float MinimumFactor => -8;
    public static float MinimumPerScale => MinimumFactor;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack(byte* block, PanelRow panel) => AffineBlock<AffineQ4_0>.Unpack(block, panel);
}

/// <summary>Q4_0: a byte is a quant of the first half and one of the second, both counted from -8.</summary>
internal readonly unsafe struct StreamQ4_0 : IStreamBlock
{
    public static int Bytes => sizeof(Q4_0);
    public static bool HasMinimum => false;
    public static int ActivationBits => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Split(float* x, byte* first, byte* second, byte* quants) => StreamNibbles.Split(x, first + AffineQ4_0.QuantOffset, second + AffineQ4_0.QuantOffset, quants);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Start(Vector512<byte> first, Vector512<byte> second) => -8 * (StreamNibbles.Sums(first) + StreamNibbles.Sums(second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Dot(Vector512<byte> weights, byte* chunk) => StreamNibbles.Dot(weights, chunk);

    public static Zmm[] LoadConstants(Assembler code) => StreamNibbles.LoadConstants(code);

    public static void Prepare(Assembler code, Address weights, Zmm[] constants, Zmm one, Zmm other) => StreamNibbles.Prepare(code, weights, constants, one, other);

    public static void AddProducts(Assembler code, Zmm sum, Zmm one, Zmm other, Address first, Address second, Zmm spare) =>
        StreamNibbles.AddProducts(code, sum, one, other, first, second);
}
