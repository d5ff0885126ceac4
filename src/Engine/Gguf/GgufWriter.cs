using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Engine.Kernels.Quantization;

namespace Engine.Gguf;

/// <summary>Writes a GGUF file, version 3: metadata from memory, tensors from callbacks, one after the other.</summary>
/// <remarks>
/// Source: the GGUF specification. The file is written beside its destination and renamed, so nobody ever sees half of one;
/// a reader that has the old file mapped keeps it.
/// </remarks>
public sealed class GgufWriter
{
    /// <summary>Tensor offsets are multiples of this many bytes unless <c>general.alignment</c> says otherwise.</summary>
    public const int DefaultAlignment = 32;

    private static readonly Dictionary<Type, GgufValueType> s_types = new()
    {
        [typeof(byte)] = GgufValueType.UInt8,
        [typeof(sbyte)] = GgufValueType.Int8,
        [typeof(ushort)] = GgufValueType.UInt16,
        [typeof(short)] = GgufValueType.Int16,
        [typeof(uint)] = GgufValueType.UInt32,
        [typeof(int)] = GgufValueType.Int32,
        [typeof(float)] = GgufValueType.Float32,
        [typeof(bool)] = GgufValueType.Bool,
        [typeof(ulong)] = GgufValueType.UInt64,
        [typeof(long)] = GgufValueType.Int64,
        [typeof(double)] = GgufValueType.Float64,
    };

    private readonly OrderedDictionary<string, Value> _values = [];
    private readonly OrderedDictionary<string, Tensor> _tensors = [];
    private readonly string? _source;

    /// <summary>Starts an empty file.</summary>
    public GgufWriter() { }

    private GgufWriter(string source) => _source = source;

    /// <summary>Starts with everything in <paramref name="file"/>, which must stay open until <see cref="Write"/>.</summary>
    public static GgufWriter Copy(GgufFile file)
    {
        var writer = new GgufWriter(file.Path);
        foreach (var (key, value) in file.Metadata) writer.Set(value, key);
        foreach (var tensor in file.Tensors) writer.Set(file, tensor);
        return writer;
    }

    /// <summary>Sets a number or boolean; it is stored as the type it has here, and readers of GGUF insist on types (counts are <see cref="uint"/>).</summary>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is no type the format has.</exception>
    public GgufWriter Set<T>(string key, T value) where T : unmanaged =>
        Set(key, new Value(TypeOf<T>(), MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray(), null));

    /// <summary>Sets a string.</summary>
    public GgufWriter Set(string key, string value) => Set(key, new Value(GgufValueType.String, EncodeStrings([Encoding.UTF8.GetBytes(value)]), null));

    /// <summary>Sets an array of numbers or booleans.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is no type the format has.</exception>
    public GgufWriter SetArray<T>(string key, ReadOnlySpan<T> values) where T : unmanaged =>
        SetArray(key, TypeOf<T>(), values.Length, MemoryMarshal.AsBytes(values));

    /// <summary>Sets an array of strings.</summary>
    public GgufWriter SetArray(string key, IReadOnlyList<string> values) => SetArray(key, [.. values.Select(Encoding.UTF8.GetBytes)]);

    /// <summary>Sets an array of strings given as UTF-8, valid or not.</summary>
    public GgufWriter SetArray(string key, IReadOnlyList<byte[]> utf8) => SetArray(key, GgufValueType.String, utf8.Count, EncodeStrings(utf8));

    /// <summary>Sets <paramref name="value"/>, of a file that stays open until <see cref="Write"/>, under <paramref name="key"/> or its own key.</summary>
    public GgufWriter Set(GgufValue value, string? key = null) => Set(key ?? value.Key, new Value(value.Type, null, value));

    /// <summary>Removes a key, if it is there.</summary>
    public GgufWriter Remove(string key)
    {
        _values.Remove(key);
        return this;
    }

    /// <summary>Sets a tensor; <paramref name="write"/> will be asked for its bytes, row after row.</summary>
    /// <param name="name">Its name, at most 63 bytes.</param>
    /// <param name="type">How it is stored.</param>
    /// <param name="dimensions">Lengths, fastest-varying first; 1 to 4.</param>
    /// <param name="write">Writes exactly the bytes that type and dimensions make.</param>
    /// <exception cref="ArgumentException">The rows are not a multiple of the type's block.</exception>
    public GgufWriter SetTensor(string name, TensorType type, IReadOnlyList<long> dimensions, Action<Stream> write)
    {
        long rows = dimensions.Skip(1).Aggregate(1L, (product, length) => checked(product * length));
        _tensors[name] = new Tensor(type, dimensions, checked(rows * TensorTypes.Get(type).RowBytes(dimensions[0])), write);
        return this;
    }

    /// <summary>Sets <paramref name="tensor"/> of <paramref name="file"/>, which stays open until <see cref="Write"/>, as it is.</summary>
    public GgufWriter Set(GgufFile file, GgufTensor tensor)
    {
        _tensors[tensor.Name] = new Tensor(tensor.Type, tensor.Dimensions, tensor.ByteLength, stream => CopyTensor(file, tensor, stream));
        return this;
    }

    /// <summary>Removes a tensor, if it is there.</summary>
    public GgufWriter RemoveTensor(string name)
    {
        _tensors.Remove(name);
        return this;
    }

    /// <summary>Writes the file to <paramref name="path"/>, replacing what is there.</summary>
    /// <exception cref="ArgumentException"><paramref name="path"/> is the file that is being copied.</exception>
    /// <exception cref="InvalidOperationException">A callback wrote another number of bytes than its tensor has.</exception>
    public void Write(string path)
    {
        if (_source is not null && RealPath(_source) == RealPath(path))
            throw new ArgumentException($"{path} is the file that is being read; another destination was expected", nameof(path));
        using var file = Begin(path);
        file.Complete();
    }

    /// <summary>Writes the file beside <paramref name="path"/>; completing what is returned gives it its name.</summary>
    internal FileBeside Begin(string path)
    {
        var file = new FileBeside(path);
        try
        {
            WriteTo(file.Stream);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void WriteTo(Stream stream)
    {
        int alignment = Alignment();
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)_tensors.Count);
        writer.Write((ulong)_values.Count);
        foreach (var (key, value) in _values)
        {
            WriteString(writer, key);
            writer.Write((uint)value.Type);
            writer.Write(value.Bytes);
        }

        ulong offset = 0;
        foreach (var (name, tensor) in _tensors)
        {
            WriteString(writer, name);
            writer.Write((uint)tensor.Dimensions.Count);
            foreach (long length in tensor.Dimensions) writer.Write((ulong)length);
            writer.Write((uint)tensor.Type);
            writer.Write(offset);
            offset += (ulong)(tensor.ByteLength + Padding(tensor.ByteLength, alignment));
        }
        writer.Flush();

        if (_tensors.Count == 0) return;
        stream.Write(new byte[Padding(stream.Position, alignment)]);
        foreach (var (name, tensor) in _tensors)
        {
            long start = stream.Position;
            tensor.Write(stream);
            if (stream.Position - start != tensor.ByteLength)
                throw new InvalidOperationException($"tensor {name} was written as {stream.Position - start} bytes; {tensor.ByteLength} were expected");
            stream.Write(new byte[Padding(tensor.ByteLength, alignment)]);
        }
    }

    private int Alignment()
    {
        if (!_values.TryGetValue(GgufKeys.Alignment, out var value) || value.Type != GgufValueType.UInt32) return DefaultAlignment;
        uint alignment = BinaryPrimitives.ReadUInt32LittleEndian(value.Bytes);
        return alignment is > 0 and <= 1 << 20 ? (int)alignment : DefaultAlignment;
    }

    private static int Padding(long position, int alignment) => (int)((alignment - position % alignment) % alignment);

    private GgufWriter SetArray(string key, GgufValueType type, int count, ReadOnlySpan<byte> elements)
    {
        var bytes = new byte[sizeof(uint) + sizeof(ulong) + elements.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)type);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(sizeof(uint)), (ulong)count);
        elements.CopyTo(bytes.AsSpan(sizeof(uint) + sizeof(ulong)));
        return Set(key, new Value(GgufValueType.Array, bytes, null));
    }

    private GgufWriter Set(string key, Value value)
    {
        _values[key] = value;
        return this;
    }

    private static GgufValueType TypeOf<T>() => s_types.TryGetValue(typeof(T), out var type)
        ? type
        : throw new ArgumentException($"{typeof(T).Name} is no value type of GGUF; integers, floats, doubles and booleans are");

    private static byte[] EncodeStrings(IReadOnlyList<byte[]> strings)
    {
        var bytes = new byte[strings.Sum(text => sizeof(ulong) + text.Length)];
        int at = 0;
        foreach (var text in strings)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), (ulong)text.Length);
            text.CopyTo(bytes, at + sizeof(ulong));
            at += sizeof(ulong) + text.Length;
        }
        return bytes;
    }

    private static void WriteString(BinaryWriter writer, string text) => writer.Write(EncodeStrings([Encoding.UTF8.GetBytes(text)]));

    private static void CopyTensor(GgufFile file, GgufTensor tensor, Stream stream)
    {
        const int chunk = 1 << 24;
        for (long at = 0; at < tensor.ByteLength; at += chunk)
            stream.Write(file.Bytes.Span(tensor.Offset + at, (int)Math.Min(chunk, tensor.ByteLength - at)));
    }

    /// <summary>The path with links followed, so that two names of one file are equal.</summary>
    private static string RealPath(string path) =>
        (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(path);

    private readonly record struct Value(GgufValueType Type, byte[]? Encoded, GgufValue? Copied)
    {
        public ReadOnlySpan<byte> Bytes => Copied is null ? Encoded : Copied.Encoded;
    }

    private readonly record struct Tensor(TensorType Type, IReadOnlyList<long> Dimensions, long ByteLength, Action<Stream> Write);
}
