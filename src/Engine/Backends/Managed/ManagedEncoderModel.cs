using Engine.Gguf;
using Engine.Kernels.Threading;

namespace Engine.Backends.Managed;

/// <summary>The bert architecture: an encoder with a pooled vector per text, or with a classification head.</summary>
internal sealed class ManagedEncoderModel : BackendModel
{
    private readonly Team _team;
    private readonly TensorReport _report = new();
    private readonly ManagedEncoder _encoder;
    private readonly ManagedClassifier? _classifier;
    private readonly ManagedAdapters _adapters;

    public ManagedEncoderModel(GgufFile file, ModelOptions options)
    {
        var shape = Hyperparameters.Read(file.Metadata);
        var weights = new ManagedWeights(file);
        var encoder = new BertWeights(file, weights, shape);
        var head = shape.Pooling == PoolingType.Rank ? ClassifierHead.Read(file, weights) : null;
        var settings = ResolvedOptions.Of(file, options, TensorType.F32);   // of one layer at a time: there is no memory to save
        _team = new Team(settings.Threads);
        _encoder = new ManagedEncoder(shape, encoder, _team, _report, settings);
        if (head is null)
        {
            Encoder = new TextEncoder(_encoder, shape.Pooling);
        }
        else
        {
            _classifier = new ManagedClassifier(_encoder, head, _team, settings);
            Classifier = new TextClassifier(_classifier, shape.ClassLabels);
        }
        _adapters = new ManagedAdapters(file, weights, _encoder.MaxColumns, settings.Threads);
        Device = $"{shape.LayerCount} layers on the CPU, {settings.Threads} threads; weights mapped, {file.Length >> 20} MiB";
    }

    public override Backend Kind => Backend.Managed;

    public override string Device { get; }

    public override TextEncoder? Encoder { get; }

    public override TextClassifier? Classifier { get; }

    public override IAdapterHost Adapters => _adapters.Host;

    public override ITensorProbe Probe => _report;

    public override void Dispose()
    {
        _team.Dispose();
        _classifier?.Dispose();
        _encoder.Dispose();
        _adapters.Dispose();
    }
}
