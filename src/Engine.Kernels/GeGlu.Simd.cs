using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Engine.Kernels;

internal static partial class GeGlu
{
    /// <summary>The fast variant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Simd(ReadOnlySpan<float> gate, ReadOnlySpan<float> up, Span<float> destination)
    {
        Shapes.RequireEqual(gate.Length, up.Length, nameof(up));
        Shapes.RequireEqual(gate.Length, destination.Length, nameof(destination));
        fixed (float* g = gate, u = up, target = destination)
        {
            int i = 0;
            for (; i + 16 <= gate.Length; i += 16) (Gelu.Tanh(Vector512.Load(g + i)) * Vector512.Load(u + i)).Store(target + i);
            int rest = gate.Length - i;
            if (rest > 0) VectorMath.StoreFirst(Gelu.Tanh(VectorMath.LoadFirst(g + i, rest)) * VectorMath.LoadFirst(u + i, rest), target + i, rest);
        }
    }
}
