using System.Runtime.CompilerServices;
using Engine.Kernels.Quantization;

namespace Engine.Kernels.Gemm.Types;

/// <summary>Q5_1: the minimum is stored.</summary>
internal readonly unsafe struct AffineQ5_1 : IAffineBlock
{
    public static int Length => 32;
    public static int Bytes => sizeof(Q5_1);
    public static int LargestQuant => 31;
    public static int ScaleLength => 32;
    public static int QuantOffset => sizeof(Q5_1) - sizeof(Nibbles);
    public static int FifthBitOffset => QuantOffset - sizeof(FifthBits);
    public static int MinimumOffset => sizeof(Half);
    public static float MinimumFactor => 1;
    public static float MinimumPerScale => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack(byte* block, PanelRow panel) => AffineBlock<AffineQ5_1>.Unpack(block, panel);
}
