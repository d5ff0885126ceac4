namespace Engine
{
    /// <summary>How the vectors of a text's tokens become one.</summary>
    public enum Pooling
    {
        /// <summary>As the model's metadata says.</summary>
        Model,
        /// <summary>Not at all: one vector per token.</summary>
        None,
        /// <summary>The mean over the tokens.</summary>
        Mean,
        /// <summary>The first token's.</summary>
        Cls,
        /// <summary>The last token's.</summary>
        Last,
    }
}

namespace Engine.Backends
{
    /// <summary>A model that turns texts into vectors.</summary>
    /// <remarks>Used on the model's thread only.</remarks>
    internal interface IEncoder
    {
        /// <summary>Length of a vector.</summary>
        int Dimensions { get; }

        /// <summary>Tokens a text can have.</summary>
        int MaxTokens { get; }

        /// <summary>What <see cref="Pooling.Model"/> means here.</summary>
        Pooling DefaultPooling { get; }

        /// <summary>One array per text: (dimensions), or (tokens, dimensions) with <see cref="Pooling.None"/>. Not normalized.</summary>
        /// <exception cref="ArgumentException">A text is empty, too long, or holds a token that does not exist.</exception>
        float[][] Encode(IReadOnlyList<int[]> texts, Pooling pooling, CancellationToken cancellationToken);
    }

    /// <summary>An encoder with a classification head.</summary>
    internal interface IClassifier
    {
        /// <summary>The label of each class.</summary>
        IReadOnlyList<string> Labels { get; }

        /// <summary>Tokens a text can have.</summary>
        int MaxTokens { get; }

        /// <summary>Per text, one logit per class.</summary>
        float[][] Classify(IReadOnlyList<int[]> texts, CancellationToken cancellationToken);
    }
}
