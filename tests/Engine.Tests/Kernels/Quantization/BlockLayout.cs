using System.Reflection;
using System.Runtime.InteropServices;
using Engine.Kernels.Quantization;

namespace Engine.Tests.Kernels.Quantization;

/// <summary>A field of a type's block: where it lies in the bytes of a file.</summary>
internal sealed record BlockField(Type Type, int Offset, int Length);

/// <summary>What the block of a tensor type consists of, asked of the block itself, so that tests need no list of it.</summary>
internal static class BlockLayout
{
    private static readonly Type[] s_quants = [typeof(Nibbles), typeof(FifthBits), typeof(Plane1), typeof(Plane2), typeof(Plane4), typeof(Q8_0.Quants)];

    /// <summary>The types that are stored in blocks of several elements and that we can read.</summary>
    public static IReadOnlyList<TensorType> Types { get; } = [.. TensorTypes.All.Where(row => row.BlockLength > 1 && row.Codec is not null).Select(row => row.Type)];

    /// <summary>The half-precision scales and minimums of a block.</summary>
    public static IEnumerable<BlockField> Halves(TensorType type) => Fields(type).Where(field => field.Type == typeof(Half));

    /// <summary>The bits of a block's quants.</summary>
    public static IEnumerable<BlockField> Quants(TensorType type) => Fields(type).Where(field => s_quants.Contains(field.Type));

    private static IEnumerable<BlockField> Fields(TensorType type)
    {
        var block = TensorTypes.Get(type).Codec!.GetType().GetGenericArguments().Single();
        foreach (var field in block.GetFields(BindingFlags.Instance | BindingFlags.Public))
        {
            byte[] bytes = (byte[])Call(nameof(BytesOf), block, field)!;
            int offset = bytes.AsSpan().IndexOf((byte)0xFF);
            yield return new BlockField(field.FieldType, offset, bytes.AsSpan().Count((byte)0xFF));
        }
    }

    /// <summary>A block of zeros but for one field, whose bits are all set.</summary>
    private static byte[] BytesOf<TBlock>(FieldInfo field) where TBlock : unmanaged
    {
        object block = default(TBlock);
        field.SetValue(block, Call(nameof(AllBits), field.FieldType));
        return MemoryMarshal.AsBytes<TBlock>([(TBlock)block]).ToArray();
    }

    private static T AllBits<T>() where T : unmanaged
    {
        Span<T> value = [default];
        MemoryMarshal.AsBytes(value).Fill(0xFF);
        return value[0];
    }

    private static object? Call(string method, Type argument, params object[] arguments) =>
        typeof(BlockLayout).GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(argument).Invoke(null, arguments);
}
