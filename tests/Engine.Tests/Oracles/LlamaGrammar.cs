using System.Runtime.InteropServices;
using System.Text;

namespace Engine.Tests.Oracles;

/// <summary>llama.cpp's grammar sampler over a vocabulary: which tokens it lets through, after the tokens it was shown.</summary>
internal sealed unsafe class LlamaGrammar : IDisposable
{
    private readonly LlamaVocabulary _vocabulary;
    private readonly TokenData[] _data;
    private nint _sampler;

    private LlamaGrammar(LlamaVocabulary vocabulary, nint sampler)
    {
        (_vocabulary, _sampler) = (vocabulary, sampler);
        _data = new TokenData[vocabulary.Count];
    }

    /// <summary>The sampler; null where llama.cpp refuses the grammar.</summary>
    public static LlamaGrammar? Parse(LlamaVocabulary vocabulary, string gbnf)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(gbnf + "\0"))
        fixed (byte* root = "root\0"u8)
        {
            nint sampler = ((delegate* unmanaged<nint, byte*, byte*, nint>)vocabulary.Export("llama_sampler_init_grammar"))(vocabulary.Handle, text, root);
            return sampler == 0 ? null : new LlamaGrammar(vocabulary, sampler);
        }
    }

    /// <summary>For each token whether it may come next.</summary>
    public bool[] Allowed()
    {
        for (int id = 0; id < _data.Length; id++) _data[id] = new() { Id = id };
        fixed (TokenData* data = _data)
        {
            var array = new TokenDataArray { Data = data, Size = (nuint)_data.Length, Selected = -1 };
            ((delegate* unmanaged<nint, TokenDataArray*, void>)_vocabulary.Export("llama_sampler_apply"))(_sampler, &array);
        }
        return [.. _data.Select(entry => entry.Logit == 0)];
    }

    /// <summary>Shows it a token, one that is allowed: at others it aborts the process.</summary>
    public void Accept(int token) => ((delegate* unmanaged<nint, int, void>)_vocabulary.Export("llama_sampler_accept"))(_sampler, token);

    public void Dispose()
    {
        if (_sampler != 0) ((delegate* unmanaged<nint, void>)_vocabulary.Export("llama_sampler_free"))(_sampler);
        _sampler = 0;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TokenData
    {
        public int Id;
        public float Logit;
        public float Probability;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TokenDataArray
    {
        public TokenData* Data;
        public nuint Size;
        public long Selected;
        public byte Sorted;
    }
}
