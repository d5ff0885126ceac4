using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Engine.Kernels.Memory;

namespace Engine.Gguf;

/// <summary>The type of a metadata value; the numbers are the format's.</summary>
public enum GgufValueType
{
    /// <summary>Unsigned byte.</summary>
    UInt8,
    /// <summary>Signed byte.</summary>
    Int8,
    /// <summary>Unsigned 16 bits.</summary>
    UInt16,
    /// <summary>Signed 16 bits.</summary>
    Int16,
    /// <summary>Unsigned 32 bits.</summary>
    UInt32,
    /// <summary>Signed 32 bits.</summary>
    Int32,
    /// <summary>Single precision.</summary>
    Float32,
    /// <summary>One byte, 0 or 1.</summary>
    Bool,
    /// <summary>UTF-8 bytes with their length.</summary>
    String,
    /// <summary>Elements of one type.</summary>
    Array,
    /// <summary>Unsigned 64 bits.</summary>
    UInt64,
    /// <summary>Signed 64 bits.</summary>
    Int64,
    /// <summary>Double precision.</summary>
    Float64,
}

/// <summary>A metadata value. It is decoded when asked for, straight from the file; arrays element by element.</summary>
public sealed class GgufValue
{
    private readonly MappedFile _file;
    private readonly long _offset;         // of the value, or of the first element
    private readonly long _end;
    private readonly long[]? _strings;   // offsets of the length fields of an array of strings

    internal GgufValue(MappedFile file, string key, GgufValueType type, GgufValueType elementType, long offset, long end, long count, long[]? strings)
    {
        _file = file;
        _offset = offset;
        _end = end;
        _strings = strings;
        Key = key;
        Type = type;
        ElementType = elementType;
        Count = (int)count;
    }

    /// <summary>The key it stands under.</summary>
    public string Key { get; }

    /// <summary>Its type.</summary>
    public GgufValueType Type { get; }

    /// <summary>The type of the elements of an array; otherwise <see cref="Type"/>.</summary>
    public GgufValueType ElementType { get; }

    /// <summary>The type as text: "UInt32", "array of String".</summary>
    public string TypeName => Type == GgufValueType.Array ? $"array of {ElementType}" : Type.ToString();

    /// <summary>Elements of an array; 1 for anything else.</summary>
    public int Count { get; }

    /// <summary>Whether it is any integer type (an array: of integers).</summary>
    public bool IsInteger => ElementType is not (GgufValueType.Float32 or GgufValueType.Float64 or GgufValueType.String or GgufValueType.Bool);

    /// <summary>The UTF-8 bytes of the string at <paramref name="index"/>; they need not be valid UTF-8.</summary>
    /// <exception cref="GgufException">It is not a string.</exception>
    public ReadOnlySpan<byte> Utf8(int index = 0)
    {
        Check(ElementType == GgufValueType.String, index, "a string");
        long at = _strings is null ? _offset : _strings[index];
        long length = (long)BinaryPrimitives.ReadUInt64LittleEndian(_file.Span(at, 8));
        return _file.Span(at + 8, (int)length);
    }

    /// <summary>The string at <paramref name="index"/>, invalid bytes replaced.</summary>
    /// <exception cref="GgufException">It is not a string.</exception>
    public string String(int index = 0) => Encoding.UTF8.GetString(Utf8(index));

    /// <summary>The integer at <paramref name="index"/>.</summary>
    /// <exception cref="GgufException">It is not an integer, or exceeds 63 bits.</exception>
    public long Integer(int index = 0)
    {
        Check(IsInteger, index, "an integer");
        var bytes = Element(index);
        return ElementType switch
        {
            GgufValueType.UInt8 => bytes[0],
            GgufValueType.Int8 => (sbyte)bytes[0],
            GgufValueType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            GgufValueType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            GgufValueType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            GgufValueType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            GgufValueType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes) is var value and <= long.MaxValue
                ? (long)value
                : throw new GgufException($"{Key} is {BinaryPrimitives.ReadUInt64LittleEndian(bytes)}; at most {long.MaxValue} is possible"),
        };
    }

    /// <summary>The floating-point number at <paramref name="index"/>.</summary>
    /// <exception cref="GgufException">It is not a number.</exception>
    public double Number(int index = 0)
    {
        if (IsInteger) return Integer(index);
        Check(ElementType is GgufValueType.Float32 or GgufValueType.Float64, index, "a number");
        return ElementType == GgufValueType.Float32
            ? BinaryPrimitives.ReadSingleLittleEndian(Element(index))
            : BinaryPrimitives.ReadDoubleLittleEndian(Element(index));
    }

    /// <summary>The boolean at <paramref name="index"/>.</summary>
    /// <exception cref="GgufException">It is not a boolean.</exception>
    public bool Bool(int index = 0)
    {
        Check(ElementType == GgufValueType.Bool, index, "a boolean");
        return Element(index)[0] != 0;
    }

    /// <summary>The value as text; of an array, its type, length and first elements.</summary>
    public override string ToString()
    {
        if (Type != GgufValueType.Array) return Text(0);
        const int shown = 6;
        var elements = Enumerable.Range(0, Math.Min(Count, shown)).Select(Text);
        return $"{ElementType}[{Count}] = [{string.Join(", ", elements)}{(Count > shown ? ", ..." : "")}]";
    }

    /// <summary>Bytes of one element of a fixed-size type; 0 for strings and arrays.</summary>
    internal static int SizeOf(GgufValueType type) => type switch
    {
        GgufValueType.UInt8 or GgufValueType.Int8 or GgufValueType.Bool => 1,
        GgufValueType.UInt16 or GgufValueType.Int16 => 2,
        GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Float32 => 4,
        GgufValueType.UInt64 or GgufValueType.Int64 or GgufValueType.Float64 => 8,
        _ => 0,
    };

    /// <summary>The raw little-endian bytes of a value or array of a fixed-size type.</summary>
    internal ReadOnlySpan<byte> Raw => _file.Span(_offset, checked(Count * SizeOf(ElementType)));

    /// <summary>All elements of an array of integers; those beyond 32 bits as the nearest there is.</summary>
    /// <exception cref="GgufException">They are not integers.</exception>
    internal ReadOnlySpan<int> Integers()
    {
        if (ElementType == GgufValueType.Int32 && BitConverter.IsLittleEndian) return MemoryMarshal.Cast<byte, int>(Raw);
        var integers = new int[Count];
        for (int i = 0; i < integers.Length; i++) integers[i] = (int)Math.Clamp(Integer(i), int.MinValue, int.MaxValue);
        return integers;
    }

    /// <summary>All elements of an array of numbers, in single precision.</summary>
    /// <exception cref="GgufException">They are not numbers.</exception>
    internal ReadOnlySpan<float> Singles()
    {
        if (ElementType == GgufValueType.Float32 && BitConverter.IsLittleEndian) return MemoryMarshal.Cast<byte, float>(Raw);
        var singles = new float[Count];
        for (int i = 0; i < singles.Length; i++) singles[i] = (float)Number(i);
        return singles;
    }

    /// <summary>The value as the format writes it after its type: of an array, the element type and length as well.</summary>
    internal ReadOnlySpan<byte> Encoded
    {
        get
        {
            long start = Type == GgufValueType.Array ? _offset - sizeof(uint) - sizeof(ulong) : _offset;
            return _file.Span(start, (int)(_end - start));
        }
    }

    private ReadOnlySpan<byte> Element(int index)
    {
        int size = SizeOf(ElementType);
        return _file.Span(_offset + (long)index * size, size);
    }

    private void Check(bool isType, int index, string expected)
    {
        if (!isType) throw WrongType(expected);
        if ((uint)index >= (uint)Count) throw NoElement(index);
    }

    private GgufException WrongType(string expected) => new($"{Key} is of type {TypeName}; {expected} was expected");

    private GgufException NoElement(int index) => new($"{Key} has {Count} elements; there is no element {index}");

    /// <summary>The element at <paramref name="index"/> as text.</summary>
    public string Text(int index = 0) => ElementType switch
    {
        GgufValueType.String => String(index),
        GgufValueType.Bool => Bool(index) ? "true" : "false",
        GgufValueType.Float32 => ((float)Number(index)).ToString(CultureInfo.InvariantCulture),
        GgufValueType.Float64 => Number(index).ToString(CultureInfo.InvariantCulture),
        GgufValueType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(Element(index)).ToString(CultureInfo.InvariantCulture),
        _ => Integer(index).ToString(CultureInfo.InvariantCulture),
    };
}
