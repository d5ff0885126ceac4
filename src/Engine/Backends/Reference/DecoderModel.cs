using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.KvCache;

namespace Engine.Backends.Reference;

/// <summary>A decoder, of any architecture that describes its graph.</summary>
internal sealed class DecoderModel : BackendModel
{
    private readonly RowTeam _team;
    private readonly GraphAdapterHost _adapters;

    public DecoderModel(GgufFile file, ResolvedOptions options, RowTeam team, Func<Hyperparameters, DecoderGraph> decoder)
    {
        var shape = Hyperparameters.Read(file.Metadata);
        var graph = decoder(shape);
        _team = team;
        var weights = new ReferenceWeights(file, _team);
        var model = DecoderWeights.Read(file, weights, shape, graph);
        var ropes = new LayerRopes(graph, shape, options.Asked, model.RopeDivisors);
        var store = new ReferenceKvStore(
            shape.LayerCount, shape.KvHeadCount * shape.HeadDim, options.CacheTokens, options.SequenceIds, KvFingerprint.Of(file, options.Asked), ropes.Move);
        var report = new TensorReport();
        ForwardPass = new DecoderForwardPass(shape, graph, model, ropes, store, options.ContextLength, options.BatchSize, _team, report);
        Probe = report;
        _adapters = weights.Adapters();
        Device = $"{shape.LayerCount} layers on the CPU in double precision, {_team.Workers} threads; KV F32 on host";
    }

    public override Backend Kind => Backend.Reference;

    public override string Device { get; }

    public override IForwardPass ForwardPass { get; }

    public override ITensorProbe Probe { get; }

    public override IAdapterHost Adapters => _adapters;

    public override void Dispose()
    {
        _adapters.Dispose();
        _team.Dispose();
    }
}
