using System.Runtime.CompilerServices;
using Engine.Kernels.Quantization;

namespace Engine.Kernels.Gemm.Types;

/// <summary>Q5_0: the minimum is -16 scales.</summary>
internal readonly unsafe struct AffineQ5_0 : IAffineBlock
{
    public static int Length => 32;
    public static int Bytes => sizeof(Q5_0);
    public static int LargestQuant => 31;
    public static int ScaleLength => 32;
    public static int QuantOffset => sizeof(Q5_0) - sizeof(Nibbles);
    public static int FifthBitOffset => QuantOffset - sizeof(FifthBits);
    public static int MinimumOffset => 0;
    public static float MinimumFactor => -16;
    public static float MinimumPerScale => MinimumFactor;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack(byte* block, PanelRow panel) => AffineBlock<AffineQ5_0>.Unpack(block, panel);
}
