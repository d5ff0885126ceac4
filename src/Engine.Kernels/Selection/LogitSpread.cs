using System.Runtime.Intrinsics;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Selection;

/// <summary>The standard deviation of a row's logits, those of negative infinity left out.</summary>
internal static partial class LogitSpread
{
    /// <summary>The implementations that this processor runs: the reference, then those on registers, the widest first.</summary>
    public static IReadOnlyList<(string Name, LogitSpreadKernel Deviation)> Variants { get; } =
    [
        ("reference", DeviationReference),
        .. Of<Simd512, Vector512<byte>>(),
        .. Of<Simd256, Vector256<byte>>(),
        .. Of<Simd128, Vector128<byte>>(),
    ];

    private static readonly LogitSpreadKernel s_fastest = Variants[1].Deviation;

    /// <summary>sqrt(mean((logit - mean)^2)) over the finite logits.</summary>
    /// <param name="logits">Logits, none of them NaN or positive infinity, at least one finite.</param>
    /// <param name="near">A number near the logits, from which they are measured, so that their squares keep their digits: the largest.</param>
    public static double Deviation(ReadOnlySpan<float> logits, float near) => s_fastest(logits, near);
}

/// <summary><see cref="LogitSpread.Deviation(ReadOnlySpan{float}, float)"/>.</summary>
internal delegate double LogitSpreadKernel(ReadOnlySpan<float> logits, float near);
