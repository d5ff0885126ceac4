using Engine.Native;

namespace Engine.Backends.LlamaCpp;

/// <summary>Texts to one logit per class, by the classification head in the file. llama.cpp takes all tokens as of the first token type.</summary>
internal sealed class LlamaClassifier(LlamaTextBatch texts, NativeModel native) : IClassifier
{
    public int ClassCount { get; } = native.ClassCount;

    public int MaxTokens => texts.MaxTokens;

    public float[][] Classify(IReadOnlyList<TokenText> inputs, CancellationToken cancellationToken)
    {
        var logits = new float[inputs.Count][];
        texts.Run(inputs, (text, sequence, _) => logits[text] = texts.SequenceVector(sequence, ClassCount).ToArray(), cancellationToken);
        return logits;
    }
}
