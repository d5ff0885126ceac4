using Engine.Gguf;
using Engine.Kernels;

namespace Engine.Backends.Reference;

/// <summary>The llama architecture: Llama, Mistral, TinyLlama, SmolLM and kin.</summary>
internal sealed class LlamaModel : BackendModel
{
    private readonly RowTeam _team;

    public LlamaModel(GgufFile file, ModelOptions options, RowTeam team)
    {
        var shape = Hyperparameters.Read(file.Metadata);
        _team = team;
        var weights = new ReferenceWeights(file, _team);
        var model = LlamaWeights.Read(file, weights, shape);
        var rope = RopeSettings.Frequencies(shape, options, model.RopeDivisors);
        int context = options.ContextLength > 0 ? options.ContextLength : Math.Min(shape.ContextLength, ReferenceBackend.DefaultContext);

        void Turn(Span<float> key, int positions)
        {
            for (int head = 0; head < shape.KvHeadCount; head++)
                RoPE.Rotate(rope.PerPair, 1, RopePairing.Adjacent, positions, key.Slice(head * shape.HeadDim, shape.HeadDim));
        }
        var store = new ReferenceKvStore(
            shape.LayerCount, shape.KvHeadCount * shape.HeadDim, context, options.MaxSequences, RopeSettings.Fingerprint(file, rope), Turn);
        var report = new TensorReport();
        ForwardPass = new LlamaForwardPass(shape, model, rope, store, options.BatchSize, _team, report);
        Probe = report;
        Adapters = new ReferenceAdapters(weights, shape.Architecture, _team);
        Device = $"{shape.LayerCount} layers on the CPU in double precision, {_team.Workers} threads; KV F32 on host";
    }

    public override Backend Kind => Backend.Reference;

    public override string Device { get; }

    public override IForwardPass ForwardPass { get; }

    public override ITensorProbe Probe { get; }

    public override IAdapterHost Adapters { get; }

    public override void Dispose() => _team.Dispose();
}
