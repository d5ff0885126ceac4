using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Engine.Kernels;

internal static partial class SwiGlu
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
            for (; i + 16 <= gate.Length; i += 16)
            {
                var v = Vector512.Load(g + i);
                (v / (Vector512<float>.One + VectorMath.Exp(-v)) * Vector512.Load(u + i)).Store(target + i);
            }
            for (; i < gate.Length; i++) target[i] = g[i] / (1 + MathF.Exp(-g[i])) * u[i];
        }
    }
}
