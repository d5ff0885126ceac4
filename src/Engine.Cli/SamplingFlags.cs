using System.CommandLine;
using Engine.Sampling;

namespace Engine.Cli;

/// <summary>A flag for every option of the table of sampling policies.</summary>
internal sealed class SamplingFlags
{
    private readonly Dictionary<SamplingField, Option<string>> _flags = SamplingCatalog.All.ToDictionary(field => field, Create);

    public void AddTo(Command command)
    {
        foreach (var option in _flags.Values) command.Options.Add(option);
    }

    /// <summary>A copy of <paramref name="options"/> with what the command line says.</summary>
    public T Apply<T>(ParseResult result, T options) where T : SamplingOptions
    {
        foreach (var (field, option) in _flags)
        {
            if (result.GetValue(option) is not { } text) continue;
            try
            {
                options = field.Apply(options, text);
            }
            catch (ArgumentException)
            {
                throw new UsageException($"{option.Name} is {UntrustedText.Quote(text)}; {field.Expected} was expected");
            }
        }
        return options;
    }

    private static Option<string> Create(SamplingField field)
    {
        string fallback = field.Default.Length > 0 ? $" Default {field.Default}." : "";
        return new Option<string>(field.Flags[0], [.. field.Flags.Skip(1)]) { Description = field.Description + fallback };
    }
}
