using Engine.Gguf;
using Engine.Tokenization;
using Engine.Verification;

namespace Engine.Comparison;

/// <summary>How the perplexity of a text is measured.</summary>
public sealed record PerplexityOptions
{
    /// <summary>Tokens of a chunk, each read afresh.</summary>
    public int ContextLength { get; init; } = 512;

    /// <summary>0: chunks stand side by side and their second half is scored. Above 0: they begin this many tokens apart, and the last ones, as many, are scored.</summary>
    public int Stride { get; init; }

    /// <summary>Chunks at most; 0 for all that the text has.</summary>
    public int MaxChunks { get; init; }

    /// <summary>Who runs the model and how; its context length and sequences are taken from here.</summary>
    public ModelOptions Model { get; init; } = new();
}

/// <summary>How well a model predicts a text.</summary>
/// <param name="Value">exp of the mean negative log-likelihood of the scored tokens.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="Tokens">Scored tokens.</param>
/// <param name="Chunks">Chunks.</param>
/// <param name="Backend">Who ran the model.</param>
public sealed record PerplexityResult(double Value, double Error, int Tokens, int Chunks, Backend Backend);

/// <summary>How far a measurement is.</summary>
/// <param name="Done">Chunks that are done.</param>
/// <param name="Chunks">Chunks in all.</param>
/// <param name="Perplexity">That of the chunks so far.</param>
public sealed record PerplexityProgress(int Done, int Chunks, double Perplexity);

/// <summary>Measures perplexity by the protocol of llama.cpp's tool, with the logits of a few positions in memory, never those of a chunk.</summary>
public static class Perplexity
{
    /// <summary>The perplexity of <paramref name="text"/>.</summary>
    /// <param name="path">A GGUF file of a language model.</param>
    /// <param name="text">UTF-8 text; special tokens in it are text. Every chunk begins with BOS where the model adds it.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told after every chunk.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GgufException">The file is malformed or no causal language model.</exception>
    /// <exception cref="ArgumentException">The text is shorter than a chunk, or the chunk longer than the model's context.</exception>
    /// <exception cref="InvalidOperationException">The backend cannot run the file.</exception>
    public static PerplexityResult Measure(
        string path, ReadOnlySpan<byte> text, PerplexityOptions? options = null, IProgress<PerplexityProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        byte[] utf8 = text.ToArray();
        options ??= new PerplexityOptions();
        return Guarded.Run(() => Measure(path, utf8, options, progress, cancellationToken));
    }

    private static PerplexityResult Measure(string path, byte[] text, PerplexityOptions options, IProgress<PerplexityProgress>? progress, CancellationToken cancellationToken)
    {
        var chunks = ChunkedText.Cut(Vocabulary(path), text, options.ContextLength, options.Stride, options.MaxChunks);
        using var reader = ChunkReader.Load(path, options.Model, chunks.Length, chunks.LongestPiece, cancellationToken);
        var row = new LogitRow(reader.VocabSize);
        var losses = new Moments();
        for (int chunk = 0; chunk < chunks.Count; chunk++)
        {
            int[] window = chunks.Window(chunk);
            reader.Begin(window);
            foreach (var (start, end) in chunks.Pieces)
            {
                reader.Read(start, end, chunks.FirstScored, cancellationToken);
                for (int at = Math.Max(start, chunks.FirstScored); at < Math.Min(end, window.Length - 1); at++)
                {
                    row.Set(reader.Row(at), path);
                    losses.Add(row.NegativeLogLikelihood(window[at + 1]));
                }
            }
            progress?.Report(new PerplexityProgress(chunk + 1, chunks.Count, Math.Exp(losses.Mean)));
        }
        double value = Math.Exp(losses.Mean);
        return new PerplexityResult(value, value * losses.StandardError, losses.Count, chunks.Count, reader.Report.Backend);
    }

    private static Tokenizer Vocabulary(string path)
    {
        using var file = GgufFile.Open(path);
        GgufValidator.Validate(file);
        return Tokenizer.Load(file);
    }
}
