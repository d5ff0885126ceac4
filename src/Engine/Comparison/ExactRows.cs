
namespace Engine.Comparison;

/// <summary>The predictions of one model after some tokens of a text, kept, so that many others can be held against them one after the other.</summary>
internal sealed class ExactRows
{
    private readonly ChunkedText _chunks;
    private readonly List<LogitRow> _rows;

    private ExactRows(ChunkedText chunks, List<LogitRow> rows)
    {
        _chunks = chunks;
        _rows = rows;
    }

    /// <summary>Tokens.</summary>
    public int Count => _rows.Count;

    /// <summary>How a model is run with nothing rounded but its weights: keys and values in F32, which llama.cpp's fused attention would make halves of.</summary>
    public static ModelOptions Exact(ModelOptions options, Backend backend) => options with
    {
        Backend = backend,
        KeyType = TensorType.F32,
        ValueType = TensorType.F32,
        FlashAttention = backend == Backend.LlamaCpp ? Toggle.Off : Toggle.Auto,
    };

    /// <summary>The predictions of <paramref name="model"/>.</summary>
    public static ExactRows Read(ComparedModel model, ChunkedText chunks, CancellationToken cancellationToken)
    {
        var rows = new List<LogitRow>();
        Visit(model, chunks, (logits, _) =>
        {
            var row = new LogitRow(logits.Length);
            row.Set(logits, model.Name);
            rows.Add(row);
        }, cancellationToken);
        return new ExactRows(chunks, rows);
    }

    /// <summary>The mean divergence of <paramref name="model"/> from them, in nats.</summary>
    public double Divergence(ComparedModel model, CancellationToken cancellationToken)
    {
        double sum = 0;
        LogitRow? row = null;
        Visit(model, _chunks, (logits, index) =>
        {
            row ??= new LogitRow(logits.Length);
            row.Set(logits, model.Name);
            sum += _rows[index].Divergence(row);
        }, cancellationToken);
        return sum / _rows.Count;
    }

    private static void Visit(ComparedModel model, ChunkedText chunks, RowVisitor visit, CancellationToken cancellationToken)
    {
        using var reader = ChunkReader.Load(model.Path, model.Options, chunks.Length, chunks.LongestPiece, cancellationToken);
        int index = 0;
        for (int chunk = 0; chunk < chunks.Count; chunk++)
        {
            int[] window = chunks.Window(chunk);
            reader.Begin(window);
            foreach (var (start, end) in chunks.Pieces)
            {
                reader.Read(start, end, chunks.FirstScored, cancellationToken);
                for (int at = Math.Max(start, chunks.FirstScored); at < Math.Min(end, window.Length - 1); at++) visit(reader.Row(at), index++);
            }
        }
    }

    private delegate void RowVisitor(ReadOnlySpan<float> logits, int index);
}
