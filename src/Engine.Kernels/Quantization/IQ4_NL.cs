using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Quantization;

/// <summary>32 4-bit indices into a table of unequal steps, and their scale: x = scale * table[q].</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal unsafe struct IQ4_NL : IScaledBlock<IQ4_NL>
{
    private static readonly float[] s_anchors = [.. Levels.Between(-136, -96, 9), .. Levels.Between(86, 124, 7)];

    public Half Scale;
    public Nibbles Q;

    public static int Length => 32;

    /// <summary>The 16 values, finer near 0, where most weights are.</summary>
    public static ReadOnlySpan<sbyte> Table => [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

    private static readonly sbyte[] s_places = Places();

    public static void Dequantize(in IQ4_NL block, Span<float> values)
    {
        float scale = (float)block.Scale;
        for (int i = 0; i < Length; i++) values[i] = scale * Table[block.Q.Get(i)];
    }

    public static void Quantize(ReadOnlySpan<float> values, ReadOnlySpan<float> importance, Span<IQ4_NL> blocks) => ScaleSearch<IQ4_NL>.Quantize(values, importance, blocks);

    static int IScaledBlock<IQ4_NL>.SubBlock => Length;

    static (int Least, int Greatest) IScaledBlock<IQ4_NL>.Scales => (1, 1);

    public static ReadOnlySpan<float> Anchors => s_anchors;

    /// <summary>The values of the table nearest to <paramref name="x"/>: from the least up, a step at each middle between two that x is beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Nearest<S, V>(V x) where S : ISimd<V> where V : struct
    {
        V nearest = S.RepeatFloat(Table[0]);
        for (int i = 1; i < Table.Length; i++)
        {
            var isBeyond = S.Greater(x, S.RepeatFloat((Table[i - 1] + Table[i]) / 2f));
            nearest = S.Add(nearest, S.And(isBeyond, S.RepeatFloat(Table[i] - Table[i - 1])));
        }
        return nearest;
    }

    /// <summary>Replaces values of the table by their places in it.</summary>
    public static void ToIndices(sbyte* levels, int count)
    {
        for (int i = 0; i < count; i++) levels[i] = s_places[levels[i] - sbyte.MinValue];
    }

    static void IScaledBlock<IQ4_NL>.Store(IQ4_NL* block, float scale, int* scales, sbyte* levels)
    {
        block->Scale = (Half)scale;
        ToIndices(levels, Length);
        block->Q.Pack((byte*)levels);
    }

    private static sbyte[] Places()
    {
        var places = new sbyte[1 << 8];
        for (int i = 0; i < Table.Length; i++) places[Table[i] - sbyte.MinValue] = (sbyte)i;
        return places;
    }
}
