using Engine.Backends;
using Engine.Tests.Backends.Reference;
using Engine.Tests.Models;
using Engine.Verification;

namespace Engine.Tests.Backends.Managed;

/// <summary>What the managed backend shows of a pass, against what the reference shows of the same.</summary>
public sealed class ManagedProbeTests
{
    // Single-precision sums against double ones in tensors of magnitude one to ten; weights are at most 1. Measured: 7e-6.
    private const float Tolerance = 2e-5f;

    private static readonly ModelOptions s_options = new() { ContextLength = 128, BatchSize = 64, KeyType = TensorType.F32, ValueType = TensorType.F32 };

    private static readonly int[] s_text = [.. Enumerable.Range(0, 37).Select(i => 3 + i * 7 % 300)];   // longer than the synthetic window of 16, no multiple of a tile

    public static TheoryData<string, bool> Cases => [.. SyntheticArchitecture.Names.SelectMany(name => new TheoryDataRow<string, bool>[] { new(name, false), new(name, true) })
        .Where(row => row.Data != ("bert", true))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Watch_EveryPointOfEveryLayer_IsTheReferences(string architecture, bool isDecoded)
    {
        using var file = new SyntheticModel(architecture).Write();
        using var reference = new ReferenceModel(file.Path, s_options with { KeyType = null, ValueType = null });
        using var managed = new ManagedModel(file.Path, s_options);
        TensorCapture expected = new(Enum.GetValues<ProbePoint>()), actual = new(Enum.GetValues<ProbePoint>());
        Run(reference.Model, expected, isDecoded);
        Run(managed.Model, actual, isDecoded);
        foreach (var point in Enum.GetValues<ProbePoint>())
        {
            for (int layer = 0; layer < 2; layer++)
            {
                var (wanted, shown) = (expected.Get(point, layer), actual.Get(point, layer));
                Assert.Equal(wanted.Shape, shown.Shape);
                for (int i = 0; i < wanted.Values.Length; i++)
                    if (!(Math.Abs(wanted.Values[i] - shown.Values[i]) <= Tolerance)) Assert.Fail($"{point}, layer {layer}, element {i}: {shown.Values[i]}, expected {wanted.Values[i]}");
            }
        }
    }

    [Theory]
    [InlineData("gemma3")]
    [InlineData("bert")]
    public void Watch_Results_AreThoseOfAPassThatNobodyWatches(string architecture)
    {
        using var file = new SyntheticModel(architecture).Write();
        using var managed = new ManagedModel(file.Path, s_options);
        float[] before = Run(managed.Model, null, false);
        Assert.Equal(before, Run(managed.Model, new TensorCapture(ProbePoint.LayerOutput), false));
        Assert.Equal(before, Run(managed.Model, null, false));
    }

    [Fact]
    public void Watch_BatchOfSeveral_IsRefused()
    {
        using var decoder = new SyntheticModel().Write();
        using (var managed = new ManagedModel(decoder.Path, s_options))
        {
            managed.Model.Probe!.Watch(new TensorCapture(ProbePoint.Query));
            Assert.Throws<ArgumentException>(() => managed.Pass.Forward([new(5, 0, 0, true), new(5, 0, 1, true)], CancellationToken.None));
            Assert.Throws<ArgumentException>(() => managed.Pass.Forward([new(5, 0, 0, false), new(5, 1, 0, true, IsDecoded: true)], CancellationToken.None));
        }
        using var encoder = new SyntheticModel("bert").Write();
        using (var managed = new ManagedModel(encoder.Path))
        {
            managed.Model.Probe!.Watch(new TensorCapture(ProbePoint.Query));
            Assert.Throws<ArgumentException>(() => managed.Encoder.Encode([[1], [2]], Pooling.Mean, CancellationToken.None));
        }
    }

    private static float[] Run(BackendModel model, TensorCapture? capture, bool isDecoded)
    {
        model.Probe!.Watch(capture);
        try
        {
            if (model.Encoder is { } encoder) return encoder.Encode([s_text], Pooling.None, CancellationToken.None)[0];
            var pass = model.ForwardPass!;
            pass.KvStore.Truncate(0, 0);
            // Only the last wants logits: the outputs of the others are shown all the same.
            pass.Forward([.. s_text.Select((id, position) => new BatchToken(id, position, 0, position == s_text.Length - 1, isDecoded))], CancellationToken.None);
            return pass.Logits(s_text.Length - 1).ToArray();
        }
        finally
        {
            model.Probe.Watch(null);
        }
    }
}
