namespace Engine.Gguf;

/// <summary>What a GGUF file is.</summary>
public enum GgufKind
{
    /// <summary>Weights and their vocabulary.</summary>
    Model,
    /// <summary>A vocabulary without weights.</summary>
    Vocabulary,
    /// <summary>A LoRA adapter, useful only on top of its model.</summary>
    Adapter,
}

/// <summary>What validation found in a file it accepts.</summary>
/// <param name="Kind">What the file is.</param>
/// <param name="Shape">The shape its metadata states.</param>
/// <param name="Warnings">What is odd about it, a sentence each; it is usable all the same.</param>
public sealed record GgufReport(GgufKind Kind, Hyperparameters Shape, IReadOnlyList<string> Warnings);
