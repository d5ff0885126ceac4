using Engine.Backends;
using Engine.KvCache;
using Engine.Tests.Generation;

namespace Engine.Tests.KvCache;

public sealed class PrefixCacheTests
{
    private const int Letters = 3;

    [Fact]
    public void Take_PromptThatBeginsLikeAReleasedOne_HoldsTheCommonBeginning()
    {
        var (cache, store) = Create(capacity: 32, sequences: 3);
        Run(cache, store, [1, 2, 3, 4]);
        int id = cache.Take([1, 2, 3, 9], 8);
        Assert.Equal([1, 2, 3], cache.Tokens(id).ToArray());
        Assert.Equal(4, cache.Used);   // the fourth token of the first stays cached
    }

    [Fact]
    public void Take_PromptThatIsWhollyCached_LeavesOneTokenToRun()
    {
        var (cache, store) = Create(capacity: 32, sequences: 3);
        Run(cache, store, [1, 2, 3]);
        Assert.Equal(2, cache.Length(cache.Take([1, 2, 3], 8)));
    }

    [Fact]
    public void Take_AllHeld_SaysSo()
    {
        var (cache, _) = Create(capacity: 32, sequences: 2);
        cache.Take([1], 1);
        cache.Take([1], 1);
        Assert.Contains("all 2 sequences", Assert.Throws<KvCacheFullException>(() => cache.Take([1], 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reserve_MoreThanCanBeFreed_ThrowsNumbersAndEvictsNothing()
    {
        var (cache, store) = Create(capacity: 10, sequences: 3);
        Run(cache, store, [1, 2, 3]);
        int held = cache.Take([7], 4);
        Extend(cache, store, held, [7, 7, 7, 7]);
        var full = Assert.Throws<KvCacheFullException>(() => cache.Reserve(7));
        Assert.Equal((7, 7, 3, 10), (full.Needed, full.Used, full.Evictable, full.Capacity));
        Assert.Equal(7, cache.Used);
        cache.Reserve(6);
        Assert.Equal(4, cache.Used);
    }

    [Fact]
    public void Reserve_SeveralCached_GivesUpTheLeastRecentlyUsed()
    {
        var (cache, store) = Create(capacity: 8, sequences: 4);
        Run(cache, store, [1, 1, 1]);
        Run(cache, store, [2, 2, 2]);
        cache.Release(cache.Take([1, 1, 1, 1], 4));
        cache.Reserve(4);
        Assert.Equal(0, cache.Length(cache.Take([2, 2, 2, 2], 4)));
    }

    /// <summary>Random requests against a store that keeps plain lists: the bookkeeping must always say what the store holds.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RandomOperations_AlwaysAgreeWithTheStore(int seed)
    {
        var random = new Random(seed);
        var (cache, store) = Create(capacity: 24, sequences: 4);
        var held = new Dictionary<int, List<int>>();
        for (int step = 0; step < 3000; step++)
        {
            int[] ids = [.. held.Keys];
            int some = ids.Length == 0 ? -1 : ids[random.Next(ids.Length)];
            switch (random.Next(6))
            {
                case 0 when held.Count < 3:
                    int[] prompt = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(Letters))];
                    int id = cache.Take(prompt, prompt.Length);
                    Assert.Equal(prompt[..cache.Length(id)], cache.Tokens(id).ToArray());
                    Assert.True(cache.Length(id) < prompt.Length);
                    held.Add(id, [.. prompt[..cache.Length(id)]]);
                    break;
                case 1 when some >= 0:
                    int count = random.Next(1, 5);
                    if (!cache.HasRoom(count)) break;
                    cache.Reserve(count);
                    int[] more = [.. Enumerable.Range(0, count).Select(_ => random.Next(Letters))];
                    Extend(cache, store, some, more);
                    held[some].AddRange(more);
                    break;
                case 2 when some >= 0:
                    int length = random.Next(held[some].Count + 1);
                    cache.Truncate(some, length);
                    held[some].RemoveRange(length, held[some].Count - length);
                    break;
                case 3 when some >= 0 && held.Count < 3:
                    held.Add(cache.Fork(some), [.. held[some]]);
                    break;
                case 4 when some >= 0:
                    cache.Release(some);
                    held.Remove(some);
                    break;
                case 5 when random.Next(20) == 0:
                    cache.Clear();
                    Assert.Equal(0, cache.Evictable);
                    break;
            }
            for (int id = 0; id < 4; id++) Assert.Equal(store.Tokens(id), cache.Tokens(id).ToArray());
            foreach (var (id, tokens) in held) Assert.Equal(tokens, cache.Tokens(id).ToArray());
            Assert.InRange(cache.Used, 0, cache.Capacity);
        }
        foreach (int id in held.Keys) cache.Release(id);
        cache.Clear();
        Assert.Equal(0, cache.Used);
    }

    private static (PrefixCache Cache, FakeForwardPass Store) Create(int capacity, int sequences)
    {
        var store = new FakeForwardPass(16, capacity, sequences);
        return (new PrefixCache(store), store);
    }

    private static void Run(PrefixCache cache, FakeForwardPass store, int[] tokens)
    {
        int id = cache.Take(tokens, tokens.Length);
        Extend(cache, store, id, tokens[cache.Length(id)..]);
        cache.Release(id);
    }

    private static void Extend(PrefixCache cache, FakeForwardPass store, int id, int[] tokens)
    {
        int start = cache.Length(id);
        store.Forward([.. tokens.Select((token, i) => new BatchToken(token, start + i, id, false))], TestContext.Current.CancellationToken);
        cache.Append(id, tokens);
    }
}
