using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Gemm.Emitted;
using Engine.Kernels.MachineCode;
using Engine.Kernels.Quantization;

namespace Engine.Kernels.Gemm.Types;

/// <summary>Q4_1: the minimum is stored.</summary>
internal readonly unsafe struct AffineQ4_1 : IAffineBlock
{
    public static int Length => 32;
    public static int Bytes => sizeof(Q4_1);
    public static int LargestQuant => 15;
    public static int ScaleLength => 32;
    public static int QuantOffset => sizeof(Q4_1) - sizeof(Nibbles);
    public static int FifthBitOffset => 0;
    public static int MinimumOffset => sizeof(Half);
    public static float MinimumFactor => 1;
    public static float MinimumPerScale => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack(byte* block, PanelRow panel) => AffineBlock<AffineQ4_1>.Unpack(block, panel);
}

/// <summary>Q4_1: the same, with a minimum that is stored.</summary>
internal readonly unsafe struct StreamQ4_1 : IStreamBlock
{
    public static int Bytes => sizeof(Q4_1);
    public static bool HasMinimum => true;
    public static int ActivationBits => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Split(float* x, byte* first, byte* second, byte* quants) => StreamNibbles.Split(x, first + AffineQ4_1.QuantOffset, second + AffineQ4_1.QuantOffset, quants);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Start(Vector512<byte> first, Vector512<byte> second) => Vector512<int>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Dot(Vector512<byte> weights, byte* chunk) => StreamNibbles.Dot(weights, chunk);

    public static Zmm[] LoadConstants(Assembler code) => StreamNibbles.LoadConstants(code);

    public static void Prepare(Assembler code, Address weights, Zmm[] constants, Zmm one, Zmm other) => StreamNibbles.Prepare(code, weights, constants, one, other);

    public static void AddProducts(Assembler code, Zmm sum, Zmm one, Zmm other, Address first, Address second, Zmm spare) =>
        StreamNibbles.AddProducts(code, sum, one, other, first, second);
}
