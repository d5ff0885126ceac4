using Engine.Gguf;
using Engine.Quantization;

namespace Engine;

/// <summary>Makes a model smaller: the same weights in types of fewer bits.</summary>
/// <remarks>
/// Which tensor gets which type is llama.cpp's choice, and so are the bytes of every type whose rounding is given (F16, BF16, Q8_0, Q4_0 to Q5_1 without
/// an importance matrix). The other types leave a choice; here it is the one of least squared error. The bytes depend on the input and the options only,
/// not on threads or the processor.
/// </remarks>
public static class Quantizer
{
    /// <summary>Every file type, from the most to the fewest bits.</summary>
    public static IReadOnlyList<ModelFileType> Types { get; } = [.. FileTypes.All];

    /// <summary>The file type called <paramref name="name"/> (<c>Q4_K_M</c>, <c>f16</c>; <c>Q4_K</c> is <c>Q4_K_M</c>).</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static ModelFileType ParseType(string name) => FileTypes.TryParse(name, out var type)
        ? type
        : throw new ArgumentException($"the type is {UntrustedText.Quote(name)}; one of {string.Join(", ", Types)} was expected", nameof(name));

    /// <summary>What <see cref="QuantizeAsync"/> would make of <paramref name="input"/>; reads its header only.</summary>
    /// <exception cref="GgufException">It is no model, or a tensor cannot be quantized as asked.</exception>
    /// <exception cref="ArgumentException">An option cannot be met.</exception>
    public static QuantizePlan Plan(string input, QuantizeOptions options)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(options);
        using var parts = ModelParts.Open(input, options.KeepSplit);
        return Planner.Plan(parts, options, Importance(parts, options));
    }

    /// <summary>Quantizes <paramref name="input"/> to <paramref name="output"/>, which appears only when it is complete.</summary>
    /// <param name="input">A GGUF file; of a split model the first.</param>
    /// <param name="output">The file to write, another than the input; where a split model stays split, the name before <c>-00001-of-00003.gguf</c>.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Hears of each tensor and piece.</param>
    /// <param name="cancellationToken">Stops it; nothing is left behind.</param>
    /// <exception cref="GgufException">The input is no model, holds a weight that is no finite number, or a tensor cannot be quantized as asked.</exception>
    /// <exception cref="ArgumentException">An option cannot be met, or the output is the input.</exception>
    /// <exception cref="IOException">The output cannot be written; the disk may be full.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Task<QuantizeResult> QuantizeAsync(
        string input, string output, QuantizeOptions options, IProgress<QuantizeProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads, nameof(options));
        return Task.Factory.StartNew(
            () => Quantize(input, output, options, progress, cancellationToken),
            cancellationToken, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
    }

    private static QuantizeResult Quantize(string input, string output, QuantizeOptions options, IProgress<QuantizeProgress>? progress, CancellationToken cancellationToken)
    {
        using var parts = ModelParts.Open(input, options.KeepSplit);
        var importance = Importance(parts, options);
        var plan = Planner.Plan(parts, options, importance);
        using var conversion = new Conversion(parts, plan, importance, options, progress, cancellationToken);
        var outputs = OutputFiles.Write(parts, plan, options, output, conversion);
        return new QuantizeResult(outputs, outputs.Sum(path => new FileInfo(path).Length), plan, conversion.Warnings);
    }

    private static ImportanceMatrix? Importance(ModelParts parts, QuantizeOptions options)
    {
        if (options.ImportanceMatrix is not { } path) return null;
        var importance = ImportanceMatrix.Read(path);
        importance.RequireModel(path, parts);
        return importance;
    }
}
