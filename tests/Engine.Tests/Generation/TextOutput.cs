using System.Text;
using Engine.Generation;

namespace Engine.Tests.Generation;

/// <summary>Collects what a generation produces.</summary>
internal sealed class TextOutput : IGenerationOutput
{
    private readonly StringBuilder _text = new();
    private GenerationResult? _result;

    /// <summary>Told of every token.</summary>
    public Action<int>? OnToken { get; init; }

    /// <summary>Told of the end.</summary>
    public Action? OnEnd { get; init; }

    public Exception? Error { get; private set; }

    public bool HasEnded => _result is not null || Error is not null;

    public List<int> Ids { get; } = [];

    public GenerationResult Result => Error is null ? _result! : throw Error;

    /// <summary>What was noted of every token.</summary>
    public List<TokenNotes> Notes { get; } = [];

    public void Token(int token, GeneratedText text, TokenNotes notes)
    {
        Ids.Add(token);
        Notes.Add(notes);
        _text.Append(Encoding.UTF8.GetString(text.Utf8));
        OnToken?.Invoke(token);
    }

    public void Rest(GeneratedText text) => _text.Append(Encoding.UTF8.GetString(text.Utf8));

    public void Finished(GenerationResult result)
    {
        _result = result;
        OnEnd?.Invoke();
    }

    public void Failed(Exception error)
    {
        Error = error;
        OnEnd?.Invoke();
    }

    public override string ToString() => _text.ToString();
}
