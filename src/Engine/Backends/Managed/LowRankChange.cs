using Engine.Kernels.Gemm;
using Engine.Kernels.Layers;
using Engine.Kernels.Memory;

namespace Engine.Backends.Managed;

/// <summary>
/// What LoRA adds to the products of a weight: scale * B (A x). Whoever packs a column for the weight narrows it to A x, whoever multiplies rows of the
/// weight adds those rows of B (A x): a column at a time, so that neither batch mates nor the members of the team change a bit of it.
/// </summary>
/// <remarks>Source: Hu et al. 2021, "LoRA: Low-Rank Adaptation of Large Language Models".</remarks>
/// <param name="a">(rank, length).</param>
/// <param name="b">(rows, rank).</param>
/// <param name="scale">Multiplies A x.</param>
/// <param name="maxColumns">Columns a batch can have.</param>
/// <param name="scratch">Of each member of the team.</param>
internal sealed class LowRankChange(Weight a, Weight b, float scale, int maxColumns, LowRankScratch[] scratch) : IDisposable
{
    private readonly NativeBuffer<float> _narrowed = new((nint)maxColumns * a.Matrix.Rows);   // (columns, rank)

    /// <summary>Keeps scale * A x of column <paramref name="column"/>.</summary>
    public void Narrow(int column, ReadOnlySpan<float> x, int worker)
    {
        int rank = a.Matrix.Rows;
        var product = scratch[worker].Multiply(a, x, 0, rank);
        var narrowed = _narrowed.Row(column, rank);
        for (int i = 0; i < rank; i++) narrowed[i] = scale * product[i];
    }

    /// <summary>y += B (A x) scale for column <paramref name="column"/>, as many rows from <paramref name="first"/> on as <paramref name="y"/> has.</summary>
    public void AddTo(Span<float> y, int column, int first, int worker) =>
        Elementwise.Add(y, scratch[worker].Multiply(b, _narrowed.Row(column, a.Matrix.Rows), first, first + y.Length));

    public void Dispose() => _narrowed.Dispose();
}

/// <summary>Memory in which a member of a team multiplies one column with any of <paramref name="factors"/>.</summary>
internal sealed class LowRankScratch(IReadOnlyCollection<Weight> factors) : IDisposable
{
    private readonly PackedColumns _column = new([.. factors.Select(factor => (factor.Matrix, factor.Kernel))], maxColumns: 1, threads: 1);
    private readonly NativeBuffer<float> _product = new(factors.Max(factor => factor.Matrix.Rows));

    /// <summary>Rows <paramref name="first"/> to <paramref name="last"/>, exclusive, of <paramref name="weight"/> times <paramref name="x"/>; valid until the next product.</summary>
    public ReadOnlySpan<float> Multiply(Weight weight, ReadOnlySpan<float> x, int first, int last)
    {
        _column.Begin(0, 1);
        _column.Pack(weight.Kernel, 0, x);
        _column.Multiply(weight.Kernel, weight.Matrix, _product, first, last, 0);
        return _product.Span(first, last - first);
    }

    public void Dispose()
    {
        _column.Dispose();
        _product.Dispose();
    }
}
