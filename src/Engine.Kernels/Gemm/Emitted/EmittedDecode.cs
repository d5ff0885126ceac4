using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Engine.Kernels.Gemm.Decode;
using Engine.Kernels.MachineCode;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Emitted;

/// <summary>How rows of a type are decoded by machine code: in groups of weights that have sixteen scales, one for each lane, and of a group in chunks.</summary>
internal unsafe interface IEmittedRows
{
    /// <summary>Bits that activations are rounded to.</summary>
    static abstract int ActivationBits { get; }

    /// <summary>Weights of a group.</summary>
    static abstract int GroupLength { get; }

    /// <summary>Bytes of a group.</summary>
    static abstract int GroupBytes { get; }

    /// <summary>Chunks of a group.</summary>
    static abstract int GroupChunks { get; }

    /// <summary>Chunks that <paramref name="bytes"/> at the end of a row, less than a group, are part of.</summary>
    static abstract int Chunks(int bytes);

    /// <summary>Bytes of a packed group of activations.</summary>
    static abstract int PackedBytes { get; }

    /// <summary>Packs a group, of which only <paramref name="length"/> activations are there.</summary>
    static abstract void Pack(float* x, int length, byte* packed);

    /// <summary>Where a packed group has what meets the minimums; 0 where none are added.</summary>
    static abstract int SumOffset { get; }

    /// <summary>Units of whole chunks that a group is compiled in.</summary>
    static abstract int GroupUnits { get; }

    /// <summary>Registers of dot products of a unit: 1 or 4.</summary>
    static abstract int UnitDots { get; }

    /// <summary>The scale of a lane of the group's dot product <paramref name="dot"/>.</summary>
    static abstract int ScaleLane(int dot, int lane);

    /// <summary>Writes the sixteen scales of a group, and after them what stands for the minimums, as <see cref="RowEmitter.Scales"/> computes them.</summary>
    static abstract void Scales(byte* group, byte* packed, float* scales);

    /// <summary>Bytes of a unit's weights.</summary>
    static abstract int UnitBytes { get; }

    /// <summary>Where the units of a packed group start.</summary>
    static abstract int PackedStart { get; }

    /// <summary>Bytes of a packed unit.</summary>
    static abstract int PackedUnit { get; }

    /// <summary>The register of weights of dot product <paramref name="dot"/> of a unit.</summary>
    static abstract Vector512<byte> Weights(byte* unit, int dot);

    /// <summary>Adds the products of such weights with a packed unit to <paramref name="sum"/>, as <see cref="RowEmitter.Products"/> does.</summary>
    static abstract Vector512<float> Add(Vector512<byte> weights, byte* packed, int dot, Vector512<int> lanes, Vector512<float> scales, Vector512<float> sum);

    /// <summary>What writes the code, with the constants that stay in registers loaded.</summary>
    static abstract RowEmitter Emitter(DecodeCode decode);
}

/// <summary>Writes the parts of a type's loop over chunks.</summary>
internal abstract class RowEmitter
{
    /// <summary>Computes the product of every lane's scale of row <paramref name="row"/> with that of each column.</summary>
    public abstract void Scales(int row);

    /// <summary>Loads what all rows need for a chunk.</summary>
    public abstract void Chunk(int chunk);

    /// <summary>Adds a chunk of row <paramref name="row"/> by each column to the sums.</summary>
    public abstract void Products(int chunk, int row);
}

/// <summary>Decoding by machine code, for instructions on registers of 512 bits that .NET 10 does not offer.</summary>
/// <remarks>A row by a column is the same sequence of sums in all four of its loops.</remarks>
internal sealed unsafe class EmittedDecode<TRows> : LaneDecode where TRows : struct, IEmittedRows
{
    private const int RowsTogether = 4;

    private static readonly EmittedDecode<TRows>? s_kernel = HasInstructions ? Create() : null;

    private static readonly CompiledDecode<TRows>? s_compiled = CompiledDecode<TRows>.TryCreate();

    private readonly EmittedCode _rows, _row, _four, _eight;

    private EmittedDecode(EmittedCode rows, EmittedCode row, EmittedCode four, EmittedCode eight) => (_rows, _row, _four, _eight) = (rows, row, four, eight);

    /// <summary>The kernel; null where the processor lacks the instructions, or the system gives no executable memory.</summary>
    public static EmittedDecode<TRows>? TryCreate() => s_kernel;

    /// <summary>Whether the processor can run it: scales are permuted by bytes, nibbles parted by a product of bits.</summary>
    public static bool HasInstructions => ByteProducts.IsSupported && Avx512Vbmi.IsSupported && Gfni.V512.IsSupported;

    private static EmittedDecode<TRows>? Create() =>
        EmittedCode.TryLoad(Emit(RowsTogether, 1), Emit(1, 1), Emit(1, Four), Emit(1, Eight)) is [var rows, var row, var four, var eight] ? new(rows, row, four, eight) : null;

    /// <inheritdoc/>
    public override int ActivationBits => TRows.ActivationBits;

    /// <inheritdoc/>
    protected override int PackedBytes(int length) => PackedLength(length);

    /// <summary><see cref="PackedBytes"/>.</summary>
    public static int PackedLength(int length) => (length + TRows.GroupLength - 1) / TRows.GroupLength * TRows.PackedBytes;

    /// <inheritdoc/>
    protected override void Pack(float* x, int length, byte* packed) => PackColumn(x, length, packed);

    /// <summary><see cref="Pack"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackColumn(float* x, int length, byte* packed)
    {
        for (int i = 0; i < length; i += TRows.GroupLength, packed += TRows.PackedBytes) TRows.Pack(x + i, Math.Min(length - i, TRows.GroupLength), packed);
    }

    /// <inheritdoc/>
    /// <remarks>Four rows at a time share the loads of the column, where they and the next four fit the first-level cache.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void DecodeOne(Matrix w, byte* packed, float* y, int first, int last, byte* scratch)
    {
        byte* sums = stackalloc byte[RowsTogether * Simd512.Bytes];
        int chunks = Chunks(w), row = first;
        if (chunks > _row.MostSteps)   // longer than any model's
        {
            s_compiled!.Decode(w, packed, 1, y, 0, first, last, scratch);
            return;
        }
        if (RowsTogether * w.RowBytes <= FarBytes)
        {
            for (int whole = Math.Min(last, w.SafeRows) - (RowsTogether - 1); row < whole; row += RowsTogether)
            {
                byte* p = w.Row(row, scratch);
                _rows.Call(p, chunks, packed, sums, w.RowBytes, p + RowsTogether * w.RowBytes);
                for (int i = 0; i < RowsTogether; i++) y[row + i] = Simd512.Sum(Simd512.Load(sums + i * Simd512.Bytes));
            }
        }
        for (; row < last; row++)
        {
            byte* p = w.Row(row, scratch);
            _row.Call(p, chunks, packed, sums, 0, p + NearBytes);
            y[row] = Simd512.Sum(Simd512.Load(sums));
        }
    }

    /// <inheritdoc/>
    protected override void DecodeFour(Matrix w, byte* packed, int packedBytes, float* y, int stride, int first, int last, byte* scratch)
    {
        if (Chunks(w) <= _four.MostSteps) DecodeColumns(_four, Four, w, packed, packedBytes, y, stride, first, last, scratch);
        else base.DecodeFour(w, packed, packedBytes, y, stride, first, last, scratch);
    }

    /// <inheritdoc/>
    protected override void DecodeEight(Matrix w, byte* packed, int packedBytes, float* y, int stride, int first, int last, byte* scratch)
    {
        if (Chunks(w) <= _eight.MostSteps) DecodeColumns(_eight, Eight, w, packed, packedBytes, y, stride, first, last, scratch);
        else base.DecodeEight(w, packed, packedBytes, y, stride, first, last, scratch);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DecodeColumns(EmittedCode code, int columns, Matrix w, byte* packed, int packedBytes, float* y, int stride, int first, int last, byte* scratch)
    {
        byte* sums = stackalloc byte[Eight * Simd512.Bytes];
        int chunks = Chunks(w);
        for (int row = first; row < last; row++)
        {
            byte* p = w.Row(row, scratch);
            code.Call(p, chunks, packed, sums, packedBytes, p);
            for (int column = 0; column < columns; column++) y[row + column * (nint)stride] = Simd512.Sum(Simd512.Load(sums + column * Simd512.Bytes));
        }
    }

    /// <summary>Chunks of a row; it may end within a group.</summary>
    public static int Chunks(Matrix w) => w.RowBytes / TRows.GroupBytes * TRows.GroupChunks + TRows.Chunks(w.RowBytes % TRows.GroupBytes);

    /// <summary>The loop over a row's chunks, of which a step is one.</summary>
    internal static Emission Emit(int rows, int columns)
    {
        var decode = new DecodeCode(rows, columns);
        var code = decode.Code;
        decode.Start();
        var emitter = TRows.Emitter(decode);

        Label loop = code.NewLabel(), end = code.NewLabel();
        code.Mark(loop);
        int lines = (TRows.GroupBytes + 63) / 64;
        for (int row = 0; row < rows; row++) emitter.Scales(row);
        for (int chunk = 0; chunk < TRows.GroupChunks; chunk++)
        {
            emitter.Chunk(chunk);
            for (int row = 0; row < rows; row++)
            {
                for (int line = chunk * lines / TRows.GroupChunks; line < (chunk + 1) * lines / TRows.GroupChunks; line++)
                {
                    if (columns == 1) code.Prefetcht0(DecodeCode.RowAhead(row, line * 64));   // more of them fill the first-level cache
                    code.Prefetcht1(DecodeCode.RowAhead(row, line * 64 + FarBytes));
                }
                emitter.Products(chunk, row);
            }
            if (chunk == TRows.GroupChunks - 1) decode.NextGroup(TRows.GroupBytes, TRows.PackedBytes);
            code.Add(DecodeCode.ChunksLeft, -1);
            if (chunk == TRows.GroupChunks - 1) code.Jg(loop);
            else code.Jle(end);
        }
        code.Mark(end);
        decode.End();
        return new(code.ToArray(), (code.Instructions + TRows.GroupChunks - 1) / TRows.GroupChunks);
    }
}
