using System.Buffers.Binary;
using System.Text;
using Engine.Kernels.Memory;
using Engine.Kernels.Tensors;

namespace Engine.Gguf;

/// <summary>Parses a GGUF header. Every count is checked against the bytes that are left before anything is allocated for it.</summary>
internal ref struct GgufReader
{
    private const uint Magic = 0x46554747;   // "GGUF", little-endian
    private const int MaxNameLength = 63;    // ggml keeps names in 64 bytes, terminator included
    private const int MaxDimensions = 4;
    private const int DefaultAlignment = 32;

    private readonly MappedFile _file;
    private long _at;

    private GgufReader(MappedFile file) => _file = file;

    public static GgufHeader Read(MappedFile file)
    {
        var reader = new GgufReader(file);
        return reader.ReadHeader();
    }

    private GgufHeader ReadHeader()
    {
        if (_file.Length < 4 || UInt32("the magic") != Magic)
            throw new GgufException("this is not a GGUF file: it does not start with the bytes GGUF");
        uint version = UInt32("the version");
        if (version is not (2 or 3))
            throw new GgufException($"the GGUF version is {version}{((version & 0xFFFF) == 0 ? " (a big-endian file)" : "")}; 2 or 3 was expected");

        long tensorCount = Count("the number of tensors", minimumBytes: 24);
        long valueCount = Count("the number of metadata values", minimumBytes: 13);

        var values = new OrderedDictionary<string, GgufValue>();
        for (long i = 0; i < valueCount; i++)
        {
            string key = String($"metadata key {i}");
            if (!values.TryAdd(key, ReadValue(key))) throw new GgufException($"metadata key {key} appears twice");
        }
        var metadata = new GgufMetadata(values);

        long alignment = metadata.Integer("general.alignment", DefaultAlignment)!.Value;
        if (alignment is <= 0 or > 1 << 20 || !long.IsPow2(alignment))
            throw new GgufException($"general.alignment is {alignment}; a power of two up to {1 << 20} was expected");

        var tensors = new List<GgufTensor>((int)tensorCount);
        var names = new HashSet<string>();
        for (long i = 0; i < tensorCount; i++)
        {
            var tensor = ReadTensor(i);
            if (!names.Add(tensor.Name)) throw new GgufException($"tensor {tensor.Name} appears twice");
            tensors.Add(tensor);
        }

        long dataOffset = tensors.Count == 0 ? _at : (_at + alignment - 1) / alignment * alignment;
        return new GgufHeader((int)version, (int)alignment, dataOffset, metadata, Place(tensors, dataOffset, (int)alignment));
    }

    /// <summary>Turns offsets into the data section into offsets into the file, and checks that every tensor lies inside it.</summary>
    private readonly List<GgufTensor> Place(List<GgufTensor> tensors, long dataOffset, int alignment)
    {
        for (int i = 0; i < tensors.Count; i++)
        {
            var tensor = tensors[i];
            if (tensor.Offset % alignment != 0)
                throw new GgufException($"tensor {tensor.Name} is at offset {tensor.Offset}; a multiple of the alignment {alignment} was expected");
            if (tensor.Offset > _file.Length - dataOffset - tensor.ByteLength)
                throw new GgufException(
                    $"tensor {tensor.Name} ends at byte {(Int128)dataOffset + tensor.Offset + tensor.ByteLength} of a file of {_file.Length} bytes: the file is truncated");
            tensors[i] = tensor with { Offset = dataOffset + tensor.Offset };
        }
        return tensors;
    }

    private GgufTensor ReadTensor(long index)
    {
        string name = String($"the name of tensor {index}");
        if (name.Length == 0 || Encoding.UTF8.GetByteCount(name) > MaxNameLength)
            throw new GgufException($"the name of tensor {index} ('{name}') has {name.Length} characters; 1 to {MaxNameLength} bytes were expected");
        uint dimensionCount = UInt32($"the dimension count of {name}");
        if (dimensionCount is 0 or > MaxDimensions)
            throw new GgufException($"tensor {name} has {dimensionCount} dimensions; 1 to {MaxDimensions} were expected");

        var dimensions = new long[dimensionCount];
        Int128 elements = 1;
        for (int d = 0; d < dimensions.Length; d++)
        {
            ulong length = UInt64($"dimension {d} of {name}");
            elements *= length;
            if (length is 0 or > int.MaxValue || elements > long.MaxValue / 8)
                throw new GgufException($"dimension {d} of tensor {name} is {length}; 1 to {int.MaxValue} was expected, and fewer than 2^60 elements in all");
            dimensions[d] = (long)length;
        }

        uint typeNumber = UInt32($"the type of {name}");
        if (typeNumber > int.MaxValue || !TensorTypes.TryGet((int)typeNumber, out var type))
            throw new GgufException($"tensor {name} is of type {typeNumber}, which this version does not know");
        if (dimensions[0] % type.BlockLength != 0)
            throw new GgufException($"tensor {name} has rows of {dimensions[0]} elements; a multiple of the {type.Name} block ({type.BlockLength}) was expected");

        ulong offset = UInt64($"the offset of {name}");
        if (offset > long.MaxValue / 2) throw new GgufException($"tensor {name} is at offset {offset}, beyond any file");
        long rows = (long)(elements / dimensions[0]);
        return new GgufTensor(name, type.Type, dimensions, (long)offset, checked(rows * type.RowBytes(dimensions[0])));
    }

    private GgufValue ReadValue(string key)
    {
        var type = ValueType(key);
        if (type != GgufValueType.Array)
        {
            long offset = _at;
            if (type == GgufValueType.String) SkipString(key);
            else Skip(GgufValue.SizeOf(type), key);
            return new GgufValue(_file, key, type, type, offset, 1, null);
        }

        var elementType = ValueType(key);
        if (elementType == GgufValueType.Array) throw new GgufException($"{key} is an array of arrays; the format has none");
        int size = GgufValue.SizeOf(elementType);
        long count = Count($"the length of {key}", minimumBytes: size == 0 ? 8 : size);
        long start = _at;
        if (elementType != GgufValueType.String)
        {
            Skip(count * size, key);
            return new GgufValue(_file, key, GgufValueType.Array, elementType, start, count, null);
        }
        var strings = new long[count];
        for (long i = 0; i < count; i++)
        {
            strings[i] = _at;
            SkipString(key);
        }
        return new GgufValue(_file, key, GgufValueType.Array, elementType, start, count, strings);
    }

    private GgufValueType ValueType(string key)
    {
        uint type = UInt32($"the type of {key}");
        return type <= (uint)GgufValueType.Float64
            ? (GgufValueType)type
            : throw new GgufException($"{key} is of value type {type}; 0 to {(int)GgufValueType.Float64} was expected");
    }

    /// <summary>A count of things that take at least <paramref name="minimumBytes"/> each, so no more than the rest of the file can hold.</summary>
    private long Count(string what, int minimumBytes)
    {
        ulong count = UInt64(what);
        long possible = Math.Min((_file.Length - _at) / minimumBytes, int.MaxValue);
        return count <= (ulong)possible
            ? (long)count
            : throw new GgufException($"{what} is {count}; the rest of the file holds at most {possible}");
    }

    private string String(string what)
    {
        long start = _at;
        SkipString(what);
        return Encoding.UTF8.GetString(_file.Span(start + 8, (int)(_at - start - 8)));
    }

    private void SkipString(string what) => Skip(Count($"the string length of {what}", minimumBytes: 1), what);

    private uint UInt32(string what)
    {
        long at = _at;
        Skip(4, what);
        return BinaryPrimitives.ReadUInt32LittleEndian(_file.Span(at, 4));
    }

    private ulong UInt64(string what)
    {
        long at = _at;
        Skip(8, what);
        return BinaryPrimitives.ReadUInt64LittleEndian(_file.Span(at, 8));
    }

    private void Skip(long length, string what)
    {
        if (length > _file.Length - _at) throw new GgufException($"the file ends inside {what}, at byte {_file.Length}: it is truncated");
        _at += length;
    }
}
