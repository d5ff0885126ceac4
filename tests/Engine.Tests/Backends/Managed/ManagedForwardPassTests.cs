using Engine.Backends;
using Engine.Backends.Managed;
using Engine.Gguf;
using Engine.Tests.Backends.Parity;
using Engine.Tests.Backends.Reference;
using Engine.Tests.KvCache;

namespace Engine.Tests.Backends.Managed;

public sealed class ManagedForwardPassTests
{
    // F32 throughout, single-precision sums against double: the project's bound for parity.
    private const float LogitTolerance = 2e-4f;

    // The canceller may be scheduled after the pass has ended, on a busy machine.
    private const int CancelAttempts = 20;

    private static readonly int[] s_prompt = [1, 403, 407, 261, 378, 432, 290, 315, 417, 268, 301, 280, 411, 263, 270, 359, 262, 333, 275, 290, 411, 300, 277];

    public static TheoryData<TensorType, TensorType> KvTypes => new()
    {
        { TensorType.F32, TensorType.F32 },
        { TensorType.F16, TensorType.F16 },
        { TensorType.Q8_0, TensorType.Q8_0 },
        { TensorType.Q4_0, TensorType.Q4_0 },
        { TensorType.Q8_0, TensorType.F16 },
        { TensorType.F32, TensorType.Q4_0 },
    };

    [Theory]
    [InlineData("pocket-f16.gguf", "pocket-golden.json")]
    [InlineData("stories260K.gguf", "stories260K-golden.json")]
    public void Forward_GoldenPrompts_GreedyTextIsPyTorchs(string model, string golden)
    {
        using var managed = new ManagedModel(TestFiles.Shared("models", model), new ModelOptions { ContextLength = 512 });
        foreach (var prompt in ReferenceModel.Golden(golden).GetProperty("prompts").EnumerateArray())
        {
            int[] expected = ReferenceModel.Ids(prompt.GetProperty("greedy_ids"));
            Assert.Equal(expected, managed.Greedy(ReferenceModel.Ids(prompt.GetProperty("ids")), expected.Length));
        }
    }

    [Fact]
    public void Forward_SinglePrecisionThroughout_EqualsReferenceAtEveryPosition()
    {
        string path = TestFiles.Shared("models", "stories260K.gguf");
        using var reference = ReferenceModel.Shared("stories260K.gguf");
        using var managed = new ManagedModel(path, new ModelOptions { ContextLength = 256, KeyType = TensorType.F32, ValueType = TensorType.F32 });
        var batch = s_prompt.Select((id, position) => new BatchToken(id, position, 0, true)).ToArray();
        reference.Pass.Forward(batch, CancellationToken.None);
        managed.Pass.Forward(batch, CancellationToken.None);
        for (int t = 0; t < batch.Length; t++)
        {
            var expected = reference.Pass.Logits(t);
            var prefilled = managed.Pass.Logits(t);
            for (int id = 0; id < expected.Length; id++) Assert.Equal(expected[id], prefilled[id], LogitTolerance);
        }
        managed.Pass.KvStore.Truncate(0, 0);
        for (int t = 0; t < batch.Length; t++)
        {
            managed.Pass.Forward([batch[t] with { IsDecoded = true }], CancellationToken.None);
            var expected = reference.Pass.Logits(t);
            var decoded = managed.Pass.Logits(0);
            for (int id = 0; id < expected.Length; id++) Assert.Equal(expected[id], decoded[id], LogitTolerance);
        }
    }

    [Fact]
    public void Forward_ChunksThreadsAndBatchMates_ChangeNoBit()
    {
        float[] Alone(int threads, int chunk)
        {
            using var managed = new ManagedModel(TestFiles.Demo, new ModelOptions { ContextLength = 256, Threads = threads });
            for (int start = 0; start < s_prompt.Length; start += chunk)
                managed.Pass.Forward([.. Entries(0, start, Math.Min(chunk, s_prompt.Length - start))], CancellationToken.None);
            managed.Pass.Forward([new BatchToken(7, s_prompt.Length, 0, true, IsDecoded: true)], CancellationToken.None);
            return managed.Pass.Logits(0).ToArray();
        }

        float[] expected = Alone(threads: 1, chunk: 100);
        foreach (int chunk in new[] { 1, 5, 16, 17 })
            foreach (int threads in new[] { 1, 2 })
                Assert.Equal(expected, Alone(threads, chunk));

        using var company = new ManagedModel(TestFiles.Demo, new ModelOptions { ContextLength = 512 });
        company.Pass.Forward([.. Entries(3, 0, 9), .. Entries(0, 0, s_prompt.Length), .. Entries(5, 0, 20)], CancellationToken.None);
        company.Pass.Forward(
            [new BatchToken(9, 9, 3, true, IsDecoded: true), .. Entries(6, 0, 3), new BatchToken(7, s_prompt.Length, 0, true, IsDecoded: true), new BatchToken(5, 20, 5, true, IsDecoded: true)],
            CancellationToken.None);
        Assert.Equal(expected, company.Pass.Logits(4).ToArray());
    }

    [Theory]
    [MemberData(nameof(KvTypes))]
    public void Fork_ThenWrite_LeavesTheSourceAsItWas(TensorType keyType, TensorType valueType)
    {
        using var managed = new ManagedModel(TestFiles.Demo, new ModelOptions { ContextLength = 256, KeyType = keyType, ValueType = valueType });
        managed.Pass.Forward([.. Entries(0, 0, s_prompt.Length)], CancellationToken.None);
        managed.Pass.KvStore.Fork(0, 1, s_prompt.Length);
        var next = new BatchToken(7, s_prompt.Length, 0, true, IsDecoded: true);
        managed.Pass.Forward([next with { Sequence = 1, Token = 99 }], CancellationToken.None);
        managed.Pass.Forward([next], CancellationToken.None);
        float[] after = managed.Pass.Logits(0).ToArray();

        managed.Pass.KvStore.Truncate(0, 0);
        managed.Pass.KvStore.Truncate(1, 0);
        managed.Pass.Forward([.. Entries(0, 0, s_prompt.Length)], CancellationToken.None);
        managed.Pass.Forward([next], CancellationToken.None);
        Assert.Equal(managed.Pass.Logits(0).ToArray(), after);
    }

    [Theory]
    [MemberData(nameof(KvTypes))]
    public void SaveAndLoad_OtherSequence_ContinuesToTheBit(TensorType keyType, TensorType valueType)
    {
        using var managed = new ManagedModel(TestFiles.Demo, new ModelOptions { ContextLength = 256, KeyType = keyType, ValueType = valueType });
        managed.Pass.Forward([.. Entries(0, 0, s_prompt.Length)], CancellationToken.None);
        SavedParts.Of(managed.Pass.KvStore, 0).LoadInto(managed.Pass.KvStore, 2);
        var next = new BatchToken(7, s_prompt.Length, 0, true, IsDecoded: true);
        managed.Pass.Forward([next], CancellationToken.None);
        float[] expected = managed.Pass.Logits(0).ToArray();
        managed.Pass.Forward([next with { Sequence = 2 }], CancellationToken.None);
        Assert.Equal(expected, managed.Pass.Logits(0).ToArray());
    }

    [Fact]
    public void Shift_MiddleDropped_EqualsReferenceShifted()
    {
        using var managed = new ManagedModel(TestFiles.Demo, new ModelOptions { ContextLength = 256, KeyType = TensorType.F32, ValueType = TensorType.F32 });
        using var reference = new ReferenceModel(TestFiles.Demo, new ModelOptions { ContextLength = 256 });
        foreach (var pass in new[] { managed.Pass, reference.Pass })
        {
            pass.Forward([.. Entries(0, 0, s_prompt.Length)], CancellationToken.None);
            Assert.True(pass.KvStore.TryShift(0, 4, 6));
            pass.Forward([new BatchToken(7, s_prompt.Length - 6, 0, true)], CancellationToken.None);
        }
        var expected = reference.Pass.Logits(0);
        var actual = managed.Pass.Logits(0);
        for (int id = 0; id < expected.Length; id++) Assert.Equal(expected[id], actual[id], 1e-3f);
    }

    [Theory]
    [MemberData(nameof(KvTypes))]
    public void Shift_MiddleDropped_ChangesLogitsByNoMoreThanStoringDoes(TensorType keyType, TensorType valueType)
    {
        // A key that moves is read, turned and stored again: rounded twice instead of once.
        const double twice = 4;   // errors double at most, and KL grows with their square
        using var managed = new ManagedModel(TestFiles.Demo, new ModelOptions { ContextLength = 256, KeyType = keyType, ValueType = valueType });
        using var reference = new ReferenceModel(TestFiles.Demo, new ModelOptions { ContextLength = 256 });
        double before = Compare(s_prompt.Length), after;
        foreach (var pass in new[] { managed.Pass, reference.Pass })
        {
            pass.KvStore.Truncate(0, s_prompt.Length);
            Assert.True(pass.KvStore.TryShift(0, 4, 6));
        }
        after = Compare(s_prompt.Length - 6);
        Assert.InRange(after, 0, twice * Math.Max(before, ParityLimits.NoiseKl));

        double Compare(int position)
        {
            foreach (var pass in new[] { managed.Pass, reference.Pass })
            {
                if (position == s_prompt.Length) pass.Forward([.. Entries(0, 0, s_prompt.Length)], CancellationToken.None);
                pass.Forward([new BatchToken(7, position, 0, true)], CancellationToken.None);
            }
            return RowParity.Of(managed.Pass.Logits(0).ToArray(), reference.Pass.Logits(0).ToArray(), managed.Pass.VocabSize, areLogits: true).WorstKl;
        }
    }

    [Theory]
    [InlineData("stories260K.gguf", TensorType.Q8_0, null, "Q8_0 were asked for, whose block of 32 does not divide the head dim 8")]
    [InlineData("stories260K.gguf", null, TensorType.Q4_0, "Q4_0 were asked for, whose block of 32 does not divide the head dim 8")]
    [InlineData("pocket-f16.gguf", TensorType.Q5_1, null, "Q5_1 were asked for; F32, F16, Q8_0, Q4_0 were expected")]
    public void WhyNot_KvTypeThatCannotBe_NamesIt(string model, TensorType? keyType, TensorType? valueType, string expected)
    {
        using var file = GgufFile.Open(TestFiles.Shared("models", model));
        Assert.Contains(expected, new ManagedBackend().WhyNot(file, new ModelOptions { KeyType = keyType, ValueType = valueType }), StringComparison.Ordinal);
    }

    [Fact]
    public void Forward_Cancelled_LeavesTheStoreUsable()
    {
        using var managed = new ManagedModel(TestFiles.Demo, new ModelOptions { ContextLength = 256 });
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => managed.Pass.Forward([.. Entries(0, 0, 5)], cancelled.Token));
        managed.Pass.Forward([.. Entries(0, 0, 5)], CancellationToken.None);
    }

    [Fact]
    public void Forward_CancelledInsidePrefill_ThrowsAndTheNextIsAFreshModels()
    {
        var options = new ModelOptions { ContextLength = 1024, BatchSize = 512, Threads = 1 };
        using var fresh = new ManagedModel(TestFiles.Demo, options);
        using var managed = new ManagedModel(TestFiles.Demo, options);
        var store = managed.Pass.KvStore;
        managed.Pass.Forward([.. Entries(0, 0, 9)], CancellationToken.None);
        fresh.Pass.Forward([.. Entries(0, 0, 9)], CancellationToken.None);
        BatchToken[] prefill = [.. Enumerable.Range(0, 480).Select(i => new BatchToken(300 + i, i, 1, i == 479))];

        bool isStopped = false;
        for (int attempt = 0; attempt < CancelAttempts && !isStopped; attempt++)
        {
            using var source = new CancellationTokenSource();
            // The store takes a batch in once its pass has begun.
            var canceller = new Thread(() =>
            {
                while (store.Length(1) == 0) Thread.Yield();
                source.Cancel();
            });
            canceller.IsBackground = true;
            canceller.Start();
            try
            {
                managed.Pass.Forward(prefill, source.Token);
            }
            catch (OperationCanceledException)
            {
                isStopped = true;
            }
            canceller.Join();
            Assert.Equal(isStopped ? 0 : prefill.Length, store.Length(1));
            store.Truncate(1, 0);
        }
        Assert.True(isStopped, "the pass went on after it was cancelled");

        foreach (var pass in new[] { managed.Pass, fresh.Pass })
            pass.Forward([new BatchToken(7, 9, 0, true, IsDecoded: true), .. prefill], CancellationToken.None);
        Assert.Equal(fresh.Pass.Logits(0).ToArray(), managed.Pass.Logits(0).ToArray());
        Assert.Equal(fresh.Pass.Logits(480).ToArray(), managed.Pass.Logits(480).ToArray());
    }

    [Fact]
    public void Forward_MoreThanTheStoreHolds_ThrowsAndChangesNothing()
    {
        using var managed = new ManagedModel(TestFiles.Demo, new ModelOptions { ContextLength = 64 });
        managed.Pass.Forward([.. Enumerable.Range(0, 60).Select(i => new BatchToken(i + 10, i, 0, false))], CancellationToken.None);
        Assert.Throws<KvCacheFullException>(() => managed.Pass.Forward([.. Enumerable.Range(60, 10).Select(i => new BatchToken(i, i, 0, false))], CancellationToken.None));
        managed.Pass.Forward([new BatchToken(5, 60, 0, true)], CancellationToken.None);
        Assert.Throws<ArgumentException>(() => managed.Pass.Forward([new BatchToken(5, 99, 0, true)], CancellationToken.None));
        Assert.Throws<ArgumentException>(() => managed.Pass.Forward([new BatchToken(-1, 61, 0, true)], CancellationToken.None));
    }

    private static IEnumerable<BatchToken> Entries(int sequence, int start, int count) =>
        Enumerable.Range(start, count).Select(i => new BatchToken(s_prompt[i], i, sequence, false));
}
