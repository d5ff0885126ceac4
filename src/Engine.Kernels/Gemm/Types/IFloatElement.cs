using System.Runtime.CompilerServices;
using Engine.Kernels.Gemm.Decode;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Types;

/// <summary>How <see cref="FloatDecode{S,V,TElement}"/> reads weights of a row as singles.</summary>
internal unsafe interface IFloatElement
{
    /// <summary>The type whose rows are read directly; any other is dequantized by its codec first.</summary>
    static abstract TensorType Type { get; }

    /// <summary>Bytes of an element.</summary>
    static abstract int Bytes { get; }

    /// <summary>A register of elements from <paramref name="index"/> on.</summary>
    static abstract V Load<S, V>(byte* row, int index) where S : struct, ISimd<V> where V : struct;

    /// <summary>Element <paramref name="index"/>.</summary>
    static abstract float Scalar(byte* row, int index);
}

internal readonly unsafe struct F32Element : IFloatElement
{
    public static TensorType Type => TensorType.F32;

    public static int Bytes => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<S, V>(byte* row, int index) where S : struct, ISimd<V> where V : struct => S.Load((float*)row + index);

    public static float Scalar(byte* row, int index) => ((float*)row)[index];
}

internal readonly unsafe struct F16Element : IFloatElement
{
    public static TensorType Type => TensorType.F16;

    public static int Bytes => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<S, V>(byte* row, int index) where S : struct, ISimd<V> where V : struct => HalfVector.Load<S, V>((ushort*)row + index);

    public static float Scalar(byte* row, int index) => HalfVector.Scalar(((ushort*)row)[index]);
}

internal readonly unsafe struct BF16Element : IFloatElement
{
    public static TensorType Type => TensorType.BF16;

    public static int Bytes => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<S, V>(byte* row, int index) where S : struct, ISimd<V> where V : struct => S.ShiftLeft(S.WidenSigned16((short*)row + index), 16);

    public static float Scalar(byte* row, int index) => BitConverter.Int32BitsToSingle(((ushort*)row)[index] << 16);
}
