using Engine.Backends.LlamaCpp;
using Engine.Gguf;

namespace Engine.Tokenization;

// Here and not beside the rest of the class: only this room knows both our tokenizers and llama.cpp's.
public abstract partial class Tokenizer
{
    /// <summary>The tokenizer of <paramref name="file"/>: ours where we know the vocabulary, else llama.cpp's; its <see cref="Description"/> tells whose it is.</summary>
    /// <param name="file">A model, or a file with a vocabulary only.</param>
    /// <param name="nativeDirectory">Where llama.cpp's libraries are, if they are needed; null searches.</param>
    /// <exception cref="GgufException">The file has no tokenizer, a malformed one, or one nobody here knows.</exception>
    public static Tokenizer Load(GgufFile file, string? nativeDirectory = null) => Load(file, nativeDirectory, TrialUse.Auto);

    internal static Tokenizer Load(GgufFile file, string? nativeDirectory, TrialUse trial)
    {
        ArgumentNullException.ThrowIfNull(file);
        return TokenizerModels.TryCreate(file.Metadata, out string unknown) ?? LlamaCppTokenizer.Open(file, unknown, nativeDirectory, trial);
    }
}
