using Engine.Gguf;

namespace Engine.Backends;

/// <summary>Texts to one logit per class, by a backend, with the names that the file has for the classes.</summary>
internal sealed class TextClassifier
{
    private readonly IClassifier _classifier;

    /// <param name="classifier">The backend's.</param>
    /// <param name="labels">The file's labels; where it has none, classes are called LABEL_0, LABEL_1 and so on, as the trainers of such models do.</param>
    /// <exception cref="GgufException">The file labels another number of classes than the head has.</exception>
    public TextClassifier(IClassifier classifier, IReadOnlyList<string> labels)
    {
        _classifier = classifier;
        Labels = Names(labels, classifier.ClassCount);
    }

    /// <summary>The label of each class.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The names of so many classes, from the file's labels.</summary>
    /// <exception cref="GgufException">The file labels another number of classes.</exception>
    public static IReadOnlyList<string> Names(IReadOnlyList<string> labels, int classes) =>
        labels.Count == 0 ? [.. Enumerable.Range(0, classes).Select(i => $"LABEL_{i}")]
        : labels.Count == classes ? labels
        : throw new GgufException($"the file labels {labels.Count} classes; its head has {classes}");

    /// <summary>Tokens a text can have.</summary>
    public int MaxTokens => _classifier.MaxTokens;

    /// <summary>Per text, one logit per class.</summary>
    public float[][] Classify(IReadOnlyList<TokenText> texts, CancellationToken cancellationToken) => _classifier.Classify(texts, cancellationToken);

    /// <inheritdoc cref="Classify(IReadOnlyList{TokenText}, CancellationToken)"/>
    public float[][] Classify(IReadOnlyList<int[]> texts, CancellationToken cancellationToken) => Classify([.. texts.Select(text => new TokenText(text))], cancellationToken);
}
