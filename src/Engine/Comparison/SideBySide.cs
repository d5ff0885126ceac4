namespace Engine.Comparison;

/// <summary>A model of a comparison: a file and how it is run.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Path">Its file.</param>
/// <param name="Options">How it is run.</param>
/// <param name="BatchSize">Tokens of a batch; 0 for all that are read at once.</param>
internal sealed record ComparedModel(string Name, string Path, ModelOptions Options, int BatchSize = 0);

/// <summary>A candidate and what is known of it.</summary>
internal sealed record CandidateRun(ComparedModel Model, SampleLog Log);

/// <summary>Base and candidates over the same text, piece by piece, so that no logits have to be kept.</summary>
internal static class SideBySide
{
    /// <summary>Fills the logs of <paramref name="candidates"/> up to the last chunk; those that have a chunk already do not read it again.</summary>
    /// <exception cref="InvalidOperationException">A model computes no numbers; the message names it.</exception>
    public static void Run(
        ComparedModel @base, IReadOnlyList<CandidateRun> candidates, ChunkedText chunks, IProgress<ComparisonProgress>? progress, CancellationToken cancellationToken)
    {
        var open = candidates.Where(candidate => candidate.Log.Chunks < chunks.Count).ToArray();
        if (open.Length == 0) return;
        var readers = new List<ChunkReader>();
        try
        {
            var exact = Load(@base, readers, chunks, cancellationToken);
            var rows = Array.ConvertAll(open, candidate => new LogitRow(Load(candidate.Model, readers, chunks, cancellationToken).VocabSize));
            var exactRow = new LogitRow(exact.VocabSize);
            for (int i = 0; i < open.Length; i++)
                if (rows[i].Length != exactRow.Length)
                    throw new ArgumentException($"{open[i].Model.Name} has {rows[i].Length} logits, the base {exactRow.Length}; models of one vocabulary were expected");

            for (int chunk = open.Min(candidate => candidate.Log.Chunks); chunk < chunks.Count; chunk++)
            {
                var behind = Enumerable.Range(0, open.Length).Where(i => open[i].Log.Chunks == chunk).ToArray();
                progress?.Report(new ComparisonProgress("comparing", chunk, chunks.Count, $"{behind.Length} candidates beside the base"));
                if (behind.Length == 0) continue;
                var samples = Compare(exact, exactRow, [.. behind.Select(i => (open[i].Model.Name, readers[i + 1], rows[i]))], @base.Name, chunks, chunk, cancellationToken);
                for (int i = 0; i < behind.Length; i++) open[behind[i]].Log.Append(samples[i]);
            }
        }
        finally
        {
            foreach (var reader in readers) reader.Dispose();
        }
    }

    private static ChunkReader Load(ComparedModel model, List<ChunkReader> readers, ChunkedText chunks, CancellationToken cancellationToken)
    {
        var reader = ChunkReader.Load(model.Path, model.Options, chunks.Length, chunks.LongestPiece, cancellationToken, model.BatchSize);
        readers.Add(reader);
        return reader;
    }

    private static List<TokenSample>[] Compare(
        ChunkReader exact, LogitRow exactRow, (string Name, ChunkReader Reader, LogitRow Row)[] candidates, string baseName, ChunkedText chunks, int chunk,
        CancellationToken cancellationToken)
    {
        int[] window = chunks.Window(chunk);
        var samples = Array.ConvertAll(candidates, _ => new List<TokenSample>(chunks.ScoredPerWindow));
        exact.Begin(window);
        foreach (var candidate in candidates) candidate.Reader.Begin(window);
        Span<int> best = stackalloc int[TokenSample.Best];
        foreach (var (start, end) in chunks.Pieces)
        {
            exact.Read(start, end, chunks.FirstScored, cancellationToken);
            foreach (var candidate in candidates) candidate.Reader.Read(start, end, chunks.FirstScored, cancellationToken);
            for (int at = Math.Max(start, chunks.FirstScored); at < Math.Min(end, window.Length - 1); at++)
            {
                exactRow.Set(exact.Row(at), baseName);
                exactRow.Best(best);
                for (int i = 0; i < candidates.Length; i++)
                {
                    var row = candidates[i].Row;
                    row.Set(candidates[i].Reader.Row(at), candidates[i].Name);
                    samples[i].Add(Sample(exactRow, best, row, window[at + 1]));
                }
            }
        }
        return samples;
    }

    private static TokenSample Sample(LogitRow exact, ReadOnlySpan<int> exactBest, LogitRow row, int next)
    {
        Span<int> best = stackalloc int[TokenSample.Best];
        row.Best(best);
        int shared = 0;
        foreach (int id in exactBest)
            if (best.Contains(id)) shared++;
        return new TokenSample(exact.Divergence(row), exact.NegativeLogLikelihood(next), row.NegativeLogLikelihood(next), best[0] == exactBest[0], shared);
    }
}

/// <summary>How far a comparison is.</summary>
/// <param name="Task">What it does.</param>
/// <param name="Done">How much of that is done.</param>
/// <param name="Count">How much there is.</param>
/// <param name="Detail">With what.</param>
public sealed record ComparisonProgress(string Task, int Done, int Count, string Detail);
