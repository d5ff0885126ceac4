using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.KvCache;
using Engine.Native;

namespace Engine.Backends.LlamaCpp;

/// <summary>A model in llama.cpp, as what it is: a language model, an encoder-decoder, an encoder or a classifier.</summary>
internal sealed class LlamaCppModel : BackendModel
{
    private readonly NativeModel _native;
    private readonly NativeContext _context;
    private readonly LlamaAdapterHost _adapters;

    public LlamaCppModel(GgufFile file, NativeModel native, LlamaCppSettings settings, LoadLog log)
    {
        _native = native;
        bool isEncoderDecoder = native.HasEncoder && native.HasDecoder;
        bool isEncoder = !isEncoderDecoder && (native.HasEncoder || !settings.Shape.IsCausal);
        _context = isEncoder
            ? LlamaTextBatch.CreateContext(native, settings, log.Receive)
            : NativeContext.Create(native, settings.Context(isEncoderDecoder), log.Receive);
        try
        {
            // llama.cpp names a RoPE type for every BERT; those with learned positions do not rotate.
            bool rotates = native.HasRope && !file.TryGetTensor(TensorNames.PositionEmbedding + TensorNames.Weight, out _);
            var probe = settings.CanObserve ? new LlamaProbe(_context, rotates) : null;
            Probe = probe;
            if (isEncoder)
            {
                var texts = new LlamaTextBatch(_context, native, settings) { Probe = probe };
                if (settings.Shape.Pooling == PoolingType.Rank) Classifier = new TextClassifier(new LlamaClassifier(texts, native), settings.Shape.ClassLabels);
                else Encoder = new TextEncoder(new LlamaEncoder(texts, native.OutputDim), settings.Shape.Pooling);
            }
            else
            {
                var store = new LlamaKvStore(_context, settings.CacheTokens, settings.SequenceIds, settings.KvFormat, KvFingerprint.Of(file, settings.Options));
                var tables = new BlockTables(store);
                var source = isEncoderDecoder ? new LlamaSourceEncoder(_context, store, tables, native) : null;
                SourceEncoder = source;
                ForwardPass = new LlamaForwardPass(_context, store, tables, native.VocabSize, isEncoderDecoder ? 0 : native.OutputDim, settings.ContextLength, source, probe);
            }
            _adapters = new LlamaAdapterHost(_context, native, file, log);
            GpuLayers = log.Layers.OnGpu;
            string processor = $"CPU ({DeviceTable.CpuVariant()}), {_context.Threads} thread{(_context.Threads == 1 ? "" : "s")}";
            Device = log.Describe(processor, native.WeightBytes);
        }
        catch
        {
            _context.Dispose();
            throw;
        }
    }

    public override Backend Kind => Backend.LlamaCpp;
    public override string Device { get; }
    public override int GpuLayers { get; }
    public override string? Precaution { get; init; }
    public override IForwardPass? ForwardPass { get; }
    public override TextEncoder? Encoder { get; }
    public override TextClassifier? Classifier { get; }
    public override ISourceEncoder? SourceEncoder { get; }
    public override IAdapterHost? Adapters => _adapters;
    public override ITensorProbe? Probe { get; }

    public override void Dispose()
    {
        _adapters.Dispose();
        _context.Dispose();
        _native.Dispose();
    }
}
