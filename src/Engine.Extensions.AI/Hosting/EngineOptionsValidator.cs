using Engine.Sampling;
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
        if (options.DraftPath is not null && !File.Exists(options.DraftPath)) yield return $"DraftPath is {UntrustedText.Quote(options.DraftPath)}, and there is no such file; the GGUF file of a small model was expected";
        if (!Enum.IsDefined(options.Loading)) yield return $"Loading is {options.Loading}; one of {string.Join(", ", Enum.GetNames<ModelLoading>())} was expected";
        if (options.DrainTime < TimeSpan.Zero) yield return $"DrainTime is {options.DrainTime}; 0 or more was expected";
        if (options.Model is null) yield return "Model is null; options were expected";
        if (options.Generation is null) yield return "Generation is null; options were expected";
        else
        {
            foreach (string failure in Failures(options.Generation)) yield return $"Generation.{failure}";
        }
        if (options.Embedding is null) yield return "Embedding is null; options were expected";
        else if (options.Embedding.Dimensions < 0) yield return $"Embedding.Dimensions is {options.Embedding.Dimensions}; 0 or more was expected";
        else if (options.Embedding.Pooling == Pooling.None) yield return "Embedding.Pooling is None, which gives a vector for every token; a way to make them one was expected";
    }

    /// <summary>What would make every request fail.</summary>
    private static IEnumerable<string> Failures(GenerationOptions options)
    {
        (string Name, int? Value)[] counts =
        [
            (nameof(options.MaxTokens), options.MaxTokens), (nameof(options.KeepTokens), options.KeepTokens), (nameof(options.FinishWithin), options.FinishWithin),
            (nameof(options.LogProbabilities), options.LogProbabilities),
        ];
        foreach (var (name, value) in counts)
            if (value < 0) yield return $"{name} is {value}; 0 or more was expected";
        if (options.MaxTime is { } time && time <= TimeSpan.Zero) yield return $"{nameof(options.MaxTime)} is {time}; more than 0 was expected";
        if (options.Speculation is { MaxTokens: < 1 or > Speculation.MostTokens } drafting)
            yield return $"{nameof(options.Speculation)}.{nameof(drafting.MaxTokens)} is {drafting.MaxTokens}; 1 to {Speculation.MostTokens} was expected";
        if (Sampling(options) is { } failure) yield return failure;
    }

    private static string? Sampling(GenerationOptions options)
    {
        try
        {
            // The vocabulary is known once the model is loaded.
            SamplingCatalog.Validate(options, int.MaxValue);
            return null;
        }
        catch (ArgumentException refused)
        {
            return refused.Message.Split(" (Parameter")[0];
        }
    }
}
