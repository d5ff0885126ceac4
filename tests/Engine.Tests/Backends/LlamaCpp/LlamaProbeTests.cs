using Engine.Backends;

namespace Engine.Tests.Backends.LlamaCpp;

public sealed class LlamaProbeTests
{
    /// <summary>F32 throughout, in another order of sums, against six printed digits.</summary>
    private const float WeightTolerance = 1e-4f;

    /// <summary>F16 weights: activations are rounded to 11 bits, scores of 10 by 5e-3, and layers add up; measured 3.3e-3.</summary>
    private const float HalfWeightTolerance = 1e-2f;

    [Fact]
    public void Watch_Stories260K_ShowsGoldenWeights()
    {
        var golden = LlamaModels.Golden("stories260K-golden.json").GetProperty("attention");
        using var model = LlamaModels.Load(TestFiles.Shared("models", "stories260K.gguf"));
        var sink = new RecordingSink();
        model.Backend.Probe!.Watch(sink);
        int[] ids = golden.GetProperty("ids").Ints();
        model.Pass.Forward([.. ids.Select((id, i) => new BatchToken(id, i, 0, true))], TestContext.Current.CancellationToken);
        int layer = 0;
        foreach (var heads in golden.GetProperty("layers").EnumerateObject().Select(entry => entry.Value))
        {
            float[] expected = [.. heads.EnumerateArray().SelectMany(head => head.EnumerateArray()).SelectMany(row => row.Floats())];
            var (values, shape) = sink.Seen[(ProbePoint.Weights, layer++)];
            Assert.Equal([8, ids.Length, ids.Length], shape);
            Assert.InRange(LlamaModels.MaxDifference(expected, values), 0, WeightTolerance);
        }
        Assert.Equal(5, layer);
    }

    [Fact]
    public void Watch_EveryPoint_HasItsDocumentedShape()
    {
        using var model = LlamaModels.Load(TestFiles.Demo);
        var sink = new RecordingSink();
        model.Backend.Probe!.Watch(sink);
        // Another sequence was here before: its cells must not shift the columns.
        model.Pass.Forward([new(1, 0, 1, true), new(5, 1, 1, true)], TestContext.Current.CancellationToken);
        model.Store.Truncate(1, 0);
        int[] ids = [1, 1531, 1713];
        model.Pass.Forward([.. ids.Select((id, i) => new BatchToken(id, i, 2, true))], TestContext.Current.CancellationToken);
        (ProbePoint Point, int[] Shape)[] expected =
        [
            (ProbePoint.Query, [3, 4, 64]), (ProbePoint.Key, [3, 2, 64]), (ProbePoint.Value, [3, 2, 64]), (ProbePoint.Weights, [4, 3, 3]),
            (ProbePoint.HeadOutput, [3, 256]), (ProbePoint.AttentionNorm, [3, 256]), (ProbePoint.FeedForwardNorm, [3, 256]), (ProbePoint.LayerOutput, [3, 256]),
        ];
        for (int layer = 0; layer < 6; layer++)
        {
            foreach (var (point, shape) in expected)
            {
                Assert.True(sink.Seen.TryGetValue((point, layer), out var seen), $"{point} of layer {layer} was not shown");
                Assert.Equal(shape, seen.Shape);
                Assert.Equal(shape.Aggregate(1, (a, b) => a * b), seen.Values.Length);
            }
            var weights = sink.Seen[(ProbePoint.Weights, layer)].Values;
            for (int row = 0; row < 12; row++) Assert.Equal(1, weights.AsSpan(row * 3, 3).ToArray().Sum(), 1e-5);
        }
    }

    [Fact]
    public void Watch_MiniLM_ShowsGoldenWeights()
    {
        var golden = LlamaModels.Golden("all-MiniLM-L6-v2-golden.json").GetProperty("attention");
        using var model = LlamaModels.Load(TestFiles.Shared("models", "all-MiniLM-L6-v2-f16.gguf"));
        var sink = new RecordingSink();
        model.Backend.Probe!.Watch(sink);
        int[] ids = golden.GetProperty("ids").Ints();
        model.Backend.Encoder!.Encode([ids], Pooling.Model, TestContext.Current.CancellationToken);
        foreach (var entry in golden.GetProperty("layers").EnumerateObject())
        {
            float[] expected = [.. entry.Value.EnumerateArray().SelectMany(head => head.EnumerateArray()).SelectMany(row => row.Floats())];
            var (values, shape) = sink.Seen[(ProbePoint.Weights, int.Parse(entry.Name, System.Globalization.CultureInfo.InvariantCulture))];
            Assert.Equal([12, ids.Length, ids.Length], shape);
            Assert.InRange(LlamaModels.MaxDifference(expected, values), 0, HalfWeightTolerance);
        }
    }

    [Fact]
    public void Watch_SinkThatThrows_ReachesTheCaller()
    {
        using var model = LlamaModels.Load(TestFiles.Demo);
        model.Backend.Probe!.Watch(new ThrowingSink());
        Assert.Throws<TimeZoneNotFoundException>(() => model.Run([1, 5]));
        model.Backend.Probe.Watch(null);
        model.Run([1, 5]);
    }

    [Fact]
    public void Watch_BatchThatIsNotAFreshSequence_IsRefused()
    {
        using var model = LlamaModels.Load(TestFiles.Demo);
        model.Run([1, 5]);
        model.Backend.Probe!.Watch(new RecordingSink());
        Assert.Throws<InvalidOperationException>(() => model.Run([7], 2));
        Assert.Throws<InvalidOperationException>(() => model.Run([7], 0, 1));
    }

    [Fact]
    public void Probe_WithFusedAttention_IsNotOffered()
    {
        using var model = LlamaModels.Load(TestFiles.Demo, LlamaModels.Exact with { FlashAttention = Toggle.On });
        Assert.Null(model.Backend.Probe);
    }

    private sealed class RecordingSink : ITensorSink
    {
        public Dictionary<(ProbePoint, int), (float[] Values, int[] Shape)> Seen { get; } = [];

        public bool Wants(ProbePoint point, int layer) => true;

        public void Receive(ProbePoint point, int layer, ReadOnlySpan<float> values, ReadOnlySpan<int> shape) =>
            Seen[(point, layer)] = (values.ToArray(), shape.ToArray());
    }

    private sealed class ThrowingSink : ITensorSink
    {
        public bool Wants(ProbePoint point, int layer) => layer == 1;

        public void Receive(ProbePoint point, int layer, ReadOnlySpan<float> values, ReadOnlySpan<int> shape) => throw new TimeZoneNotFoundException();
    }
}
