using Engine.Gguf;

namespace Engine.Backends;

/// <summary>The names of a classification head's classes, for the backends that compute it themselves.</summary>
internal static class ClassLabels
{
    /// <summary>The file's labels; where it has none, LABEL_0, LABEL_1 and so on.</summary>
    /// <exception cref="GgufException">The file labels another number of classes than <paramref name="classes"/>.</exception>
    public static IReadOnlyList<string> Read(Hyperparameters shape, int classes)
    {
        if (shape.ClassLabels.Count == 0) return [.. Enumerable.Range(0, classes).Select(i => $"LABEL_{i}")];
        return shape.ClassLabels.Count == classes
            ? shape.ClassLabels
            : throw new GgufException($"the file labels {shape.ClassLabels.Count} classes; its head has {classes}");
    }
}
