using Engine.Kernels.MachineCode;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Emitted;

/// <summary>The code of sixteen rows by some columns while it is written: a lane is a row. Columns lie in a tile as <see cref="RowLanesDecode{TRows}"/> packs them.</summary>
internal sealed class RowLanesCode
{
    private const Register Rows = EmittedCode.First, PartsLeft = EmittedCode.Second, Tile = EmittedCode.Third, Totals = EmittedCode.Fourth, Stride = EmittedCode.Fifth, Ahead = EmittedCode.Sixth;
    private const Register ThreeStrides = EmittedCode.Spare, FourRows = EmittedCode.OtherSpare;
    private const int PieceLines = 8;   // that are fetched ahead while a piece is read: as many as it takes from sixteen rows

    private readonly Zmm[] _totals, _dots;
    private readonly int _stepBytes, _partLength, _farBytes;
    private readonly float _minimumPerScale;
    private readonly Label _loop, _end;
    private int _part, _quad, _lines;

    /// <summary>Code for parts of <paramref name="partLength"/> weights, steps of <paramref name="stepBytes"/>.</summary>
    public RowLanesCode(int columns, int stepBytes, int partLength, float minimumPerScale, int farBytes)
    {
        (Columns, _stepBytes, _partLength, _minimumPerScale, _farBytes) = (columns, stepBytes, partLength, minimumPerScale, farBytes);
        _totals = Code.Registers.Take(columns);
        _dots = Code.Registers.Take(columns);
        (_loop, _end) = (Code.NewLabel(), Code.NewLabel());
        for (int column = 0; column < columns; column++) Code.Vmovups(_totals[column], new Address(Totals, column * Simd512.Bytes));
        Code.Lea(ThreeStrides, new(Stride, 0, Stride, 2));
    }

    /// <summary>What is written.</summary>
    public Assembler Code { get; } = new();

    /// <summary>Columns that are multiplied together.</summary>
    public int Columns { get; }

    /// <summary>Memory for a register, after the totals.</summary>
    public Address Scratch(int index) => new(Totals, (Columns + index) * Simd512.Bytes);

    /// <summary>A step begins here.</summary>
    public void Loop() => Code.Mark(_loop);

    /// <summary>Registers that have been taken for 32 bytes of each row: register i has four bytes of each, from <paramref name="offset"/> + 4 i on.</summary>
    public Zmm[] Piece(int offset)
    {
        for (int line = 0; line < PieceLines && _lines * 64 < 16 * _stepBytes; line++, _lines++)
        {
            Code.Prefetcht0(new(Ahead, _lines * 64));
            Code.Prefetcht1(new(Ahead, _lines * 64 + _farBytes));
        }
        var (first, second) = (Code.Registers.Take(4), Code.Registers.Take(4));
        var spare = Code.Registers.Take();
        LoadRows(first, Rows, FourRows, offset);
        Transpose(first);
        Code.Lea(FourRows, new(FourRows, 0, Stride, 4));
        LoadRows(second, FourRows, FourRows, offset);
        Transpose(second);
        for (int i = 0; i < 4; i++)
        {
            Code.Vshufi32x4(spare, first[i], second[i], 0b10_00_10_00);
            Code.Vshufi32x4(second[i], first[i], second[i], 0b11_01_11_01);
            (first[i], spare) = (spare, first[i]);
        }
        Code.Registers.Return(spare);
        return [.. first, .. second];

        // Of four quarters of a register, two come from one row and two from the fourth after it.
        void LoadRows(Zmm[] registers, Register rows, Register fourRows, int offset)
        {
            for (int row = 0; row < 4; row++) Code.VmovupsHalf(registers[row], Row(rows, row, offset));
            Code.Lea(fourRows, new(rows, 0, Stride, 4));
            for (int row = 0; row < 4; row++) Code.Vinserti64x4(registers[row], registers[row], Row(fourRows, row, offset));
        }

        void Transpose(Zmm[] rows)
        {
            for (int i = 0; i < 4; i += 2)
            {
                Code.Vpunpckldq(spare, rows[i], rows[i + 1]);
                Code.Vpunpckhdq(rows[i + 1], rows[i], rows[i + 1]);
                (rows[i], spare) = (spare, rows[i]);
            }
            Code.Vpunpcklqdq(spare, rows[0], rows[2]);
            Code.Vpunpckhqdq(rows[2], rows[0], rows[2]);
            (rows[0], spare) = (spare, rows[0]);
            Code.Vpunpcklqdq(spare, rows[1], rows[3]);
            Code.Vpunpckhqdq(rows[3], rows[1], rows[3]);
            (rows[1], spare) = (spare, rows[1]);
            (rows[1], rows[2]) = (rows[2], rows[1]);   // 0, 2 had the lower integers, 1, 3 the upper
        }
    }

    /// <summary>The halves in the lower words of <paramref name="words"/> and, unless <paramref name="upper"/> is null, those in the upper, as singles. <paramref name="order"/> parts words.</summary>
    public void Halves(Zmm words, Zmm order, Zmm lower, Zmm? upper)
    {
        Code.Vpermw(lower, order, words);
        if (upper is { } other)
        {
            Code.Vextracti64x4(other, lower);
            Code.Vcvtph2ps(other, other);
        }
        Code.Vcvtph2ps(lower, lower);
    }

    /// <summary>The order that <see cref="Halves"/> takes.</summary>
    public Address HalvesOrder => Code.Constant(index => (short)(index % 16 * 2 + index / 16));

    /// <summary>Adds the products of the next four quants of all rows with the columns.</summary>
    public void Add(Zmm quants)
    {
        for (int column = 0; column < Columns; column++)
        {
            if (_quad == 0) Code.Vpxord(_dots[column], _dots[column], _dots[column]);
            Code.Vpdpbusd(_dots[column], quants, InTile(_quad, column).Repeated);
        }
        _quad++;
    }

    /// <summary>Ends a part whose quants have been added: what the panels of prefilling add for it, to the bit.</summary>
    /// <param name="scale">The scales of the rows.</param>
    /// <param name="minimum">Their minimums; null where they are multiples of the scales.</param>
    public void EndPart(Zmm scale, Zmm? minimum)
    {
        var spare = Code.Registers.Take();
        for (int column = 0; column < Columns; column++)
        {
            var (total, dot) = (_totals[column], _dots[column]);
            Code.Vcvtdq2ps(dot, dot);
            if (_minimumPerScale != 0)
            {
                Code.Vpbroadcastd(spare, InTile(_quad, column));
                Code.Vfmadd213ps(dot, spare, InTile(_quad + 1, column).Repeated);
                Code.Vfmadd231ps(total, dot, scale);
            }
            else
            {
                Code.Vmulps(spare, scale, InTile(_quad, column).Repeated);
                Code.Vfmadd231ps(total, dot, spare);
                Code.Vfmadd231ps(total, minimum!.Value, InTile(_quad + 1, column).Repeated);
            }
        }
        Code.Registers.Return(spare);
        (_part, _quad) = (_part + 1, 0);
    }

    /// <summary>Leaves if that was the row's last part, of which <paramref name="count"/> have ended since.</summary>
    public void LeaveAtEnd(int count)
    {
        Code.Add(PartsLeft, -count);
        Code.Jle(_end);
    }

    /// <summary>Goes to the next step, or leaves if the row ends with the last <paramref name="count"/> parts.</summary>
    public void NextStep(int count)
    {
        Code.Add(Rows, _stepBytes);
        Code.Add(Ahead, 16 * _stepBytes);
        Code.Add(Tile, _part * RecordBytes);
        Code.Add(PartsLeft, -count);
        Code.Jg(_loop);
        Code.Mark(_end);
        for (int column = 0; column < Columns; column++) Code.Vmovups(new(Totals, column * Simd512.Bytes), _totals[column]);
        Code.Vzeroupper();
        Code.Ret();
    }

    private int RecordBytes => (_partLength + 2 * sizeof(float)) * Columns;

    private Address InTile(int quad, int column) => new(Tile, _part * RecordBytes + (quad * Columns + column) * sizeof(int));

    private static Address Row(Register start, int row, int offset) => row switch
    {
        0 => new(start, offset),
        3 => new(start, offset, ThreeStrides),
        _ => new(start, offset, Stride, row),
    };
}
