using System.Runtime.Intrinsics;
using Engine.Kernels.Simd;
using Engine.Kernels.Tensors;

namespace Engine.Kernels;

/// <summary>The table of types that keys and values can have. A new type is one row per width of register.</summary>
internal static class KvFormats
{
    /// <summary>Every format that this processor runs, widest registers first.</summary>
    public static IReadOnlyList<KvFormat> All { get; } =
    [
        new SingleKv(),
        .. Of<Simd512, Vector512<byte>>(),
        .. Of<Simd256, Vector256<byte>>(),
        .. Of<Simd128, Vector128<byte>>(),
    ];

    /// <summary>The types.</summary>
    public static IEnumerable<TensorType> Types => All.Select(format => format.Type).Distinct();

    /// <summary>The fastest format of <paramref name="type"/>.</summary>
    /// <exception cref="ArgumentException">Keys and values cannot have the type, or <paramref name="headDim"/> is not a multiple of its block.</exception>
    public static KvFormat For(TensorType type, int headDim) =>
        WhyNot(type, headDim) is { } reason ? throw new ArgumentException(reason, nameof(type)) : All.First(format => format.Type == type);

    /// <summary>Why keys and values of <paramref name="headDim"/> elements cannot have <paramref name="type"/>; null when they can.</summary>
    public static string? WhyNot(TensorType type, int headDim)
    {
        if (All.FirstOrDefault(format => format.Type == type) is not { } format)
            return $"keys or values of type {type} were asked for; {string.Join(", ", Types)} were expected";
        return headDim % format.BlockLength == 0 ? null : $"keys or values of type {type} were asked for, whose block of {format.BlockLength} does not divide the head dim {headDim}";
    }

    private static KvFormat[] Of<S, V>() where S : ISimd<V> where V : struct =>
        S.IsSupported ? [new HalfKv<S, V>(), new QuantizedKv<S, V, KvQ8_0>(), new QuantizedKv<S, V, KvQ4_0>()] : [];
}
