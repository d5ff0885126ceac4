using Engine.Gguf;
using Engine.Native;

namespace Engine.Backends.LlamaCpp;

/// <summary>Runs texts through an encoder, as many in one batch as fit, each its own sequence.</summary>
internal sealed class LlamaTextBatch(NativeContext context, NativeModel native, LlamaCppSettings settings)
{
    /// <summary>Texts of a batch.</summary>
    public const int MostTexts = 64;

    private readonly int _vocabSize = native.VocabSize;

    /// <summary>Tokens a text can have: a longer one would end the process.</summary>
    public int MaxTokens { get; } = MostTokens(native, settings);

    public LlamaProbe? Probe { get; init; }

    public static NativeContext CreateContext(NativeModel native, LlamaCppSettings settings, Action<NativeLogLine> log) =>
        // Vectors are pooled by us, in any way, from one per token; only a classification head is llama.cpp's.
        NativeContext.Create(native, settings.EncoderContext(MostTokens(native, settings),
            settings.Shape.Pooling == PoolingType.Rank ? PoolingType.Rank : PoolingType.None), log);

    /// <summary>Calls <paramref name="read"/> for each text after its batch has run: text, its sequence, its first entry in the batch.</summary>
    public void Run(IReadOnlyList<TokenText> texts, Action<int, int, int> read, CancellationToken cancellationToken)
    {
        for (int i = 0; i < texts.Count; i++) Check(texts[i].Ids, i);
        for (int first = 0; first < texts.Count;)
        {
            int last = first;
            var batch = context.NewBatch();
            for (; last < texts.Count && last - first < MostTexts && batch.Count + texts[last].Length <= batch.Capacity; last++)
                for (int position = 0; position < texts[last].Length; position++)
                    batch.Add(texts[last].Ids[position], position, last - first, wantsLogits: true);
            Probe?.Prepare(last - first, batch.Count);
            cancellationToken.ThrowIfCancellationRequested();
            var status = context.Encode(cancellationToken);
            if (status == DecodeStatus.Cancelled) throw new OperationCanceledException("cancelled inside an encoder", cancellationToken);
            if (status != DecodeStatus.Done) throw new NativeCallException($"llama.cpp found no room for {batch.Count} tokens");
            for (int text = first, entry = 0; text < last; entry += texts[text].Length, text++) read(text, text - first, entry);
            first = last;
        }
    }

    /// <summary>The vector of batch entry <paramref name="entry"/>.</summary>
    public ReadOnlySpan<float> TokenVector(int entry, int length) => context.Embedding(entry, length);

    /// <summary>The output of the head for <paramref name="sequence"/>.</summary>
    public ReadOnlySpan<float> SequenceVector(int sequence, int length) => context.SequenceEmbedding(sequence, length);

    private static int MostTokens(NativeModel native, LlamaCppSettings settings) => Math.Min(native.TrainedContextLength, settings.ContextLength);

    private void Check(int[] text, int index)
    {
        if (text.Length == 0) throw new ArgumentException($"text {index} has no tokens");
        if (text.Length > MaxTokens) throw new ArgumentException($"text {index} has {text.Length} tokens; at most {MaxTokens} are possible");
        foreach (int token in text)
            if ((uint)token >= (uint)_vocabSize) throw new ArgumentException($"text {index} has token {token}; token ids are 0 to {_vocabSize - 1}");
    }
}
