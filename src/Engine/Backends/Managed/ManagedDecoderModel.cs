using Engine.Gguf;
using Engine.Gguf.Architectures;

namespace Engine.Backends.Managed;

/// <summary>A causal language model.</summary>
internal sealed class ManagedDecoderModel : BackendModel
{
    private readonly ManagedForwardPass _pass;
    private readonly ManagedAdapters _adapters;

    public ManagedDecoderModel(GgufFile file, ModelOptions options, Func<Hyperparameters, DecoderGraph> decoder)
    {
        var shape = Hyperparameters.Read(file.Metadata);
        var graph = decoder(shape);
        var tensors = new ManagedWeights(file);
        var weights = new DecoderWeights(file, tensors, shape, graph);
        var settings = ResolvedOptions.Of(file, options, TensorType.F16);
        _pass = new ManagedForwardPass(KvFingerprint.Of(file, options), weights, shape, graph, new LayerRopes(graph, shape, options, weights.RopeDivisors), settings);
        _adapters = new ManagedAdapters(file, tensors, _pass.MaxBatchTokens, settings.Threads);
        Device = $"{shape.LayerCount} layers on the CPU, {settings.Threads} threads; weights mapped, {file.Length >> 20} MiB; KV {settings.KvTypes} on host";
    }

    public override Backend Kind => Backend.Managed;

    public override string Device { get; }

    public override IForwardPass ForwardPass => _pass;

    public override ITensorProbe Probe => _pass.Report;

    public override IAdapterHost Adapters => _adapters.Host;

    public override void Dispose()
    {
        _pass.Dispose();
        _adapters.Dispose();
    }
}
