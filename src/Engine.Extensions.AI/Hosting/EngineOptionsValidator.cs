using Microsoft.Extensions.Options;

namespace Engine.Extensions.AI.Hosting;

/// <summary>What of <see cref="EngineOptions"/> can be known to be wrong before anything is loaded.</summary>
internal sealed class EngineOptionsValidator(string name) : IValidateOptions<EngineOptions>
{
    public ValidateOptionsResult Validate(string? asked, EngineOptions options)
    {
        if ((asked ?? Options.DefaultName) != name) return ValidateOptionsResult.Skip;
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(EngineOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Path)) yield return "Path is empty; a GGUF file was expected";
        else if (!File.Exists(options.Path)) yield return $"Path is {UntrustedText.Quote(options.Path)}, and there is no such file; a GGUF file was expected";
        if (!Enum.IsDefined(options.Loading)) yield return $"Loading is {options.Loading}; one of {string.Join(", ", Enum.GetNames<ModelLoading>())} was expected";
        if (options.DrainTime < TimeSpan.Zero) yield return $"DrainTime is {options.DrainTime}; 0 or more was expected";
        if (options.Model is null) yield return "Model is null; options were expected";
        if (options.Generation is null) yield return "Generation is null; options were expected";
        if (options.Embedding is null) yield return "Embedding is null; options were expected";
    }
}
