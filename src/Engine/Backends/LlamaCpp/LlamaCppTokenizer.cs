using System.Text;
using System.Text.Unicode;
using Engine.Gguf;
using Engine.Native;
using Engine.Tokenization;

namespace Engine.Backends.LlamaCpp;

/// <summary>llama.cpp's tokenizer, for vocabularies ours does not know. Bytes and roles of the tokens are asked for once.</summary>
internal sealed class LlamaCppTokenizer : Tokenizer
{
    private readonly NativeModel _model;
    private readonly Vocabulary _vocabulary;
    private readonly ByteStringTable _bytes;
    private readonly TokenRoles[] _roles;

    private LlamaCppTokenizer(NativeModel model, Vocabulary vocabulary, string unknown)
    {
        _model = model;
        _vocabulary = vocabulary;
        if (model.VocabSize != vocabulary.Count)
            throw new GgufException($"llama.cpp reads {model.VocabSize} tokens where the file has {vocabulary.Count}");
        _bytes = new ByteStringTable(vocabulary.Count, vocabulary.Texts.TotalLength);
        _roles = new TokenRoles[vocabulary.Count];
        for (int id = 0; id < _roles.Length; id++)
        {
            _bytes.Append(model.TokenBytes(id));
            _roles[id] = model.Roles(id);
        }
        var (addBos, addEos) = model.AddedTokens;
        Special = vocabulary.Special with { Bos = model.Bos, Eos = model.Eos, Eot = model.Eot, AddBos = addBos, AddEos = addEos };
        Description = UntrustedText.Sentence($"llama.cpp's, because {unknown:1000}");
    }

    public override int VocabSize => _vocabulary.Count;

    public override SpecialTokens Special { get; }

    public override string Description { get; }

    /// <summary>Opens the vocabulary of <paramref name="file"/> with llama.cpp; <paramref name="unknown"/> says why.</summary>
    /// <exception cref="GgufException">llama.cpp is not there or does not know the vocabulary either; or there is none.</exception>
    public static LlamaCppTokenizer Open(GgufFile file, string unknown, string? nativeDirectory, TrialUse trial)
    {
        // Reading it here first refuses what llama.cpp would abort on: no tokens, or the same token twice.
        var vocabulary = Vocabulary.Read(file.Metadata, VocabularyDefaults.None);
        GgufValidator.Validate(file);
        LlamaFileRules.Check(file);
        try
        {
            Trial.Run(file, trial, TrialRequest.Of(file.Path, new ModelOptions { NativeDirectory = nativeDirectory }) with { VocabularyOnly = true }, CancellationToken.None);
            var library = LlamaLibrary.Load(nativeDirectory);
            var model = NativeModel.Load(library, file.Path, new NativeModelOptions { VocabularyOnly = true }, null, CancellationToken.None);
            return new LlamaCppTokenizer(model, vocabulary, unknown);
        }
        catch (Exception refused) when (refused is NativeLibraryException or NativeCallException)
        {
            throw new GgufException($"{unknown:1000}, and llama.cpp's tokenizer is no help: {refused.Message:1000}", refused);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Bytes that are no UTF-8 become U+FFFD: on some of them llama.cpp throws a C++ exception, which nothing here could catch.</remarks>
    public override int[] Encode(ReadOnlySpan<byte> utf8, bool addSpecial = true, bool parseSpecial = false) =>
        _model.Tokenize(Utf8.IsValid(utf8) ? utf8 : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8)), addSpecial, parseSpecial);

    public override ReadOnlySpan<byte> Bytes(int id)
    {
        CheckId(id);
        return _bytes[id];
    }

    public override string Piece(int id)
    {
        CheckId(id);
        return Encoding.UTF8.GetString(_vocabulary.Text(id));
    }

    internal override ReadOnlySpan<byte> Spelling(int id)
    {
        CheckId(id);
        return _vocabulary.Text(id);
    }

    public override bool IsControl(int id)
    {
        CheckId(id);
        return (_roles[id] & TokenRoles.Control) != 0;
    }

    public override bool IsEndOfGeneration(int id)
    {
        CheckId(id);
        return (_roles[id] & TokenRoles.EndOfGeneration) != 0;
    }

    public override string Decode(ReadOnlySpan<int> ids, bool renderSpecial = false)
    {
        var bytes = new List<byte>(ids.Length * 4);
        foreach (int id in ids) bytes.AddRange(renderSpecial && IsControl(id) ? _vocabulary.Text(id) : Bytes(id));
        return Encoding.UTF8.GetString(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes));
    }

    private void CheckId(int id)
    {
        if ((uint)id >= (uint)VocabSize) throw new ArgumentOutOfRangeException(nameof(id), id, $"token id {id} is not in 0..{VocabSize - 1}");
    }
}
