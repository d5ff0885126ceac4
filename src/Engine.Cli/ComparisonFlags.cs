using System.CommandLine;
using Engine.Kernels.Quantization;

namespace Engine.Cli;

/// <summary>The text that models are measured on.</summary>
internal sealed class TextFile
{
    private readonly Option<string?> _file = new("--text", "--file", "-f") { Description = "The text, a file; - reads standard input." };

    public void AddTo(Command command) => command.Options.Add(_file);

    /// <summary>Its name as it was given.</summary>
    public string Name(ParseResult result) => result.GetValue(_file) ?? throw new UsageException("no text was given; --text FILE was expected, a text that the models have not been made from");

    public byte[] Read(ParseResult result) => InputText.Read(Name(result));
}

/// <summary>How a text is cut.</summary>
/// <param name="use">What is done with a chunk.</param>
internal sealed class ChunkFlags(string use = "the second half of each is scored")
{
    private readonly Option<int> _context = new("--context", "-c") { Description = $"Tokens of a chunk; {use}.", DefaultValueFactory = _ => 512 };
    private readonly Option<int> _chunks = new("--chunks") { Description = "Chunks at most; 0 for all that the text has." };

    public void AddTo(Command command)
    {
        command.Options.Add(_context);
        command.Options.Add(_chunks);
    }

    public int Length(ParseResult result) => CommonOptions.Count(result, _context);

    public int Most(ParseResult result) => CommonOptions.Count(result, _chunks);
}

/// <summary>Types of cached keys and values, as flags spell them: Q8_0, or Q8_0/Q4_0.</summary>
internal sealed record KvTypes(TensorType Keys, TensorType Values)
{
    public static Option<KvTypes?> Option() => new("--kv")
    {
        HelpName = "type",
        Description = "Type of the KV cache, or KEYS/VALUES: F32, F16, Q8_0 or Q4_0; the backend's own without it.",
        CustomParser = result =>
        {
            if (TryParse(result.Tokens[0].Value) is { } types) return types;
            result.AddError(Complaint("--kv", result.Tokens[0].Value));
            return null;
        },
    };

    /// <summary>The types that <paramref name="text"/> spells; null when it spells none.</summary>
    public static KvTypes? TryParse(string text) =>
        text.Split('/') is [var keys, .. var rest] && rest.Length <= 1 && Type(keys) is { } key && Type(rest.Length == 1 ? rest[0] : keys) is { } value ? new KvTypes(key, value) : null;

    public static string Complaint(string flag, string text) => $"{flag} is {UntrustedText.Quote(text)}; a type such as Q8_0, or two as in Q8_0/Q4_0, was expected";

    private static TensorType? Type(string name) => TensorTypes.All.FirstOrDefault(row => string.Equals(row.Name, name, StringComparison.OrdinalIgnoreCase))?.Type;
}
