using System.Text;
using Engine.Gguf;

namespace Engine.Tests.Tokenization;

/// <summary>A vocabulary-only file for one test.</summary>
internal sealed class TemporaryVocabulary : IDisposable
{
    public TemporaryVocabulary(GgufWriter writer)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"vocabulary-{Guid.NewGuid():N}.gguf");
        writer.Write(Path);
        File = GgufFile.Open(Path);
    }

    public string Path { get; }

    public GgufFile File { get; }

    /// <summary>The GPT-2 vocabulary with another pre-tokenizer.</summary>
    public static TemporaryVocabulary Gpt2With(string preTokenizer)
    {
        using var gpt2 = GgufFile.Open(TestFiles.Shared("tokenizers", "ggml-vocab-gpt-2.gguf"));
        return new TemporaryVocabulary(GgufWriter.Copy(gpt2).Set("tokenizer.ggml.pre", preTokenizer));
    }

    /// <summary>
    /// Byte-level BPE whose merges join an anchor with whatever byte follows it in the same word: its ids tell where words are cut.
    /// </summary>
    public static TemporaryVocabulary Anchored(string preTokenizer, string anchors = "a1!")
    {
        string[] bytes = [.. Enumerable.Range(0, 256).Select(value => Encoding.UTF8.GetString(Engine.Tokenization.ByteCharacters.Encode((byte)value)))];
        var tokens = new List<string>(bytes);
        var merges = new List<string>();
        foreach (char anchor in anchors)
        {
            foreach (string follower in bytes)
            {
                tokens.Add(anchor + follower);
                merges.Add($"{anchor} {follower}");
            }
        }
        return new TemporaryVocabulary(Header("gpt2")
            .Set("tokenizer.ggml.pre", preTokenizer)
            .Set("tokenizer.ggml.bos_token_id", 0u)
            .SetArray("tokenizer.ggml.tokens", tokens)
            .SetArray("tokenizer.ggml.merges", merges));
    }

    /// <summary>What llama.cpp wants to see before it looks at a vocabulary.</summary>
    public static GgufWriter Header(string model) => new GgufWriter()
        .Set("general.architecture", "llama")
        .Set("llama.context_length", 64u)
        .Set("llama.embedding_length", 32u)
        .Set("llama.block_count", 1u)
        .Set("llama.feed_forward_length", 32u)
        .Set("llama.attention.head_count", 2u)
        .Set("llama.attention.layer_norm_rms_epsilon", 1e-5f)
        .Set("tokenizer.ggml.model", model);

    public void Dispose()
    {
        File.Dispose();
        System.IO.File.Delete(Path);
    }
}
