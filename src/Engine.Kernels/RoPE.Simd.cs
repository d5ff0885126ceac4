namespace Engine.Kernels;

internal static partial class RoPE
{
    /// <summary>Fills the cosines and sines, times the magnitude, of one position, (pairs) each: shared by all heads and layers.</summary>
    public static void Angles(ReadOnlySpan<double> frequencies, double magnitude, int position, Span<float> cosines, Span<float> sines)
    {
        Shapes.RequireEqual(frequencies.Length, cosines.Length, nameof(cosines));
        Shapes.RequireEqual(frequencies.Length, sines.Length, nameof(sines));
        for (int i = 0; i < frequencies.Length; i++)
        {
            var (sin, cos) = Math.SinCos(position * frequencies[i]);
            cosines[i] = (float)(magnitude * cos);
            sines[i] = (float)(magnitude * sin);
        }
    }

    /// <summary>Rotates one head in place by angles computed before.</summary>
    public static void Rotate(RopePairing pairing, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines, Span<float> head)
    {
        Shapes.RequireEqual(cosines.Length, sines.Length, nameof(sines));
        if (head.Length < 2 * cosines.Length)
            throw new ArgumentException($"the head has {head.Length} elements; {cosines.Length} pairs need {2 * cosines.Length}", nameof(head));
        int step = pairing == RopePairing.Adjacent ? 2 : 1;
        int partner = pairing == RopePairing.Adjacent ? 1 : cosines.Length;
        for (int i = 0; i < cosines.Length; i++)
        {
            float x = head[i * step], y = head[i * step + partner];
            head[i * step] = x * cosines[i] - y * sines[i];
            head[i * step + partner] = x * sines[i] + y * cosines[i];
        }
    }
}
