using System.Runtime.InteropServices;
using System.Text;
using Engine.Native;

namespace Engine.Tests.Oracles;

/// <summary>A vocabulary as llama.cpp reads it: what our tokenizers are compared with.</summary>
/// <remarks>llama.cpp aborts on lengths and ids that are out of range; this never passes such.</remarks>
internal sealed unsafe class LlamaVocabulary : IDisposable
{
    private readonly NativeModel _model;
    private readonly nint _vocabulary;

    private LlamaVocabulary(NativeModel model)
    {
        _model = model;
        _vocabulary = LlamaApi.llama_model_get_vocab(model.Handle);
    }

    /// <summary>The vocabulary as llama.cpp's functions take it.</summary>
    public nint Handle => _vocabulary;

    public int Count => _model.VocabSize;
    public int Bos => Id("llama_vocab_bos");
    public int Eos => Id("llama_vocab_eos");
    public int Separator => Id("llama_vocab_sep");
    public int Padding => Id("llama_vocab_pad");
    public bool AddBos => Flag("llama_vocab_get_add_bos");
    public bool AddEos => Flag("llama_vocab_get_add_eos");

    /// <summary>Opens the vocabulary of <paramref name="path"/>; skips the test where llama.cpp is not.</summary>
    public static LlamaVocabulary Open(string path)
    {
        LlamaLibrary library;
        try
        {
            library = LlamaLibrary.Load(null);
        }
        catch (NativeLibraryException missing)
        {
            Assert.Skip($"skipped: no llama.cpp: {missing.Message}");
            throw;
        }
        return new LlamaVocabulary(NativeModel.Load(library, path, new NativeModelOptions { VocabularyOnly = true }, null, TestContext.Current.CancellationToken));
    }

    public int[] Encode(ReadOnlySpan<byte> utf8, bool addSpecial = true, bool parseSpecial = false) => _model.Tokenize(utf8, addSpecial, parseSpecial);

    public int[] Encode(string text, bool addSpecial = true, bool parseSpecial = false) => Encode(Encoding.UTF8.GetBytes(text), addSpecial, parseSpecial);

    public byte[] Bytes(int id, bool special = false)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)id, (uint)Count, nameof(id));
        var buffer = new byte[4096];
        fixed (byte* bytes = buffer)
        {
            int length = ((delegate* unmanaged[Cdecl]<nint, int, byte*, int, int, byte, int>)Export("llama_token_to_piece"))(
                _vocabulary, id, bytes, buffer.Length, 0, special ? (byte)1 : (byte)0);
            return buffer[..length];
        }
    }

    public bool IsEndOfGeneration(int id) => Flag("llama_vocab_is_eog", id);

    public bool IsControl(int id) => Flag("llama_vocab_is_control", id);

    public void Dispose() => _model.Dispose();

    private int Id(string function) => ((delegate* unmanaged[Cdecl]<nint, int>)Export(function))(_vocabulary);

    private bool Flag(string function) => ((delegate* unmanaged[Cdecl]<nint, byte>)Export(function))(_vocabulary) != 0;

    private bool Flag(string function, int id)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)id, (uint)Count, nameof(id));
        return ((delegate* unmanaged[Cdecl]<nint, int, byte>)Export(function))(_vocabulary, id) != 0;
    }

    /// <summary>A function of the library.</summary>
    public nint Export(string function) => NativeLibrary.GetExport(NativeLibrary.Load(_model.Library.Path), function);
}
