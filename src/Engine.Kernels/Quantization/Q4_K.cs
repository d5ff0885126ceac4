using System.Runtime.InteropServices;

namespace Engine.Kernels.Quantization;

/// <summary>256 4-bit numbers in 8 sub-blocks of 32 with scales and minima of their own, 6 bits each: x = (scale * s) * q - minimum * m.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal struct Q4_K : ITensorBlock<Q4_K>
{
    private const int SubBlock = 32;

    public Half Scale;
    public Half Minimum;
    public SubBlockScales Scales;
    public Plane4 Q;

    public static int Length => 256;

    public static void Dequantize(in Q4_K block, Span<float> values)
    {
        float superScale = (float)block.Scale, superMinimum = (float)block.Minimum;
        for (int sub = 0; sub < Length / SubBlock; sub++)
        {
            float scale = superScale * block.Scales.Scale(sub), minimum = superMinimum * block.Scales.Minimum(sub);
            for (int i = sub * SubBlock; i < (sub + 1) * SubBlock; i++) values[i] = scale * block.Q.Get(i, SubBlock) - minimum;
        }
    }
}
