using Engine.Backends;
using Engine.Backends.Reference;
using Engine.Gguf;
using Engine.Verification;

namespace Engine.Tests.Verification;

public sealed class AttentionVerificationTests
{
    private static readonly int[] s_text = [1, 1531, 1713, 261, 611];   // "Once upon a time"

    [Fact]
    public void Check_Reference_PassesOnEveryLayerAndHead()
    {
        var checks = Run(broken: null);
        Assert.Equal(6 * 4 * 2, checks.Count);
        Assert.All(checks, check => Assert.True(check.Passed, check.Name));
    }

    [Fact]
    public void Check_OneBrokenHead_FailsThatHeadAndNoOther()
    {
        var failed = Run(broken: (Layer: 3, Head: 2)).Where(check => !check.Passed).Select(check => check.Name);
        Assert.Equal(["attention output, layer 3, head 2"], failed);
    }

    private static List<VerificationCheck> Run((int Layer, int Head)? broken)
    {
        using var file = GgufFile.Open(TestFiles.Demo);
        using var model = new ReferenceBackend().Load(file, new ModelOptions { ContextLength = 64 }, CancellationToken.None);
        var probe = new BreakingProbe(model.Probe!, broken);
        var capture = new TensorCapture(AttentionVerification.Points);
        probe.Watch(capture);
        model.ForwardPass!.Forward(s_text.Select((id, position) => new BatchToken(id, position, 0, false)).ToArray(), CancellationToken.None);
        return AttentionVerification.Check(capture, Hyperparameters.Read(file.Metadata), "reference").ToList();
    }

    /// <summary>A probe of an implementation one of whose heads is wrong: a value of its output is off by a hundredth.</summary>
    private sealed class BreakingProbe(ITensorProbe inner, (int Layer, int Head)? broken) : ITensorProbe
    {
        public void Watch(ITensorSink? sink) => inner.Watch(sink is null ? null : new BreakingSink(sink, broken));
    }

    private sealed class BreakingSink(ITensorSink inner, (int Layer, int Head)? broken) : ITensorSink
    {
        private const int HeadDim = 64;

        public bool Wants(ProbePoint point, int layer) => inner.Wants(point, layer);

        public void Receive(ProbePoint point, int layer, ReadOnlySpan<float> values, ReadOnlySpan<int> shape)
        {
            float[] copy = values.ToArray();
            if (point == ProbePoint.HeadOutput && layer == broken?.Layer) copy[broken.Value.Head * HeadDim] += 0.01f;
            inner.Receive(point, layer, copy, shape);
        }
    }
}
