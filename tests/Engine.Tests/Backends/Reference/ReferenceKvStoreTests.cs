using Engine.Backends;
using Engine.Tests.KvCache;

namespace Engine.Tests.Backends.Reference;

public sealed class ReferenceKvStoreTests
{
    private static readonly int[] s_text = [1, 1531, 1713, 261, 611, 48, 511, 323];

    [Fact]
    public void Forward_OneByOneOrTogetherOrInCompany_GivesTheSameBits()
    {
        using var reference = new ReferenceModel(TestFiles.Demo);
        float[] together = reference.Extend(s_text).ToArray();

        reference.Pass.KvStore.Truncate(0, 0);
        for (int i = 0; i + 1 < s_text.Length; i++) reference.Extend([s_text[i]], i);
        Assert.Equal(together, reference.Extend([s_text[^1]], s_text.Length - 1).ToArray());

        reference.Pass.KvStore.Truncate(0, 0);
        var mixed = s_text.SelectMany((id, position) => new[] { new BatchToken(id, position, 2, true), new BatchToken(7, position, 3, false) }).ToArray();
        reference.Pass.Forward(mixed, CancellationToken.None);
        Assert.Equal(together, reference.Pass.Logits(mixed.Length - 2).ToArray());
    }

    [Fact]
    public void Fork_OfAPrefix_ContinuesAsTheSourceAndLeavesIt()
    {
        using var reference = new ReferenceModel(TestFiles.Demo);
        float[] whole = reference.Extend(s_text).ToArray();
        reference.Pass.KvStore.Fork(0, 1, 5);
        reference.Pass.KvStore.Truncate(0, 0);
        Assert.Equal(whole, reference.Extend(s_text.AsSpan(5), 5, sequence: 1).ToArray());
    }

    [Fact]
    public void SaveAndLoad_OfASequence_RestoresTheBits()
    {
        using var reference = new ReferenceModel(TestFiles.Demo);
        float[] whole = reference.Extend(s_text).ToArray();
        reference.Pass.KvStore.Truncate(0, 5);
        SavedParts.Of(reference.Pass.KvStore, 0).LoadInto(reference.Pass.KvStore, 3);
        Assert.Equal(whole, reference.Extend(s_text.AsSpan(5), 5, sequence: 3).ToArray());
    }

    [Fact]
    public void Shift_KeysTurnBack_AsIfComputedThere()
    {
        // Two equal tokens attend to equal values, so the second computes what the first does; only its keys are turned one position
        // further. Dropping the first must leave what one token at position 0 gives, up to the rounding of turning back.
        using var reference = new ReferenceModel(TestFiles.Demo);
        float[] alone = reference.Extend([611, 48], sequence: 1).ToArray();
        reference.Extend([611, 611]);
        Assert.True(reference.Pass.KvStore.TryShift(0, 0, 1));
        float[] shifted = reference.Extend([48], 1).ToArray();
        for (int i = 0; i < alone.Length; i++) Assert.Equal(alone[i], shifted[i], 1e-4f);
    }

    [Fact]
    public void Forward_Cancelled_LeavesNothingOfTheBatch()
    {
        using var reference = new ReferenceModel(TestFiles.Demo);
        float[] before = reference.Extend(s_text).ToArray();
        reference.Pass.KvStore.Truncate(0, 3);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => reference.Pass.Forward([new BatchToken(261, 3, 0, true)], cancelled.Token));
        Assert.Equal(before, reference.Extend(s_text.AsSpan(3), 3).ToArray());
    }

    [Fact]
    public void Forward_MoreTokensThanTheCacheHolds_SaysTheNumbers()
    {
        using var reference = new ReferenceModel(TestFiles.Demo, new ModelOptions { ContextLength = 6 });
        var error = Assert.Throws<KvCacheFullException>(() => { reference.Extend(s_text); });
        Assert.Equal((8, 0, 6), (error.Needed, error.Used, error.Capacity));
    }

    [Fact]
    public void Forward_WrongPosition_SaysWhichWasExpected()
    {
        using var reference = new ReferenceModel(TestFiles.Demo);
        var error = Assert.Throws<ArgumentException>(() => { reference.Extend([1], 2); });
        Assert.Contains("position 2; sequence 0 continues at 0", error.Message, StringComparison.Ordinal);
    }
}
