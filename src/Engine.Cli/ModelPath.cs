using System.CommandLine;

namespace Engine.Cli;

/// <summary>Where the model lies: <c>--model</c>, or an argument of verbs that are about the file; without either the bundled demo model.</summary>
internal sealed class ModelPath(bool takesArgument = false)
{
    private readonly Option<string?> _option = new("--model", "-m") { Description = "Path of a GGUF file; the bundled demo model without it.", HelpName = "file" };
    private readonly Argument<string?>? _argument = takesArgument
        ? new Argument<string?>("model") { Description = "Path of a GGUF file; the bundled demo model without it.", Arity = ArgumentArity.ZeroOrOne }
        : null;

    /// <summary>The bundled model.</summary>
    public static string Demo => Path.Combine(AppContext.BaseDirectory, "Demo", "pocket-f16.gguf");

    public void AddTo(Command command)
    {
        if (_argument is not null) command.Arguments.Add(_argument);
        command.Options.Add(_option);
    }

    /// <summary>The path that was given, or the demo model's.</summary>
    public string Of(ParseResult result)
    {
        string? option = result.GetValue(_option), argument = _argument is null ? null : result.GetValue(_argument);
        if (option is not null && argument is not null) throw new UsageException("give the model either as an argument or with --model, not both");
        string path = option ?? argument ?? Demo;
        return path.Length > 0 ? path : throw new UsageException("the model's path is empty; a GGUF file was expected");
    }
}
