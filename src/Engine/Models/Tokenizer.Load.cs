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
    public static Tokenizer Load(GgufFile file, string? nativeDirectory = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Load(file, nativeDirectory, TrialUse.Auto);
    }

    internal static Tokenizer Load(GgufFile file, string? nativeDirectory, TrialUse trial) => Load(file, TokenizerModels.Read(file.Metadata), nativeDirectory, trial);

    /// <summary>What came of the vocabulary of <paramref name="file"/> when it was read, or else llama.cpp's tokenizer.</summary>
    internal static Tokenizer Load(GgufFile file, KnownTokenizer known, string? nativeDirectory, TrialUse trial) =>
        known.Tokenizer ?? LlamaCppTokenizer.Open(file, known.WhyNot, nativeDirectory, trial);
}
