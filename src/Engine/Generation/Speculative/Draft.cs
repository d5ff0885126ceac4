using Engine.Generation.Speculative;
using Engine.Tokenization;

namespace Engine;

/// <summary>A small model that drafts for larger ones of the same vocabulary. Thread-safe; any number of requests may draft with one.</summary>
public sealed class Draft : IDisposable
{
    private readonly Model _model;
    private readonly Lock _gate = new();
    private Tokenizer? _checked;

    private Draft(Model model) => _model = model;

    /// <summary>What loading did: who runs it, where, and why.</summary>
    public LoadReport LoadReport => _model.LoadReport;

    /// <summary>Loads <paramref name="path"/>.</summary>
    /// <exception cref="Gguf.GgufException">The file is malformed, or not a model we know.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidOperationException">It does not generate, or the backend asked for cannot run it.</exception>
    public static Draft Load(string path, ModelOptions? options = null)
    {
        var model = Model.Load(path, options);
        try
        {
            model.CheckSequence(1);
            return new Draft(model);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Throws where <paramref name="tokenizer"/> is of another vocabulary: the drafts would mean something else.</summary>
    /// <exception cref="ArgumentException">It is.</exception>
    public void CheckVocabulary(Tokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        lock (_gate)
        {
            if (ReferenceEquals(_checked, tokenizer)) return;
            var own = _model.Tokenizer;
            if (own.VocabSize != tokenizer.VocabSize)
                throw new ArgumentException($"the draft model {_model.Info.Name} has {own.VocabSize} tokens, the model {tokenizer.VocabSize}; the same vocabulary was expected");
            for (int id = 0; id < own.VocabSize; id++)
                if (!own.Bytes(id).SequenceEqual(tokenizer.Bytes(id)) || own.IsEndOfGeneration(id) != tokenizer.IsEndOfGeneration(id))
                    throw new ArgumentException(UntrustedText.Sentence(
                        $"token {id} of the draft model {_model.Info.Name} is '{own.Piece(id)}', of the model '{tokenizer.Piece(id)}'; the same vocabulary was expected"));
            _checked = tokenizer;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    /// <summary>Begins to draft a text.</summary>
    internal ModelDraft Begin(Tokenizer tokenizer)
    {
        CheckVocabulary(tokenizer);
        return new ModelDraft(_model);
    }
}
