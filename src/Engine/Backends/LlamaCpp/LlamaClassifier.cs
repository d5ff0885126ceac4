using System.Globalization;
using Engine.Native;

namespace Engine.Backends.LlamaCpp;

/// <summary>Texts to one logit per class, by the classification head in the file.</summary>
internal sealed class LlamaClassifier(LlamaTextBatch texts, NativeModel native) : IClassifier
{
    /// <summary>The file's labels; a class without one is called by its number.</summary>
    public IReadOnlyList<string> Labels { get; } =
        [.. Enumerable.Range(0, native.ClassCount).Select(i => native.ClassLabel(i) ?? i.ToString(CultureInfo.InvariantCulture))];

    public int MaxTokens => texts.MaxTokens;

    public float[][] Classify(IReadOnlyList<int[]> inputs, CancellationToken cancellationToken)
    {
        var logits = new float[inputs.Count][];
        texts.Run(inputs, (text, sequence, _) => logits[text] = texts.SequenceVector(sequence, Labels.Count).ToArray(), cancellationToken);
        return logits;
    }
}
