using Engine.Kernels.MachineCode;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Emitted;

/// <summary>The code of one row by several columns, or of several by one, while it is written; a stride lies between either.</summary>
internal sealed class DecodeCode(int rows, int columns)
{
    /// <summary>The first of the vector registers that are free.</summary>
    public const int Free = 16;

    /// <summary>How many chunks of the row are left.</summary>
    public const Register ChunksLeft = EmittedCode.Second;

    private const Register FirstRow = EmittedCode.First, FirstColumn = EmittedCode.Third, Sums = EmittedCode.Fourth, Stride = EmittedCode.Fifth, Ahead = EmittedCode.Sixth;
    private const Register ThreeStrides = EmittedCode.Spare, FifthColumn = EmittedCode.OtherSpare;

    /// <summary>What is written.</summary>
    public Assembler Code { get; } = new();

    /// <summary>Rows that are multiplied together.</summary>
    public int Rows => rows;

    /// <summary>Columns that are multiplied together.</summary>
    public int Columns => columns;

    /// <summary>The register with the sums of a row by a column.</summary>
    public int Sum(int row, int column) => row * columns + column;

    /// <summary>The register with the products of the scales.</summary>
    public int Scales(int row, int column) => Free / 2 + row * columns + column;

    /// <summary>A row's group of weights.</summary>
    public static Address Row(int row, int offset) => At(FirstRow, row, offset);

    /// <summary>A column's packed group.</summary>
    public static Address Column(int column, int offset) => column > 4 ? At(FifthColumn, column - 5, offset) : At(FirstColumn, column, offset);

    /// <summary>What is to be fetched to the first-level cache while that offset of a row is read.</summary>
    public static Address RowAhead(int row, int offset) => At(Ahead, row, offset);

    /// <summary>Clears the sums, and prepares the addresses.</summary>
    public void Start()
    {
        for (int sum = 0; sum < rows * columns; sum++) Code.Zero(sum);
        Code.LoadAddress(ThreeStrides, new(Stride, 0, Stride, 2));
        if (columns <= 4) return;
        Code.LoadAddress(FifthColumn, new(FirstColumn, 0, Stride, 4));
        Code.LoadAddress(FifthColumn, new(FifthColumn, 0, Stride));
    }

    /// <summary>Goes on to the next group, which is so many bytes away.</summary>
    public void NextGroup(int bytes, int packedBytes)
    {
        Code.Add(FirstRow, bytes);
        Code.Add(Ahead, bytes);
        Code.Add(FirstColumn, packedBytes);
        if (columns > 4) Code.Add(FifthColumn, packedBytes);
    }

    /// <summary>Stores the sums, and returns.</summary>
    public void End()
    {
        for (int sum = 0; sum < rows * columns; sum++) Code.Store(new(Sums, sum * Simd512.Bytes), sum);
        Code.Return();
    }

    /// <summary>So many strides, 0 to 4, and an offset from <paramref name="start"/>.</summary>
    private static Address At(Register start, int strides, int offset) => strides switch
    {
        0 => new(start, offset),
        3 => new(start, offset, ThreeStrides),
        _ => new(start, offset, Stride, strides),
    };
}
