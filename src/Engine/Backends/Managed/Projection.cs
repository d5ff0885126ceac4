using Engine.Kernels.Gemm;
using Engine.Kernels.Gemm.Prefill;
using Engine.Kernels.Layers;
using Engine.Kernels.Memory;
using Engine.Kernels.Threading;

namespace Engine.Backends.Managed;

/// <summary>
/// Products of weights with the columns of a batch: members of a team pack columns as they claim them, and after a barrier multiply rows of the weights
/// as they claim those.
/// </summary>
/// <remarks>What follows one product row by row (a bias, an activation) belongs to the claim of its rows; what follows column by column, or two products, to the next packing.</remarks>
internal sealed class Projection : IDisposable
{
    private const int LineRows = 64 / sizeof(float);   // a cache line of the result
    private const long ClaimBytes = 1 << 20;    // of weights times columns, at most: some tens of microseconds

    private readonly (MatMulKernel Kernel, PackedColumns Columns)[] _packed;
    private int _columns, _grain;

    /// <summary>Room for products of any of <paramref name="weights"/> with up to <paramref name="maxColumns"/> columns, by <paramref name="threads"/>.</summary>
    public Projection(IEnumerable<Weight> weights, int maxColumns, int threads)
    {
        var groups = weights.GroupBy(weight => weight.Kernel).ToArray();
        _packed = new (MatMulKernel, PackedColumns)[groups.Length];
        for (int i = 0; i < groups.Length; i++)
        {
            var matrices = new List<(Matrix, MatMulKernel)>();
            foreach (var weight in groups[i]) matrices.Add((weight.Matrix, weight.Kernel));
            _packed[i] = (groups[i].Key, new PackedColumns(matrices, maxColumns, threads));
        }
    }

    /// <summary>Sets how many columns the products that follow have: first those that prefill, then those that decode.</summary>
    public void Begin(int prefill, int decode)
    {
        _columns = prefill + decode;
        // Prefilling unpacks groups of rows. Shares of fewer rows come out evener, which decoding notices where matrices are small.
        _grain = prefill > 0 ? PrefillKernel.RowGroup : LineRows;
        foreach (var (_, columns) in _packed) columns.Begin(prefill, decode);
    }

    /// <summary>Packs every column of <paramref name="source"/>, (columns, length), for products with <paramref name="weight"/>.</summary>
    public void Pack(Team team, int worker, NativeBuffer<float> source, Weight weight)
    {
        foreach (var (first, last) in team.Claim(worker, _columns))
            for (int column = first; column < last; column++) Pack(column, source.Row(column, weight.Matrix.Length), worker, weight);
    }

    /// <summary>Packs a column for products with each of <paramref name="weights"/>, and narrows it for their adapters.</summary>
    public void Pack(int column, ReadOnlySpan<float> x, int worker, params ReadOnlySpan<Weight> weights)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            var kernel = weights[i].Kernel;
            bool isPacked = false;
            for (int earlier = 0; earlier < i; earlier++) isPacked |= weights[earlier].Kernel == kernel;
            if (!isPacked) Packed(kernel).Pack(kernel, column, x);
            foreach (var change in weights[i].Changes) change.Narrow(column, x, worker);
        }
    }

    /// <summary>The rows of <paramref name="weight"/> that <paramref name="worker"/> takes.</summary>
    public Claims Claim(Team team, int worker, Weight weight)
    {
        long most = ClaimBytes / Math.Max(1, (long)weight.Matrix.RowBytes * _columns);
        return team.Claim(worker, weight.Matrix.Rows, _grain, (int)most);
    }

    /// <summary>result = W x + bias, and what adapters add, for each packed column x and all rows of W, (columns, rows).</summary>
    public void Multiply(Team team, int worker, Weight weight, NativeBuffer<float> result)
    {
        foreach (var (first, last) in Claim(team, worker, weight)) Multiply(weight, result, first, last, worker);
    }

    /// <summary>The same for rows <paramref name="first"/> to <paramref name="last"/>, exclusive.</summary>
    public void Multiply(Weight weight, NativeBuffer<float> result, int first, int last, int worker)
    {
        Packed(weight.Kernel).Multiply(weight.Kernel, weight.Matrix, result, first, last, worker);
        if (weight.Bias is { } bias)
        {
            for (int column = 0; column < _columns; column++)
                Elementwise.Add(result.Row(column, weight.Matrix.Rows)[first..last], bias.AsSpan(first, last - first));
        }
        foreach (var change in weight.Changes)
            for (int column = 0; column < _columns; column++) change.AddTo(result.Row(column, weight.Matrix.Rows)[first..last], column, first, worker);
    }

    /// <summary>The same for the rows that lie in <paramref name="weight"/> where <paramref name="first"/> to <paramref name="last"/> lie among <paramref name="count"/>.</summary>
    public void MultiplyPart(Weight weight, NativeBuffer<float> result, int first, int last, int count, int worker)
    {
        int rows = weight.Matrix.Rows;
        int Row(int at) => at == count ? rows : (int)((long)at * rows / count) / _grain * _grain;
        if (Row(first) < Row(last)) Multiply(weight, result, Row(first), Row(last), worker);
    }

    public void Dispose()
    {
        foreach (var (_, columns) in _packed) columns.Dispose();
    }

    private PackedColumns Packed(MatMulKernel kernel)
    {
        foreach (var (candidate, columns) in _packed)
            if (candidate == kernel) return columns;
        throw new ArgumentException("the weight is not among those the projection was made for", nameof(kernel));
    }
}
