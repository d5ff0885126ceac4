using Engine.Backends;
using Engine.Gguf;
using Engine.Tokenization;

namespace Engine.Verification;

/// <summary>The attention weights of one head over a text.</summary>
/// <param name="Tokens">The text's tokens as the vocabulary spells them.</param>
/// <param name="Weights">One row per query, one weight per key; a row sums to 1.</param>
public sealed record AttentionMatrix(IReadOnlyList<string> Tokens, IReadOnlyList<float[]> Weights);

/// <summary>The logits after positions of a prompt.</summary>
/// <param name="Ids">The prompt's token ids.</param>
/// <param name="VocabSize">Logits per row.</param>
/// <param name="Rows">(positions, vocabSize), the last position's or those of all.</param>
/// <param name="Top">The most probable next tokens after the last position, best first.</param>
public sealed record PromptLogits(IReadOnlyList<int> Ids, int VocabSize, float[] Rows, IReadOnlyList<NextToken> Top);

/// <summary>A candidate for the next token.</summary>
/// <param name="Id">Token id.</param>
/// <param name="Text">Its text.</param>
/// <param name="Logit">Its logit.</param>
/// <param name="Probability">Its probability at temperature 1.</param>
public sealed record NextToken(int Id, string Text, float Logit, double Probability);

/// <summary>Shows what a model computes on the way from a text to its answer.</summary>
public static class Inspector
{
    private const int TopCount = 10;

    /// <summary>The attention weights of a head.</summary>
    /// <param name="path">A GGUF file of a language model or an encoder.</param>
    /// <param name="text">UTF-8 text.</param>
    /// <param name="layer">Layer, from 0.</param>
    /// <param name="head">Query head, from 0.</param>
    /// <param name="encoding">How the text becomes tokens.</param>
    /// <param name="options">How the model is loaded; what they leave open is set as <see cref="Verifier"/> does.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="GgufException">The file is malformed, or the backend cannot run or show it.</exception>
    /// <exception cref="ArgumentException">There is no such layer or head, or the text is empty or too long.</exception>
    public static AttentionMatrix Attention(
        string path, ReadOnlySpan<byte> text, int layer, int head, PromptEncoding? encoding = null, ModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        byte[] utf8 = text.ToArray();
        return Guarded.Run(() => ShowAttention(path, utf8, layer, head, encoding ?? new PromptEncoding(), options ?? new ModelOptions(), cancellationToken))[0];
    }

    /// <summary>The attention weights of all heads of a layer, in their order.</summary>
    /// <inheritdoc cref="Attention"/>
    public static IReadOnlyList<AttentionMatrix> AttentionOfLayer(
        string path, ReadOnlySpan<byte> text, int layer, PromptEncoding? encoding = null, ModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        byte[] utf8 = text.ToArray();
        return Guarded.Run(() => ShowAttention(path, utf8, layer, null, encoding ?? new PromptEncoding(), options ?? new ModelOptions(), cancellationToken));
    }

    private static AttentionMatrix[] ShowAttention(
        string path, byte[] text, int layer, int? head, PromptEncoding encoding, ModelOptions options, CancellationToken cancellationToken)
    {
        using var file = Open(path);
        var shape = Hyperparameters.Read(file.Metadata);
        Check(layer, shape.LayerCount, "layer");
        Check(head ?? 0, shape.HeadCount, "head");
        var tokenizer = Tokenizer.Load(file, options.NativeDirectory, options.Trial);
        int[] ids = ProbedModel.Tokenize(file, tokenizer, text, encoding);

        using var model = ProbedModel.Load(file, Choose(file, options), ids.Length, options, cancellationToken);
        var capture = new TensorCapture(ProbePoint.Weights) { OnlyLayer = layer };
        model.Watch(ids, capture, cancellationToken);
        float[] weights = capture.Get(ProbePoint.Weights, layer).Values;
        string[] tokens = [.. ids.Select(id => Spell(tokenizer, id))];
        return [.. (head is { } one ? [one] : Enumerable.Range(0, shape.HeadCount)).Select(index => new AttentionMatrix(
            tokens, [.. ids.Select((_, query) => weights.AsSpan((index * ids.Length + query) * ids.Length, ids.Length).ToArray())]))];
    }

    /// <summary>The logits after a prompt's last token, or after each of them.</summary>
    /// <param name="path">A GGUF file of a language model.</param>
    /// <param name="prompt">UTF-8 text.</param>
    /// <param name="allPositions">Whether the rows of all positions are wanted.</param>
    /// <param name="encoding">How the text becomes tokens.</param>
    /// <param name="options">How the model is loaded; what they leave open is set as <see cref="Verifier"/> does.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="GgufException">The file is malformed or no language model, or the backend cannot run it.</exception>
    /// <exception cref="ArgumentException">The prompt is empty or too long.</exception>
    public static PromptLogits Logits(
        string path, ReadOnlySpan<byte> prompt, bool allPositions = false, PromptEncoding? encoding = null, ModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        byte[] utf8 = prompt.ToArray();
        return Guarded.Run(() => ShowLogits(path, utf8, allPositions, encoding ?? new PromptEncoding(), options ?? new ModelOptions(), cancellationToken));
    }

    private static PromptLogits ShowLogits(
        string path, byte[] prompt, bool allPositions, PromptEncoding encoding, ModelOptions options, CancellationToken cancellationToken)
    {
        using var file = Open(path);
        var tokenizer = Tokenizer.Load(file, options.NativeDirectory, options.Trial);
        int[] ids = ProbedModel.Tokenize(file, tokenizer, prompt, encoding);
        using var model = ProbedModel.Load(file, Choose(file, options), ids.Length, options, cancellationToken);
        if (!model.CanSplit) throw new GgufException($"{path} is no language model and has no logits per token");
        float[] rows = model.Run(ids, 0, cancellationToken);
        float[] last = rows[^model.RowLength..];
        return new PromptLogits(ids, model.RowLength, allPositions ? rows : last, Top(last, tokenizer));
    }

    private static NextToken[] Top(float[] logits, Tokenizer tokenizer)
    {
        double largest = logits.Max(), sum = logits.Sum(logit => Math.Exp(logit - largest));
        return Enumerable.Range(0, logits.Length).OrderByDescending(id => logits[id]).Take(TopCount)
            .Select(id => new NextToken(id, Spell(tokenizer, id), logits[id], Math.Exp(logits[id] - largest) / sum)).ToArray();
    }

    private static GgufFile Open(string path)
    {
        var file = GgufFile.Open(path);
        try
        {
            GgufValidator.Validate(file);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static IBackend Choose(GgufFile file, ModelOptions options)
    {
        var candidates = options.Backend == Backend.Auto ? BackendCatalog.All : [BackendCatalog.Get(options.Backend)];
        return candidates.FirstOrDefault(candidate => ProbedModel.WhyNot(file, candidate, options) is null)
            ?? throw new GgufException($"{file.Path} cannot be run: {string.Join("; ", candidates.Select(candidate => $"{candidate.Name}: {ProbedModel.WhyNot(file, candidate, options)}"))}");
    }

    /// <summary>A token as text: running text where it is some, the vocabulary's spelling where it is a mark.</summary>
    private static string Spell(Tokenizer tokenizer, int id) => tokenizer.IsControl(id) ? tokenizer.Piece(id) : tokenizer.Decode([id]);

    private static void Check(int index, int count, string what)
    {
        if ((uint)index >= (uint)count) throw new ArgumentException($"there is no {what} {index}; the model has {count}, from 0");
    }
}
