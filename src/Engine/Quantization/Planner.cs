using System.Text.RegularExpressions;
using Engine.Gguf;
using Engine.Kernels.Quantization;

namespace Engine.Quantization;

/// <summary>Decides what becomes of each tensor, and refuses what cannot be.</summary>
internal sealed class Planner
{
    private static readonly TimeSpan s_matchTime = TimeSpan.FromSeconds(1);   // a pattern that takes longer for a name of 63 letters never ends

    private readonly QuantizeOptions _options;
    private readonly TensorType _matrices;
    private readonly MixRules _rules;
    private readonly List<(Regex Pattern, TensorType Type)> _overrides = [];
    private readonly HashSet<Regex> _matched = [];

    private Planner(ModelParts parts, QuantizeOptions options, ImportanceMatrix? importance)
    {
        _options = options;
        _matrices = FileTypes.Matrices(options.Type);
        _rules = new MixRules(options.Type, parts.Metadata, [.. parts.Tensors.Select(entry => entry.Tensor.Name)], importance is not null);
        foreach (var (pattern, type) in options.TensorOverrides)
        {
            RequireWritable(type, $"the override for {UntrustedText.Quote(pattern)}");
            _overrides.Add((Compile(pattern), type));
        }
        if (options.OutputType is { } output) RequireWritable(output, "the output type");
        if (options.EmbeddingType is { } embedding) RequireWritable(embedding, "the embedding type");
    }

    /// <summary>The plan for <paramref name="parts"/>.</summary>
    /// <param name="parts">The model.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="importance">The importance matrix, where there is one.</param>
    /// <exception cref="ArgumentException">An option cannot be met.</exception>
    /// <exception cref="GgufException">A tensor cannot be quantized as asked.</exception>
    public static QuantizePlan Plan(ModelParts parts, QuantizeOptions options, ImportanceMatrix? importance)
    {
        var planner = new Planner(parts, options, importance);
        var plan = new QuantizePlan(options.Type, [.. parts.Tensors.Select(entry => planner.Next(entry.Tensor))]);
        foreach (var (pattern, _) in planner._overrides)
            if (!planner._matched.Contains(pattern)) throw new ArgumentException($"{UntrustedText.Quote(pattern.ToString())} gives a type to no tensor of {parts.Files[0].Path}; a part of the name of a matrix was expected");
        if (options.Type == ModelFileType.Q2_K_S) RequireImportance(plan, importance);
        return plan;
    }

    private PlannedTensor Next(GgufTensor tensor)
    {
        var dimensions = Trim(tensor.Dimensions);
        PlannedTensor To(TensorType type, string reason, TensorType? fallback = null) => new(tensor.Name, dimensions, tensor.Type, type, reason, fallback);

        if (TensorRoles.WhyKept(tensor.Name, dimensions) is { } kept) return To(tensor.Type, kept);
        var (type, reason, falls) = Choose(tensor);
        var fitting = falls ? Fitting(tensor, type) : Exactly(tensor, type);
        if (fitting != tensor.Type) RequireReadable(tensor, fitting);
        if (fitting == type) return To(type, reason);
        string why = $"rows of {tensor.RowLength} are no multiple of {type}'s {TensorTypes.Get(type).BlockLength}";
        return To(fitting, reason.Length == 0 ? why : $"{reason}; {why}", type);
    }

    /// <summary>The type a tensor should get, why, and whether another may take its place.</summary>
    private (TensorType Type, string Reason, bool Falls) Choose(GgufTensor tensor)
    {
        var role = TensorRoles.Of(tensor.Name);
        if (role == TensorRole.Embedding && _options.EmbeddingType is { } embedding) return (embedding, "embedding, as asked for", false);
        if (role == TensorRole.Output && _options.OutputType is { } output) return (output, "output, as asked for", false);
        foreach (var change in _overrides)
        {
            if (!Matches(change.Pattern, tensor.Name)) continue;
            _matched.Add(change.Pattern);
            return (change.Type, $"matches {UntrustedText.Show(change.Pattern.ToString())}", true);
        }
        if (_rules.IsOutput(role) && _options.OutputType is { } tied) return (tied, "embedding, also the output, as asked for", true);
        if (TensorTypes.Get(_matrices).BlockLength == 1) return (_matrices, "", true);
        var (mixed, reason) = _rules.Next(tensor.Name, tensor.RowLength);
        return (mixed, reason, true);
    }

    /// <summary>The type, or the nearest whose blocks are short enough for the rows.</summary>
    private static TensorType Fitting(GgufTensor tensor, TensorType type)
    {
        if (tensor.RowLength % TensorTypes.Get(type).BlockLength == 0) return type;
        var shorter = type switch
        {
            TensorType.IQ4_XS => TensorType.IQ4_NL,
            TensorType.Q2_K or TensorType.Q3_K => TensorType.Q4_0,
            TensorType.Q4_K => TensorType.Q5_0,
            TensorType.Q5_K => TensorType.Q5_1,
            TensorType.Q6_K => TensorType.Q8_0,
            _ => TensorType.F16,
        };
        return tensor.RowLength % TensorTypes.Get(shorter).BlockLength == 0 ? shorter : TensorType.F16;
    }

    private static TensorType Exactly(GgufTensor tensor, TensorType type) => tensor.RowLength % TensorTypes.Get(type).BlockLength == 0 ? type : throw NoMultiple(tensor, type);

    private static GgufException NoMultiple(GgufTensor tensor, TensorType type) =>
        new($"tensor {tensor.Name} has rows of {tensor.RowLength} elements; {type} takes multiples of {TensorTypes.Get(type).BlockLength}, and a type for this tensor (F16, say) was expected");

    /// <summary>Two bits for every matrix are too few without knowing which errors count.</summary>
    private static void RequireImportance(QuantizePlan plan, ImportanceMatrix? importance)
    {
        foreach (var tensor in plan.Tensors)
        {
            if (tensor.To != TensorType.Q2_K || tensor.From == tensor.To || TensorRoles.Of(tensor.Name) is TensorRole.Embedding or TensorRole.Output) continue;
            if (importance?.Entries.ContainsKey(tensor.Name) != true)
                throw new ArgumentException($"Q2_K_S takes an importance matrix, which has nothing on {tensor.Name}; one that has, or the type Q2_K, was expected");
        }
    }

    private void RequireReadable(GgufTensor tensor, TensorType to)
    {
        var from = TensorTypes.Get(tensor.Type);
        if (from.Codec is null) throw new GgufException($"tensor {tensor.Name} is {tensor.Type}, from which no {to} can be made; a type that can be dequantized was expected");
        if (from.BlockLength > 1 && !_options.AllowRequantize)
            throw new GgufException($"tensor {tensor.Name} is {tensor.Type}, quantized already: making it {to} would add a second error to the first; a file of F32, F16 or BF16 was expected, or leave to requantize");
    }

    private static void RequireWritable(TensorType type, string what)
    {
        if (!TensorTypes.TryGet((int)type, out var info) || info.Codec is null)
            throw new ArgumentException($"{what} is {type}; one of {string.Join(", ", TensorTypes.All.Where(row => row.Codec is not null).Select(row => row.Name))} was expected");
    }

    private static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, s_matchTime);
        }
        catch (ArgumentException error)
        {
            throw new ArgumentException($"{UntrustedText.Quote(pattern)} is no regular expression: {error.Message}", error);
        }
    }

    private static bool Matches(Regex pattern, string name)
    {
        try
        {
            return pattern.IsMatch(name);
        }
        catch (RegexMatchTimeoutException)
        {
            throw new ArgumentException($"the regular expression {UntrustedText.Quote(pattern.ToString())} takes more than a second for the name {name}");
        }
    }

    /// <summary>The lengths without ones at the end, as files state them.</summary>
    private static IReadOnlyList<long> Trim(IReadOnlyList<long> dimensions)
    {
        int count = dimensions.Count;
        while (count > 1 && dimensions[count - 1] == 1) count--;
        return [.. dimensions.Take(count)];
    }
}
