using Engine.Kernels.MachineCode;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Emitted;

/// <summary>The code of one row by several columns, or of several by one, while it is written; a stride lies between either.</summary>
internal sealed class DecodeCode
{
    /// <summary>Sums, and products of scales, that there are registers for.</summary>
    private const int MostSums = 8;

    /// <summary>How many chunks of the row are left.</summary>
    public const Register ChunksLeft = EmittedCode.Second;

    private const Register FirstRow = EmittedCode.First, FirstColumn = EmittedCode.Third, Sums = EmittedCode.Fourth, Stride = EmittedCode.Fifth, Ahead = EmittedCode.Sixth;
    private const Register ThreeStrides = EmittedCode.Spare, FifthColumn = EmittedCode.OtherSpare;

    private readonly Zmm[] _sums, _scales;
    private readonly int _count;

    /// <summary>Code for <paramref name="rows"/> by <paramref name="columns"/>.</summary>
    public DecodeCode(int rows, int columns)
    {
        (Columns, _count) = (columns, rows * columns);
        if (_count > MostSums) throw new ArgumentOutOfRangeException(nameof(rows), rows, $"{rows} rows by {columns} columns have {_count} sums; there are registers for {MostSums}");
        _sums = Code.Registers.Take(MostSums);
        _scales = Code.Registers.Take(MostSums);
    }

    /// <summary>What is written.</summary>
    public Assembler Code { get; } = new();

    /// <summary>Columns that are multiplied together.</summary>
    public int Columns { get; }

    /// <summary>The register with the sums of a row by a column.</summary>
    public Zmm Sum(int row, int column) => _sums[row * Columns + column];

    /// <summary>The register with the products of the scales.</summary>
    public Zmm Scales(int row, int column) => _scales[row * Columns + column];

    /// <summary>A row's group of weights.</summary>
    public static Address Row(int row, int offset) => At(FirstRow, row, offset);

    /// <summary>A column's packed group.</summary>
    public static Address Column(int column, int offset) => column > 4 ? At(FifthColumn, column - 5, offset) : At(FirstColumn, column, offset);

    /// <summary>What is to be fetched to the first-level cache while that offset of a row is read.</summary>
    public static Address RowAhead(int row, int offset) => At(Ahead, row, offset);

    /// <summary>Clears the sums, and prepares the addresses.</summary>
    public void Start()
    {
        foreach (var sum in _sums.AsSpan(0, _count)) Code.Vpxord(sum, sum, sum);
        Code.Lea(ThreeStrides, new(Stride, 0, Stride, 2));
        if (Columns <= 4) return;
        Code.Lea(FifthColumn, new(FirstColumn, 0, Stride, 4));
        Code.Lea(FifthColumn, new(FifthColumn, 0, Stride));
    }

    /// <summary>Goes on to the next group, which is so many bytes away.</summary>
    public void NextGroup(int bytes, int packedBytes)
    {
        Code.Add(FirstRow, bytes);
        Code.Add(Ahead, bytes);
        Code.Add(FirstColumn, packedBytes);
        if (Columns > 4) Code.Add(FifthColumn, packedBytes);
    }

    /// <summary>Stores the sums, and returns.</summary>
    public void End()
    {
        for (int sum = 0; sum < _count; sum++) Code.Vmovups(new(Sums, sum * Simd512.Bytes), _sums[sum]);
        Code.Vzeroupper();
        Code.Ret();
    }

    /// <summary>So many strides, 0 to 4, and an offset from <paramref name="start"/>.</summary>
    private static Address At(Register start, int strides, int offset) => strides switch
    {
        0 => new(start, offset),
        3 => new(start, offset, ThreeStrides),
        _ => new(start, offset, Stride, strides),
    };
}
