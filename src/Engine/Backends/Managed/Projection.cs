using Engine.Kernels;
using Engine.Kernels.Matrices;
using Engine.Kernels.Memory;
using Engine.Kernels.Threading;

namespace Engine.Backends.Managed;

/// <summary>
/// Products of weights with the columns of a batch, by a team: columns are packed one by one, rows of the weights multiplied share by share.
/// </summary>
/// <param name="weights">Every weight that will be multiplied.</param>
/// <param name="maxColumns">Columns a batch can have.</param>
/// <param name="threads">Members of the team.</param>
internal sealed class Projection(IEnumerable<Weight> weights, int maxColumns, int threads) : IDisposable
{
    /// <summary>Rows a thread takes together: whole row groups of every kernel, whole cache lines of the result.</summary>
    public const int RowGrain = 48;

    private readonly PackedColumns _packed = new([.. weights.Select(weight => (weight.Matrix, weight.Kernel))], maxColumns, threads);
    private int _columns;

    /// <summary>Sets how many columns the products that follow have: first those that prefill, then those that decode.</summary>
    public void Begin(int prefill, int decode)
    {
        _columns = prefill + decode;
        _packed.Begin(prefill, decode);
    }

    /// <summary>
    /// result = W source + bias for each of <paramref name="products"/>, (columns, rows). A member is done when its own share of rows is; a barrier must
    /// follow before others' are read, and one must stand before.
    /// </summary>
    /// <param name="team">Who computes.</param>
    /// <param name="worker">The member.</param>
    /// <param name="source">(columns, length).</param>
    /// <param name="products">Weights of one length. Columns are packed once for those in a row that share a kernel.</param>
    public void Run(Team team, int worker, NativeBuffer<float> source, params ReadOnlySpan<(Weight Weight, NativeBuffer<float> Result)> products)
    {
        MatMulKernel? packedFor = null;
        foreach (var (weight, result) in products)
        {
            if (weight.Kernel != packedFor)
            {
                if (packedFor is not null) team.Barrier(worker);   // others still read the columns packed for the kernel before
                var (first, last) = team.Share(_columns, worker);
                for (int column = first; column < last; column++) _packed.Pack(weight.Kernel, column, source.Row(column, weight.Matrix.Length));
                packedFor = weight.Kernel;
                team.Barrier(worker);
            }
            Multiply(team, worker, weight, result);
        }
    }

    public void Dispose() => _packed.Dispose();

    private void Multiply(Team team, int worker, Weight weight, NativeBuffer<float> result)
    {
        int rows = weight.Matrix.Rows;
        var (first, last) = team.Share(rows, worker, RowGrain);
        _packed.Multiply(weight.Kernel, weight.Matrix, result, first, last, worker);
        if (weight.Bias is null) return;
        for (int column = 0; column < _columns; column++) Elementwise.Add(result.Row(column, rows)[first..last], weight.Bias.AsSpan(first, last - first));
    }
}
