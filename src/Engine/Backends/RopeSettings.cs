using System.Security.Cryptography;
using Engine.Gguf;
using Engine.Kernels;

namespace Engine.Backends;

/// <summary>How a model's positions turn, for the backends that compute it themselves.</summary>
internal static class RopeSettings
{
    /// <summary>The frequencies of a model of <paramref name="shape"/>, with what <paramref name="options"/> override.</summary>
    public static RopeFrequencies Frequencies(Hyperparameters shape, ModelOptions options, ReadOnlySpan<float> divisors)
    {
        var scaling = shape.RopeScaling;
        bool yarn = scaling.Type == RopeScalingType.Yarn;
        double factor = scaling.Type == RopeScalingType.None ? 1 : scaling.Factor;
        var parameters = new RopeParameters(shape.RopeDimension, options.RopeFrequencyBase ?? shape.RopeBase)
        {
            Factor = options.RopeFrequencyScale is { } scale ? 1 / scale : factor,
            ExtrapolationFactor = yarn ? scaling.ExtrapolationFactor ?? 1 : 0,
            AttentionFactor = scaling.AttentionFactor,
            OriginalContext = scaling.OriginalContext > 0 ? scaling.OriginalContext : shape.ContextLength,
            BetaFast = scaling.BetaFast,
            BetaSlow = scaling.BetaSlow,
        };
        return new RopeFrequencies(parameters, divisors);
    }

    /// <summary>A hash of the file's header and of the rotation: cached keys are of use to no other model or RoPE configuration.</summary>
    public static byte[] Fingerprint(GgufFile file, RopeFrequencies rope)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(file.Bytes.Span(0, (int)Math.Min(file.DataOffset, int.MaxValue)));
        hash.AppendData(BitConverter.GetBytes(file.Length));
        foreach (double frequency in rope.PerPair) hash.AppendData(BitConverter.GetBytes(frequency));
        return hash.GetHashAndReset();
    }
}
