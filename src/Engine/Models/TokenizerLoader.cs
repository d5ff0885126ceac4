using Engine.Backends.LlamaCpp;
using Engine.Gguf;
using Engine.Tokenization;

namespace Engine;

/// <summary>Finds the tokenizer of a file: ours where we know the vocabulary, else llama.cpp's, and it says so.</summary>
public static class TokenizerLoader
{
    /// <summary>The tokenizer of <paramref name="file"/>; its <see cref="Tokenizer.Description"/> tells whose it is.</summary>
    /// <param name="file">A model, or a file with a vocabulary only.</param>
    /// <param name="nativeDirectory">Where llama.cpp's libraries are, if they are needed; null searches.</param>
    /// <exception cref="GgufException">The file has no tokenizer, a malformed one, or one nobody here knows.</exception>
    public static Tokenizer Load(GgufFile file, string? nativeDirectory = null) =>
        TokenizerModels.TryCreate(file.Metadata, out string unknown) ?? LlamaCppTokenizer.Open(file, unknown, nativeDirectory);
}
