using Engine.Gguf;
using Engine.Kernels.Quantization;
using Engine.Kernels.Threading;

namespace Engine.Quantization;

/// <summary>Converts tensors slab by slab: the members of a team share the rows of one slab while the one before is being written.</summary>
internal sealed class Conversion : ITeamWork, IDisposable
{
    // Large enough that threads seldom meet, small enough that memory stays at some tens of megabytes beside the mapped file.
    private const int SlabElements = 1 << 22;
    private const int PieceElements = 1 << 15;   // a member takes at least so many at once

    private readonly ModelParts _parts;
    private readonly IProgress<QuantizeProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly QuantizePlan _plan;
    private readonly Team _team;
    private readonly float[][] _values, _costs;   // of each member: weights, and what their errors cost
    private readonly byte[][] _slabs = [[], []];
    private readonly List<string> _warnings = [];
    private int _tensorsDone;
    private long _bytesDone;

    // The slab at work.
    private GgufTensor _tensor = null!;
    private GgufFile _file = null!;
    private TensorTypeInfo _to = null!;
    private float[]? _importance;   // (matrices, columns)
    private byte[] _slab = [];
    private int _firstRow, _rows, _rowsPerPiece;

    public Conversion(ModelParts parts, QuantizePlan plan, ImportanceMatrix? importance, QuantizeOptions options, IProgress<QuantizeProgress>? progress, CancellationToken cancellationToken)
    {
        _parts = parts;
        _plan = plan;
        Importance = importance;
        _progress = progress;
        _cancellation = cancellationToken;
        // Each run is long and meets no barrier, so that no member need be left out for another program's sake.
        _team = new Team(options.Threads == 0 ? Environment.ProcessorCount : options.Threads, adapts: false);
        (_values, _costs) = (new float[_team.Size][], new float[_team.Size][]);
        Array.Fill(_values, []);
        Array.Fill(_costs, []);
        if (importance is not null) NoteMissing(importance);
    }

    /// <summary>The importance matrix, where there is one.</summary>
    public ImportanceMatrix? Importance { get; }

    /// <summary>What is worth knowing, a sentence each.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Writes <paramref name="tensor"/>, of file <paramref name="part"/>, as <paramref name="planned"/> says.</summary>
    /// <exception cref="GgufException">A weight is no finite number, or too large for the type.</exception>
    public void Write(GgufTensor tensor, int part, PlannedTensor planned, Stream stream)
    {
        (_tensor, _file, _to) = (tensor, _parts.Files[part], TensorTypes.Get(planned.To));
        _importance = _to.Type == tensor.Type ? null : Importance?.Of(tensor);
        int rowBytes = checked((int)_to.RowBytes(tensor.RowLength));
        int slabRows = (int)Math.Clamp(SlabElements / Math.Max(tensor.RowLength, 1), 1, tensor.RowCount);
        _rowsPerPiece = Math.Max(1, PieceElements / tensor.RowLength);
        var written = Task.CompletedTask;
        try
        {
            for (int row = 0, slab = 0; row < tensor.RowCount; row += slabRows, slab ^= 1)
            {
                (_firstRow, _rows) = (row, Math.Min(slabRows, tensor.RowCount - row));
                int length = checked(_rows * rowBytes);
                if (_slabs[slab].Length < length) _slabs[slab] = GC.AllocateUninitializedArray<byte>(length);
                _slab = _slabs[slab];
                _team.Run(this, _cancellation);

                written.GetAwaiter().GetResult();
                var full = _slab.AsMemory(0, length);
                written = Task.Run(() => stream.Write(full.Span), CancellationToken.None);
                _bytesDone += length;
                _progress?.Report(new QuantizeProgress(planned.Name, _tensorsDone, _plan.Tensors.Count, _bytesDone, _plan.Bytes));
            }
        }
        finally
        {
            // Whatever happens, nobody writes to the stream after this.
            written.ContinueWith(_ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
        }
        written.GetAwaiter().GetResult();
        _tensorsDone++;
    }

    void ITeamWork.Run(Team team, int worker)
    {
        int length = _tensor.RowLength, rowBytes = checked((int)_to.RowBytes(length));
        if (_values[worker].Length < length * _rowsPerPiece) _values[worker] = GC.AllocateUninitializedArray<float>(length * _rowsPerPiece);
        foreach (var (first, last) in team.Claim(worker, _rows, _rowsPerPiece, _rowsPerPiece))
        {
            int count = last - first, row = _firstRow + first;
            var values = _values[worker].AsSpan(0, count * length);
            var source = _file.Bytes.Span(_tensor.Offset + (long)row * _tensor.RowBytes, checked(count * _tensor.RowBytes));
            var destination = _slab.AsSpan(first * rowBytes, count * rowBytes);
            if (_to.Type == _tensor.Type)
            {
                source.CopyTo(destination);
                if (TensorTypes.Get(_tensor.Type).Codec is not { } same) continue;
                same.Dequantize(source, values);
                RequireFinite(values, row);
                continue;
            }
            TensorTypes.Get(_tensor.Type).Codec!.Dequantize(source, values);
            float largest = RequireFinite(values, row);
            _to.Codec!.Quantize(values, destination, Costs(worker, row, count));
            if (largest > (float)Half.MaxValue) RequireKept(values, destination, row, largest);
        }
    }

    public void Dispose() => _team.Dispose();

    /// <summary>What errors of rows from <paramref name="row"/> on cost; empty where all cost alike.</summary>
    private ReadOnlySpan<float> Costs(int worker, int row, int count)
    {
        if (_importance is null) return default;
        int length = _tensor.RowLength;
        if (_costs[worker].Length < count * length) _costs[worker] = GC.AllocateUninitializedArray<float>(_rowsPerPiece * length);
        int rowsPerMatrix = _tensor.Dimensions.Count > 1 ? (int)_tensor.Dimensions[1] : 1;
        for (int i = 0; i < count; i++) _importance.AsSpan((row + i) / rowsPerMatrix * length, length).CopyTo(_costs[worker].AsSpan(i * length));
        return _costs[worker].AsSpan(0, count * length);
    }

    private void NoteMissing(ImportanceMatrix importance)
    {
        string[] missing = [.. _plan.Tensors
            .Where(tensor => tensor.To != tensor.From && TensorTypes.Get(tensor.To).BlockLength > 1 && !importance.Entries.ContainsKey(tensor.Name)
                && TensorRoles.Of(tensor.Name) is not (TensorRole.Embedding or TensorRole.Output))
            .Select(tensor => tensor.Name)];
        if (missing.Length > 0) _warnings.Add($"the importance matrix has nothing on {missing.Length} matrices, {missing[0]} first; all their errors cost alike");
    }

    /// <summary>The largest magnitude of <paramref name="values"/>.</summary>
    private float RequireFinite(ReadOnlySpan<float> values, int row)
    {
        float largest = Magnitude.Largest(values);
        if (float.IsFinite(largest)) return largest;
        int at = 0;
        while (float.IsFinite(values[at])) at++;
        throw new GgufException($"tensor {_tensor.Name} holds {values[at]} in row {row + at / _tensor.RowLength}, column {at % _tensor.RowLength}; finite weights were expected");
    }

    /// <summary>Scales are half precision: what exceeds them by far becomes infinite.</summary>
    private void RequireKept(Span<float> values, ReadOnlySpan<byte> blocks, int row, float largest)
    {
        _to.Codec!.Dequantize(blocks, values);
        if (!float.IsFinite(Magnitude.Largest(values)))
            throw new GgufException($"tensor {_tensor.Name} holds a weight of magnitude {largest} at row {row} or after, which {_to.Name} cannot hold");
    }
}
