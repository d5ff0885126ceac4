using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Engine.Kernels;

/// <summary>Sums of vectors.</summary>
internal static class Elementwise
{
    /// <summary>destination[i] += addend[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Add(Span<float> destination, ReadOnlySpan<float> addend)
    {
        Shapes.RequireEqual(destination.Length, addend.Length, nameof(addend));
        fixed (float* target = destination, source = addend)
        {
            int i = 0;
            for (; i + 16 <= destination.Length; i += 16) (Vector512.Load(target + i) + Vector512.Load(source + i)).Store(target + i);
            for (; i < destination.Length; i++) target[i] += source[i];
        }
    }
}
