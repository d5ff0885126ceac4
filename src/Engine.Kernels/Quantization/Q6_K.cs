using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engine.Kernels.Quantization;

/// <summary>256 6-bit numbers in 16 sub-blocks of 16 with 8-bit scales of their own: x = (scale * s) * (q - 32).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal struct Q6_K : ITensorBlock<Q6_K>
{
    private const int SubBlock = 16, Run = 64, Zero = 32;   // Zero: the quant that stands for 0

    public Plane4 Q;      // bits 0 to 3 of each number
    public Plane2 High;   // its bits 4 and 5
    public SubBlocks Scales;
    public Half Scale;

    /// <summary>A signed scale per sub-block.</summary>
    [InlineArray(16)]
    internal struct SubBlocks
    {
        private sbyte _first;
    }

    public static int Length => 256;

    public static void Dequantize(in Q6_K block, Span<float> values)
    {
        float superScale = (float)block.Scale;
        for (int sub = 0; sub < Length / SubBlock; sub++)
        {
            float scale = superScale * block.Scales[sub];
            for (int i = sub * SubBlock; i < (sub + 1) * SubBlock; i++) values[i] = scale * ((block.Q.Get(i, Run) | (block.High.Get(i) << 4)) - Zero);
        }
    }
}
