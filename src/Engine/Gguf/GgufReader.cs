using System.Buffers.Binary;
using System.Text;
using Engine.Kernels.Memory;
using Engine.Kernels.Quantization;

namespace Engine.Gguf;

/// <summary>Parses a GGUF header. Every count is checked against the bytes that are left before anything is allocated for it.</summary>
/// <remarks>
/// Time and memory are bounded by the bytes of the header: strings and arrays stay in the file, and the only thing kept per
/// element is the offset of each string of an array, 8 bytes for at least 8 of the file.
/// </remarks>
internal ref struct GgufReader
{
    private const uint Magic = 0x46554747;   // "GGUF", little-endian
    private const int MaxValues = 1 << 12;   // real files have under a hundred; llama.cpp compares each with each: 65,000 take it 10 s
    private const int MaxTensors = 1 << 14;  // the largest mixtures have a few thousand; these too are compared each with each
    private const int MaxKeyLength = 65535;  // the format's limit
    private const int MaxNameLength = 63;    // ggml keeps names in 64 bytes, terminator included
    private const int MaxDimensions = 4;
    private const int MaxAlignment = 1 << 20;
    private const long MaxElements = long.MaxValue / 8;    // of a tensor: an element takes 8 bytes at most, so bytes do not overflow
    private const long MaxOffset = long.MaxValue / 2;      // of a tensor: its end does not overflow

    // The least a tensor's description takes: name length, one letter, dimension count, one dimension, type, offset.
    private const int MinTensorBytes = 8 + 1 + 4 + 8 + 4 + 8;
    // The least a metadata value takes: key length, one letter, type, one byte.
    private const int MinValueBytes = 8 + 1 + 4 + 1;

    private readonly MappedFile _file;
    private long _at;
    private string _subject = "the header";   // what is being read, for messages

    private GgufReader(MappedFile file) => _file = file;

    public static GgufHeader Read(MappedFile file)
    {
        var reader = new GgufReader(file);
        return reader.ReadHeader();
    }

    private GgufHeader ReadHeader()
    {
        if (_file.Length < 4 || UInt32("magic") != Magic)
            throw new GgufException("this is not a GGUF file: it does not start with the bytes GGUF");
        uint version = UInt32("version");
        if (version is not (2 or 3))
            throw new GgufException($"the GGUF version is {version}{((version & 0xFFFF) == 0 ? " (a big-endian file)" : "")}; 2 or 3 was expected");

        long tensorCount = Count("number of tensors", MinTensorBytes, MaxTensors);
        long valueCount = Count("number of metadata values", MinValueBytes, MaxValues);

        var metadata = ReadMetadata(valueCount);
        long alignment = metadata.Integer(GgufKeys.Alignment, GgufWriter.DefaultAlignment)!.Value;
        if (alignment is <= 0 or > MaxAlignment || !long.IsPow2(alignment))
            throw new GgufException($"{GgufKeys.Alignment} is {alignment}; a power of two up to {MaxAlignment} was expected");

        var tensors = ReadTensors(tensorCount);
        long dataOffset = tensors.Count == 0 ? _at : (_at + alignment - 1) / alignment * alignment;
        return new GgufHeader((int)version, (int)alignment, dataOffset, metadata, Place(tensors, dataOffset, (int)alignment));
    }

    private GgufMetadata ReadMetadata(long count)
    {
        var values = new OrderedDictionary<string, GgufValue>();
        for (long i = 0; i < count; i++)
        {
            _subject = $"metadata value {i}";
            string key = Name("key", MaxKeyLength);
            _subject = key;
            if (!values.TryAdd(key, ReadValue(key))) throw new GgufException($"metadata key {key} appears twice");
        }
        return new GgufMetadata(values);
    }

    private List<GgufTensor> ReadTensors(long count)
    {
        var tensors = new List<GgufTensor>();
        var names = new HashSet<string>();
        for (long i = 0; i < count; i++)
        {
            _subject = $"tensor {i}";
            string name = Name("name", MaxNameLength);
            _subject = $"tensor {name}";
            if (!names.Add(name)) throw new GgufException($"tensor {name} appears twice");
            tensors.Add(ReadTensor(name));
        }
        return tensors;
    }

    /// <summary>Turns offsets into the data section into offsets into the file, and checks that every tensor lies inside it.</summary>
    private readonly List<GgufTensor> Place(List<GgufTensor> tensors, long dataOffset, int alignment)
    {
        for (int i = 0; i < tensors.Count; i++)
        {
            var tensor = tensors[i];
            if (tensor.Offset % alignment != 0)
                throw new GgufException($"tensor {tensor.Name} is at offset {tensor.Offset}; a multiple of the alignment {alignment} was expected");
            long end = dataOffset + tensor.Offset + tensor.ByteLength;
            if (end > _file.Length)
                throw new GgufException($"tensor {tensor.Name} ends at byte {end} of a file of {_file.Length} bytes: the file is truncated");
            tensors[i] = tensor with { Offset = dataOffset + tensor.Offset };
        }
        return tensors;
    }

    private GgufTensor ReadTensor(string name)
    {
        uint dimensionCount = UInt32("number of dimensions");
        if (dimensionCount is 0 or > MaxDimensions)
            throw new GgufException($"tensor {name} has {dimensionCount} dimensions; 1 to {MaxDimensions} were expected");

        var dimensions = new long[dimensionCount];
        long elements = 1;
        for (int d = 0; d < dimensions.Length; d++)
        {
            ulong length = UInt64("dimension");
            if (length is 0 or > int.MaxValue || (long)length > MaxElements / elements)
                throw new GgufException($"dimension {d} of tensor {name} is {length}; 1 to {int.MaxValue} was expected, and fewer than 2^60 elements in all");
            dimensions[d] = (long)length;
            elements *= dimensions[d];
        }

        uint typeNumber = UInt32("type");
        if (typeNumber > int.MaxValue || !TensorTypes.TryGet((int)typeNumber, out var type))
            throw new GgufException($"tensor {name} is of type {typeNumber}, which this version does not know");
        if (dimensions[0] % type.BlockLength != 0)
            throw new GgufException($"tensor {name} has rows of {dimensions[0]} elements; a multiple of the {type.Name} block ({type.BlockLength}) was expected");

        ulong offset = UInt64("offset");
        if (offset > MaxOffset) throw new GgufException($"tensor {name} is at offset {offset}, beyond any file");
        long rows = elements / dimensions[0];
        long bytes = rows * type.RowBytes(dimensions[0]);
        if (bytes > _file.Length)
            throw new GgufException($"tensor {name} has {bytes} bytes in a file of {_file.Length}: the file is truncated");
        if (rows > int.MaxValue || type.RowBytes(dimensions[0]) > int.MaxValue)
            throw new GgufException($"tensor {name} has {rows} rows of {type.RowBytes(dimensions[0])} bytes; at most {int.MaxValue} of each was expected");
        return new GgufTensor(name, type.Type, dimensions, (long)offset, bytes);
    }

    private GgufValue ReadValue(string key)
    {
        var type = ValueType("type");
        if (type != GgufValueType.Array)
        {
            long offset = _at;
            SkipElement(type);
            return new GgufValue(_file, key, type, type, offset, _at, 1, null);
        }

        var elementType = ValueType("element type");
        if (elementType == GgufValueType.Array) throw new GgufException($"{key} is an array of arrays; the format has none");
        int size = GgufValue.SizeOf(elementType);
        long count = Count("array length", minimumBytes: size == 0 ? 8 : size, int.MaxValue);
        long start = _at;
        long[]? strings = elementType == GgufValueType.String ? Strings(count) : null;
        if (strings is null) Skip(count * size, "elements");
        if (_at - start > int.MaxValue - 64)   // the whole value, type and length included, is one span
            throw new GgufException($"{key} has {_at - start} bytes; less than 2 GiB was expected");
        return new GgufValue(_file, key, type, elementType, start, _at, count, strings);
    }

    /// <summary>The offsets of <paramref name="count"/> strings.</summary>
    private long[] Strings(long count)
    {
        var strings = new long[count];
        for (int i = 0; i < strings.Length; i++)
        {
            strings[i] = _at;
            SkipElement(GgufValueType.String);
        }
        return strings;
    }

    private void SkipElement(GgufValueType type)
    {
        if (type == GgufValueType.String) Skip(Count("string length", minimumBytes: 1, int.MaxValue - 64), "string");
        else Skip(GgufValue.SizeOf(type), "value");
    }

    private GgufValueType ValueType(string what)
    {
        uint type = UInt32(what);
        return type <= (uint)GgufValueType.Float64
            ? (GgufValueType)type
            : throw new GgufException($"the {what} of {_subject} is {type}; 0 to {(int)GgufValueType.Float64} was expected");
    }

    /// <summary>A count of things that take at least <paramref name="minimumBytes"/> each, so no more than the rest of the file can hold.</summary>
    private long Count(string what, int minimumBytes, long limit)
    {
        ulong count = UInt64(what);
        if (count > (ulong)limit) throw new GgufException($"the {what} of {_subject} is {count}; at most {limit} was expected");
        long possible = (_file.Length - _at) / minimumBytes;
        return count <= (ulong)possible
            ? (long)count
            : throw new GgufException($"the {what} of {_subject} is {count}; the rest of the file allows at most {possible}");
    }

    private string Name(string what, int maxBytes)
    {
        ulong length = UInt64(what);
        if (length == 0 || length > (ulong)maxBytes)
            throw new GgufException($"the {what} of {_subject} has {length} bytes; 1 to {maxBytes} were expected");
        long start = _at;
        Skip((long)length, what);
        var utf8 = _file.Span(start, (int)length);
        // C would read a shorter name, and so another key than we check.
        if (utf8.Contains((byte)0)) throw new GgufException($"the {what} of {_subject} is '{utf8}'; a name without NUL was expected");
        return Encoding.UTF8.GetString(utf8);
    }

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
        if (length > _file.Length - _at)
            throw new GgufException($"the file ends inside the {what} of {_subject}, at byte {_file.Length}: it is truncated");
        _at += length;
    }
}
