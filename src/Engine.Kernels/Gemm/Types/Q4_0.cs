using System.Runtime.CompilerServices;
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
