using System.Runtime.InteropServices;

namespace Engine.Kernels.Quantization;

/// <summary>256 5-bit numbers in 8 sub-blocks of 32 with scales and minima of their own, 6 bits each: x = (scale * s) * q - minimum * m.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal struct Q5_K : ITensorBlock<Q5_K>
{
    private const int SubBlock = 32;

    public Half Scale;
    public Half Minimum;
    public SubBlockScales Scales;
    public Plane1 High;   // bit 4 of each number
    public Plane4 Q;      // its bits 0 to 3

    public static int Length => 256;

    public static void Dequantize(in Q5_K block, Span<float> values)
    {
        float superScale = (float)block.Scale, superMinimum = (float)block.Minimum;
        for (int sub = 0; sub < Length / SubBlock; sub++)
        {
            float scale = superScale * block.Scales.Scale(sub), minimum = superMinimum * block.Scales.Minimum(sub);
            for (int i = sub * SubBlock; i < (sub + 1) * SubBlock; i++)
                values[i] = scale * (block.Q.Get(i, SubBlock) | (block.High.Get(i) << 4)) - minimum;
        }
    }
}
