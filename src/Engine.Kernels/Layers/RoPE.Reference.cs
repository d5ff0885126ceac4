namespace Engine.Kernels.Layers;

internal static partial class RoPE
{
    private static void Reference(ReadOnlySpan<double> frequencies, double magnitude, RopePairing pairing, int position, Span<float> head)
    {
        for (int i = 0; i < frequencies.Length; i++)
        {
            var (first, second) = pairing == RopePairing.Adjacent ? (2 * i, 2 * i + 1) : (i, i + frequencies.Length);
            var (sin, cos) = Math.SinCos(position * frequencies[i]);
            double x = head[first], y = head[second];
            head[first] = (float)(magnitude * (x * cos - y * sin));
            head[second] = (float)(magnitude * (x * sin + y * cos));
        }
    }
}
