using System.Diagnostics.CodeAnalysis;
using Engine.Kernels.Memory;

namespace Engine.Gguf;

/// <summary>An open GGUF file, version 2 or 3: metadata and tensors, read lazily from a mapping.</summary>
/// <remarks>
/// Source: the GGUF specification. Opening checks everything that keeps reads inside the file; whether the content makes a
/// usable model is <see cref="GgufValidator"/>'s question.
/// </remarks>
public sealed class GgufFile : IDisposable
{
    private readonly Dictionary<string, GgufTensor> _tensorsByName;

    internal GgufFile(string path, MappedFile bytes, GgufHeader header)
    {
        Path = path;
        Bytes = bytes;
        Version = header.Version;
        Alignment = header.Alignment;
        DataOffset = header.DataOffset;
        Metadata = header.Metadata;
        Tensors = header.Tensors;
        _tensorsByName = header.Tensors.ToDictionary(tensor => tensor.Name);
    }

    /// <summary>Where it was opened.</summary>
    public string Path { get; }

    /// <summary>The version of the format.</summary>
    public int Version { get; }

    /// <summary>Tensor offsets are multiples of this many bytes.</summary>
    public int Alignment { get; }

    /// <summary>First byte of the tensor data.</summary>
    public long DataOffset { get; }

    /// <summary>Bytes of the file.</summary>
    public long Length => Bytes.Length;

    /// <summary>The metadata, by key, in file order.</summary>
    public GgufMetadata Metadata { get; }

    /// <summary>The tensors in file order.</summary>
    public IReadOnlyList<GgufTensor> Tensors { get; }

    internal MappedFile Bytes { get; }

    /// <summary>Opens <paramref name="path"/> by mapping it, or by copying it into memory when <paramref name="loadIntoMemory"/>.</summary>
    /// <exception cref="GgufException">It is no GGUF file, or is truncated or inconsistent.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static GgufFile Open(string path, bool loadIntoMemory = false)
    {
        RegularFile.Check(path, "a GGUF file");
        var bytes = loadIntoMemory ? MappedFile.Read(path) : MappedFile.Map(path);
        try
        {
            return new GgufFile(path, bytes, GgufReader.Read(bytes));
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <summary>Finds a tensor by name.</summary>
    public bool TryGetTensor(string name, [NotNullWhen(true)] out GgufTensor? tensor) => _tensorsByName.TryGetValue(name, out tensor);

    /// <summary>The tensor called <paramref name="name"/>.</summary>
    /// <exception cref="GgufException">There is none.</exception>
    public GgufTensor Tensor(string name) =>
        _tensorsByName.TryGetValue(name, out var tensor) ? tensor : throw new GgufException($"tensor {name} is missing");

    /// <summary>The stored bytes of row <paramref name="row"/> of <paramref name="tensor"/>, a view of the file.</summary>
    public ReadOnlySpan<byte> Row(GgufTensor tensor, int row) =>
        Bytes.Span(tensor.Offset + (long)row * tensor.RowBytes, tensor.RowBytes);

    /// <inheritdoc/>
    public void Dispose() => Bytes.Dispose();
}

/// <summary>What the reader found before the tensor data.</summary>
internal sealed record GgufHeader(int Version, int Alignment, long DataOffset, GgufMetadata Metadata, IReadOnlyList<GgufTensor> Tensors);
