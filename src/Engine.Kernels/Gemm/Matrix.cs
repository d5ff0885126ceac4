using System.Runtime.CompilerServices;
using Engine.Kernels.Memory;
using Engine.Kernels.Quantization;

namespace Engine.Kernels.Gemm;

/// <summary>A weight matrix where it lies in the file, (rows, length), rows contiguous. A view: the file must stay open.</summary>
internal sealed unsafe class Matrix
{
    /// <summary>Bytes past its end that a kernel may read of a row.</summary>
    public const int Overread = 512;

    private readonly byte* _start;

    /// <summary>A view of <paramref name="rows"/> rows of <paramref name="length"/> elements from byte <paramref name="offset"/> of <paramref name="file"/>.</summary>
    public Matrix(MappedFile file, long offset, TensorType type, int rows, int length)
    {
        Type = type;
        Rows = rows;
        Length = length;
        RowBytes = checked((int)TensorTypes.Get(type).RowBytes(length));
        _ = file.Span(offset + (long)(rows - 1) * RowBytes, RowBytes);   // throws when the last row is not inside
        _start = file.Pointer(offset);
        SafeRows = (int)Math.Min(rows, (file.Length - Overread - offset) / RowBytes);
    }

    /// <summary>How elements are stored.</summary>
    public TensorType Type { get; }

    /// <summary>Rows: the length of y in y = W x.</summary>
    public int Rows { get; }

    /// <summary>Elements of a row: the length of x.</summary>
    public int Length { get; }

    /// <summary>Rows that can be read <see cref="Overread"/> bytes past their end without leaving the file: all but perhaps the last few.</summary>
    public int SafeRows { get; }

    /// <summary>Bytes of a row.</summary>
    public int RowBytes { get; }

    /// <summary>Bytes of scratch that <see cref="Row"/> may need.</summary>
    public int RowScratchBytes => RowBytes + Overread;

    /// <summary>Row <paramref name="row"/>, readable <see cref="Overread"/> bytes past its end: in place, or copied to <paramref name="scratch"/> at the end of the file.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Row(int row, byte* scratch) => row < SafeRows ? _start + (nint)row * RowBytes : Copy(row, scratch);

    private byte* Copy(int row, byte* scratch)
    {
        new ReadOnlySpan<byte>(_start + (nint)row * RowBytes, RowBytes).CopyTo(new Span<byte>(scratch, RowBytes));
        return scratch;
    }
}
