using System.Runtime.CompilerServices;
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
