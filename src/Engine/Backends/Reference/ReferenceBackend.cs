using Engine.Gguf;
using Engine.Gguf.Architectures;

namespace Engine.Backends.Reference;

/// <summary>Plain loops over the mapped file, sums in double: the specification of the other backends.</summary>
internal sealed class ReferenceBackend : IBackend
{
    public Backend Kind => Backend.Reference;

    public string Name => "reference";

    public IReadOnlyList<OptionRule> Options { get; } =
    [
        .. OptionRules.Common,
        .. OptionRules.WithoutGpu("reference"),
        new(nameof(ModelOptions.FlashAttention), Refusal: at =>
            at.Options.FlashAttention == Toggle.On ? "fused attention was asked for, and the reference backend materializes the weights" : null),
        new(nameof(ModelOptions.KeyType), Refusal: at => WhyNotKv(at, at.Options.KeyType), Warning: at => OptionRules.WithoutCache(at, at.Options.KeyType)),
        new(nameof(ModelOptions.ValueType), Refusal: at => WhyNotKv(at, at.Options.ValueType), Warning: at => OptionRules.WithoutCache(at, at.Options.ValueType)),
    ];

    public string? WhyNot(GgufFile file, ModelOptions options) => GraphLimits.WhyNot(Name, file) ?? OptionRules.WhyNot(Options, options, Hyperparameters.Read(file.Metadata));

    public BackendModel Load(GgufFile file, ModelOptions options, CancellationToken cancellationToken)
    {
        if (WhyNot(file, options) is { } reason) throw new ArgumentException(reason, nameof(file));
        cancellationToken.ThrowIfCancellationRequested();
        var resolved = ResolvedOptions.Of(file, options, TensorType.F32);
        var team = new RowTeam(resolved.Threads);
        try
        {
            BackendModel model = ArchitectureCatalog.Find(file.Metadata.Architecture)!.Decoder is { } decoder
                ? new DecoderModel(file, resolved, team, decoder)
                : new BertModel(file, resolved, team);
            options.Progress?.Report(1);
            return model;
        }
        catch
        {
            team.Dispose();
            throw;
        }
    }

    private static string? WhyNotKv(OptionCase at, TensorType? type) =>
        type is not (null or TensorType.F32) && at.Shape.IsCausal ? $"a KV cache of {type} was asked for; the reference backend keeps F32" : null;
}
