using System.CommandLine;

namespace Engine.Cli;

/// <summary>Where a verb's text comes from: the argument, a file, or standard input (<c>-</c>, or a pipe and no argument).</summary>
internal sealed class PromptInput
{
    private readonly Argument<string?> _text;
    private readonly Option<string?> _file = new("--file", "-f") { Description = "Read the text from a file." };
    private readonly Option<bool> _noSpecial = new("--no-special") { Description = "Treat the text of special tokens as text." };
    private readonly Option<bool> _noBos = new("--no-bos") { Description = "Add no token that the model wants around every text, such as BOS, or CLS and SEP." };

    public PromptInput(string name)
    {
        _text = new Argument<string?>(name) { Description = "The text; - reads standard input.", Arity = ArgumentArity.ZeroOrOne };
    }

    public void AddTo(Command command)
    {
        command.Arguments.Add(_text);
        command.Options.Add(_file);
        command.Options.Add(_noSpecial);
        command.Options.Add(_noBos);
    }

    /// <summary>How the text becomes tokens.</summary>
    public PromptEncoding Encoding(ParseResult result) => new(AddSpecial: !result.GetValue(_noBos), ParseSpecial: !result.GetValue(_noSpecial));

    /// <summary>The text as UTF-8: its bytes as they are, but for a byte order mark.</summary>
    public byte[] Read(ParseResult result)
    {
        string? text = result.GetValue(_text), file = result.GetValue(_file);
        if (text is not null && file is not null) throw new UsageException($"give either the {_text.Name} or --file, not both");
        if (file is not null) return InputText.Read(file);
        if (text is not null && text != "-") return System.Text.Encoding.UTF8.GetBytes(text);
        if (text is null && !Console.IsInputRedirected) throw new UsageException($"no {_text.Name} was given; pass it as an argument, with --file, or through a pipe");
        return InputText.ReadStandardInput();
    }
}
