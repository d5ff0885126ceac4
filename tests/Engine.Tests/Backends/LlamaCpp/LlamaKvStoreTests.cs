using Engine.Tests.KvCache;

namespace Engine.Tests.Backends.LlamaCpp;

public sealed class LlamaKvStoreTests
{
    /// <summary>The same keys and values, added up in another order.</summary>
    private const float OrderOfSummation = 1e-3f;

    private static readonly int[] s_prompt = [1, 403, 407, 261, 378, 432, 383, 286];

    private static LoadedModel Load(ModelOptions? options = null) => LlamaModels.Load(TestFiles.Shared("models", "stories260K.gguf"), options);

    [Fact]
    public void Fork_Part_ContinuesLikeThePrefix()
    {
        using var model = Load();
        model.Run(s_prompt.AsSpan(..5));
        var expected = model.Run([300], 5);
        model.Store.Truncate(0, 0);
        model.Run(s_prompt);
        model.Store.Fork(0, 2, 5);
        Assert.InRange(LlamaModels.MaxDifference(expected, model.Run([300], 5, 2)), 0, OrderOfSummation);
        // The source did not notice.
        model.Store.Fork(0, 1, 8);
        Assert.InRange(LlamaModels.MaxDifference(model.Run([300], 8), model.Run([300], 8, 1)), 0, OrderOfSummation);
    }

    [Fact]
    public void Fork_SharedCells_AreCountedOnce()
    {
        using var model = Load(LlamaModels.Exact with { ContextLength = 16 });
        model.Run(s_prompt);
        model.Store.Fork(0, 1, 8);
        model.Store.Fork(1, 2, 8);
        model.Run([300, 301, 302, 303, 304, 305, 306, 307], 8, 1);
        Assert.Throws<KvCacheFullException>(() => model.Run([300], 8));
        model.Store.Truncate(1, 0);
        model.Run([300], 8);
        model.Store.Truncate(0, 0);
        model.Store.Truncate(2, 0);
        model.Run(Enumerable.Repeat(300, 16).ToArray());
    }

    [Fact]
    public void Truncate_ThenContinue_EqualsAFreshRun()
    {
        using var model = Load();
        var expected = model.Run(s_prompt);
        model.Run([300, 301], 8);
        model.Store.Truncate(0, 6);
        Assert.InRange(LlamaModels.MaxDifference(expected, model.Run(s_prompt.AsSpan(6..), 6)), 0, OrderOfSummation);
    }

    [Fact]
    public void Shift_RemovesTokensAndMovesTheRest()
    {
        using var model = Load();
        Assert.True(model.Store.CanShift);
        model.Run(s_prompt);
        var before = model.Run([300], 8);
        model.Store.Truncate(0, 8);
        Assert.True(model.Store.TryShift(0, 1, 3));
        var shifted = model.Run([300], 5);
        Assert.True(float.IsFinite(shifted[0]));
        Assert.NotEqual(before, shifted);
        Assert.Throws<ArgumentException>(() => model.Run([300], 9));
    }

    [Fact]
    public void Shift_SharedCells_LeavesTheOtherSequenceAlone()
    {
        using var model = Load();
        model.Run(s_prompt);
        var expected = model.Run([300], 8);
        model.Store.Truncate(0, 8);
        model.Store.Fork(0, 1, 8);
        Assert.True(model.Store.TryShift(1, 1, 3));
        var shifted = model.Run([300], 5, 1);
        Assert.InRange(LlamaModels.MaxDifference(expected, model.Run([300], 8)), 0, OrderOfSummation);

        model.Store.Truncate(0, 8);
        model.Store.Truncate(1, 0);
        Assert.True(model.Store.TryShift(0, 1, 3));
        Assert.InRange(LlamaModels.MaxDifference(shifted, model.Run([300], 5)), 0, OrderOfSummation);
    }

    [Fact]
    public void Save_AfterShift_RestoresTheShiftedSequence()
    {
        using var model = Load();
        model.Run(s_prompt);
        Assert.True(model.Store.TryShift(0, 1, 3));
        var saved = SavedParts.Of(model.Store, 0);
        var expected = model.Run([300], 5);
        saved.LoadInto(model.Store, 2);
        Assert.InRange(LlamaModels.MaxDifference(expected, model.Run([300], 5, 2)), 0, OrderOfSummation);
    }

    [Fact]
    public void Load_Saved_ContinuesToTheBit()
    {
        SavedParts saved;
        float[] expected;
        using (var model = Load())
        {
            model.Run(s_prompt);
            saved = SavedParts.Of(model.Store, 0);
            expected = model.Run([300], 8);
        }
        using var other = Load();
        saved.LoadInto(other.Store, 0);
        Assert.Equal(expected, other.Run([300], 8));
        saved.LoadInto(other.Store, 3);
        Assert.InRange(LlamaModels.MaxDifference(expected, other.Run([300], 8, 3)), 0, OrderOfSummation);
    }

    [Theory]
    [InlineData(-1, 0, 0)]
    [InlineData(0, 8, 0)]
    [InlineData(0, 1, 9)]
    [InlineData(0, 1, -1)]
    public void Fork_OutOfRange_IsRefused(int source, int target, int length)
    {
        using var model = Load();
        model.Run(s_prompt);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Store.Fork(source, target, length));
    }

    [Fact]
    public void Truncate_OutOfRange_IsRefused()
    {
        using var model = Load();
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Store.Truncate(8, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Store.Truncate(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Store.Truncate(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Store.TryShift(0, 0, 1));
    }
}
