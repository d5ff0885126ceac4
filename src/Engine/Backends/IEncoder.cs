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
    /// <summary>What a backend has of a model that turns texts into vectors.</summary>
    /// <remarks>Used on the model's thread only.</remarks>
    internal interface IEncoder
    {
        /// <summary>Length of a vector.</summary>
        int Dimensions { get; }

        /// <summary>Tokens a text can have.</summary>
        int MaxTokens { get; }

        /// <summary>The vectors of each text's tokens, (tokens, dimensions).</summary>
        /// <exception cref="ArgumentException">A text is empty, too long, or holds a token that does not exist.</exception>
        float[][] Encode(IReadOnlyList<TokenText> texts, CancellationToken cancellationToken);
    }

    /// <summary>What a backend has of an encoder with a classification head.</summary>
    internal interface IClassifier
    {
        /// <summary>Classes.</summary>
        int ClassCount { get; }

        /// <summary>Tokens a text can have.</summary>
        int MaxTokens { get; }

        /// <summary>Per text, one logit per class.</summary>
        float[][] Classify(IReadOnlyList<TokenText> texts, CancellationToken cancellationToken);
    }
}
