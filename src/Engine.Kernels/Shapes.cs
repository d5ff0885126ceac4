using System.Runtime.CompilerServices;

namespace Engine.Kernels;

/// <summary>The checks at a kernel's door; nothing is checked behind it.</summary>
internal static class Shapes
{
    /// <summary>Requires <paramref name="actual"/>, the length of <paramref name="name"/>, to be <paramref name="expected"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RequireEqual(int expected, int actual, string name)
    {
        if (actual != expected) Throw(expected, actual, name);
    }

    private static void Throw(int expected, int actual, string name) =>
        throw new ArgumentException($"the length of {name} is {actual}; {expected} was expected", name);
}
