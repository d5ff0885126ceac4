namespace Engine.Native;

/// <summary>What llama.cpp takes a token for.</summary>
[Flags]
internal enum TokenRoles : byte
{
    None = 0,
    Control = 1,
    EndOfGeneration = 2,
}

/// <summary>The vocabulary of a model, for files whose tokenizer is not ours.</summary>
internal sealed unsafe partial class NativeModel
{
    public int Bos => LlamaApi.llama_vocab_bos(Vocabulary);
    public int Eos => LlamaApi.llama_vocab_eos(Vocabulary);
    public int Eot => LlamaApi.llama_vocab_eot(Vocabulary);

    /// <summary>Whether texts start with BOS and end with EOS.</summary>
    public (bool Bos, bool Eos) AddedTokens => (LlamaApi.llama_vocab_get_add_bos(Vocabulary), LlamaApi.llama_vocab_get_add_eos(Vocabulary));

    private nint Vocabulary => LlamaApi.llama_model_get_vocab(Handle);

    /// <summary>The bytes token <paramref name="id"/> stands for in running text.</summary>
    public byte[] TokenBytes(int id)
    {
        CheckToken(id);
        var bytes = new byte[64];
        for (; ; )
        {
            int length;
            fixed (byte* buffer = bytes) length = LlamaApi.llama_token_to_piece(Vocabulary, id, buffer, bytes.Length, 0, false);
            if (length >= 0) return bytes[..length];
            bytes = new byte[-length];
        }
    }

    public TokenRoles Roles(int id)
    {
        CheckToken(id);
        return (LlamaApi.llama_vocab_is_control(Vocabulary, id) ? TokenRoles.Control : 0)
            | (LlamaApi.llama_vocab_is_eog(Vocabulary, id) ? TokenRoles.EndOfGeneration : 0);
    }

    // llama.cpp aborts on an id it does not have.
    private void CheckToken(int id) => ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)id, (uint)VocabSize, nameof(id));
}
