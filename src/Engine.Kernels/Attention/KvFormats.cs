using System.Runtime.Intrinsics;
using Engine.Kernels.Quantization;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Attention;

/// <summary>The table of types that keys and values can have, on registers of each width.</summary>
internal static class KvFormats
{
    /// <summary>The types.</summary>
    public static IReadOnlyList<TensorType> Types { get; } = [TensorType.F32, TensorType.F16, TensorType.Q8_0, TensorType.Q4_0];

    /// <summary>Every format that this processor runs, widest registers first.</summary>
    public static IEnumerable<KvFormat> All =>
    [
        .. Simd512.IsSupported ? Types.Select(Create<Simd512, Vector512<byte>>) : [],
        .. Simd256.IsSupported ? Types.Select(Create<Simd256, Vector256<byte>>) : [],
        .. Types.Select(Create<Simd128, Vector128<byte>>),
    ];

    /// <summary>The fastest format of <paramref name="type"/>.</summary>
    /// <exception cref="ArgumentException">Keys and values cannot have the type, or <paramref name="headDim"/> is not a multiple of its block.</exception>
    public static KvFormat For(TensorType type, int headDim) => WhyNot(type, headDim) is { } reason ? throw new ArgumentException(reason, nameof(type))
        : Simd512.IsSupported ? Create<Simd512, Vector512<byte>>(type)
        : Simd256.IsSupported ? Create<Simd256, Vector256<byte>>(type)
        : Create<Simd128, Vector128<byte>>(type);

    /// <summary>Why keys and values of <paramref name="headDim"/> elements cannot have <paramref name="type"/>; null when they can.</summary>
    public static string? WhyNot(TensorType type, int headDim)
    {
        if (!Types.Contains(type)) return $"keys or values of type {type} were asked for; {string.Join(", ", Types)} were expected";
        int block = TensorTypes.Get(type).BlockLength;
        return headDim % block == 0 ? null : $"keys or values of type {type} were asked for, whose block of {block} does not divide the head dim {headDim}";
    }

    private static KvFormat Create<S, V>(TensorType type) where S : ISimd<V> where V : struct => type switch
    {
        TensorType.F32 => new SingleKv(),
        TensorType.F16 => new HalfKv<S, V>(),
        TensorType.Q8_0 => new QuantizedKv<S, V, KvQ8_0>(),
        TensorType.Q4_0 => new QuantizedKv<S, V, KvQ4_0>(),
        _ => throw new ArgumentException($"no keys or values have type {type}", nameof(type)),
    };
}
