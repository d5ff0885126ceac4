namespace Engine.Kernels.Layers;

internal static partial class RoPE
{
    /// <summary>Rotates one head in place; elements past the last pair stay as they are.</summary>
    /// <param name="frequencies">Angle per position of each pair, (pairs); see <see cref="RopeFrequencies"/>.</param>
    /// <param name="magnitude">Multiplies the rotated elements; 1 except with YaRN.</param>
    /// <param name="pairing">Which elements are a pair.</param>
    /// <param name="position">Position of the token; negative turns back.</param>
    /// <param name="head">(headDim), at least two per pair.</param>
    /// <exception cref="ArgumentException">The head is shorter than the pairs.</exception>
    public static void Reference(ReadOnlySpan<double> frequencies, double magnitude, RopePairing pairing, int position, Span<float> head)
    {
        if (head.Length < 2 * frequencies.Length)
            throw new ArgumentException($"the head has {head.Length} elements; {frequencies.Length} pairs need {2 * frequencies.Length}", nameof(head));
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
