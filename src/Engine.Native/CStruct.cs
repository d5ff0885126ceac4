using System.Runtime.InteropServices;

namespace Engine.Native;

/// <summary>A field of a C struct with its default: name, size in bytes (which is its alignment too), and the bits llama.cpp puts there.</summary>
internal readonly record struct CField(string Name, int Size, ulong Default)
{
    public static CField Pointer(string name) => new(name, 8, 0);
    public static CField Size64(string name, ulong value) => new(name, 8, value);
    public static CField Int(string name, int value) => new(name, 4, (uint)value);
    public static CField Float(string name, float value) => new(name, 4, BitConverter.SingleToUInt32Bits(value));
    public static CField Bool(string name, bool value) => new(name, 1, value ? 1u : 0u);
}

/// <summary>A C struct as a list of fields: the rules of C give offsets, size and padding.</summary>
internal sealed class CStruct
{
    private readonly Dictionary<string, (int Offset, int Size)> _offsets = [];

    public CStruct(params ReadOnlySpan<CField> fields)
    {
        var defaults = new byte[OpaqueParams.Size];
        var mask = new bool[OpaqueParams.Size];
        int at = 0;
        Span<byte> bits = stackalloc byte[8];
        foreach (var field in fields)
        {
            at = (at + field.Size - 1) / field.Size * field.Size;
            _offsets.Add(field.Name, (at, field.Size));
            MemoryMarshal.Write(bits, field.Default);
            bits[..field.Size].CopyTo(defaults.AsSpan(at));
            mask.AsSpan(at, field.Size).Fill(true);
            at += field.Size;
        }
        // Every struct of llama.h holds pointers, so its size is a multiple of theirs.
        Size = (at + 7) / 8 * 8;
        Defaults = defaults.AsMemory(0, Size);
        Written = mask.AsMemory(0, Size);
    }

    /// <summary>Bytes, trailing padding included.</summary>
    public int Size { get; }

    /// <summary>The bytes of the defaults; padding is zero.</summary>
    public ReadOnlyMemory<byte> Defaults { get; }

    /// <summary>Per byte, whether it belongs to a field.</summary>
    public ReadOnlyMemory<bool> Written { get; }

    public bool Has(string field) => _offsets.ContainsKey(field);

    public int Offset(string field) => _offsets[field].Offset;

    /// <summary>Sets a field, which must be there and as large as <typeparamref name="T"/>.</summary>
    public unsafe void Set<T>(Span<byte> parameters, string field, T value) where T : unmanaged
    {
        var (offset, size) = _offsets.TryGetValue(field, out var found)
            ? found
            : throw new NativeLibraryException($"this llama.cpp has no parameter {field}");
        if (sizeof(T) != size) throw new ArgumentException($"{field} has {size} bytes, not {sizeof(T)}", nameof(value));
        MemoryMarshal.Write(parameters[offset..], value);
    }

    public void Set(Span<byte> parameters, string field, bool value) => Set(parameters, field, value ? (byte)1 : (byte)0);

    /// <summary>Whether what a library wrote is this struct's defaults: the values, and where known the size and the padding.</summary>
    /// <remarks>
    /// Some compilers copy the whole struct, padding too. Then the writing shows the size and nothing else, which must be this one to the byte, and the padding
    /// must be zero, as it is in what was copied; that the fields are where we think is left to their values, and to <see cref="NativeContext"/>, which reads back what it sets.
    /// </remarks>
    public bool Matches(StructObservation seen)
    {
        if (seen.Size is { } size && size > Size) return false;
        bool isWhole = seen.Size == Size && seen.IsWhole;
        for (int i = 0; i < Size; i++)
        {
            if ((Written.Span[i] || isWhole) && seen.Bytes[i] != Defaults.Span[i]) return false;
            if (seen.Written is { } written && !isWhole && written[i] != Written.Span[i]) return false;
        }
        return true;
    }
}

/// <summary>What a library's default-parameter function did to a buffer.</summary>
/// <param name="Bytes">The bytes after the call.</param>
/// <param name="Size">One past the last byte it wrote; null where the calling convention hides it.</param>
/// <param name="Written">Per byte, whether it was written; null likewise.</param>
internal sealed record StructObservation(byte[] Bytes, int? Size, bool[]? Written)
{
    /// <summary>Whether no byte up to the last was left out.</summary>
    public bool IsWhole => Size is { } size && Written is { } written && !written.AsSpan(0, size).Contains(false);

    /// <summary>The write mask in words: "W36 .4 W38".</summary>
    public string Mask
    {
        get
        {
            if (Written is null || Size is not { } size) return "unknown";
            var runs = new List<string>();
            for (int i = 0, start = 0; i < size; i++)
            {
                if (i + 1 < size && Written[i + 1] == Written[i]) continue;
                runs.Add($"{(Written[i] ? "W" : ".")}{i + 1 - start}");
                start = i + 1;
            }
            return string.Join(' ', runs);
        }
    }
}
