using Engine.Backends;
using Engine.KvCache;
using Engine.Tests.Generation;

namespace Engine.Tests.KvCache;

public sealed class KvCacheManagerTests
{
    private const int Letters = 3;

    [Fact]
    public void Take_PromptThatBeginsLikeAReleasedOne_HoldsTheCommonBeginning()
    {
        var (cache, pass) = Create(capacity: 32);
        Run(cache, pass, [1, 2, 3, 4]);
        int id = cache.Take([1, 2, 3, 9], false, 8);
        Assert.Equal([1, 2, 3], cache.Tokens(id).ToArray());
        Assert.Equal(4, Used(cache));   // the fourth token of the first stays cached
    }

    [Fact]
    public void Take_PromptThatIsWhollyCached_LeavesOneTokenToRun()
    {
        var (cache, pass) = Create(capacity: 32);
        Run(cache, pass, [1, 2, 3]);
        Assert.Equal(2, cache.Length(cache.Take([1, 2, 3], false, 8)));
    }

    [Fact]
    public void Take_PromptThatBeginsLikeOneInUse_SharesItsBlocks()
    {
        var (cache, pass) = Create(capacity: 64, blockTokens: 4);
        int first = cache.Take([1, 2, 3, 4, 5, 6, 7, 8, 9], false, 9);
        Extend(cache, pass, first, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        int second = cache.Take([1, 2, 3, 4, 5, 6, 7, 8, 0, 0], false, 10);
        Assert.Equal(8, cache.Length(second));
        Assert.Equal(3, Used(cache));
        Extend(cache, pass, second, [0, 0]);
        Assert.Equal(4, Used(cache));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], pass.Tokens(first));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 0, 0], pass.Tokens(second));
    }

    [Fact]
    public void Take_TokensThatWereDecoded_ServeOnlyWhoAsksForThem()
    {
        var (cache, pass) = Create(capacity: 32);
        int id = cache.Take([1, 2], false, 4);
        Extend(cache, pass, id, [1, 2]);
        Extend(cache, pass, id, [0, 1], isDecoded: true);
        cache.Release(id);
        Assert.Equal(2, cache.Cached([1, 2, 0, 1, 2], reuseDecoded: false));
        Assert.Equal(4, cache.Cached([1, 2, 0, 1, 2], reuseDecoded: true));
    }

    [Fact]
    public void Take_AsManyAsMayBeInUse_SaysSo()
    {
        var (cache, _) = Create(capacity: 32, maxHeld: 2);
        cache.Take([1], false, 1);
        cache.Take([1], false, 1);
        Assert.Contains("all 2 sequences", Assert.Throws<KvCacheFullException>(() => cache.Take([1], false, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryReserve_SeveralCached_GivesUpTheLeastRecentlyUsedFirst()
    {
        var (cache, pass) = Create(capacity: 8);
        Run(cache, pass, [1, 1, 1]);
        Run(cache, pass, [2, 2, 2]);
        cache.Release(cache.Take([1, 1, 1, 1], false, 4));
        int id = cache.Take([], false, 4);
        Assert.True(cache.TryReserve(id, 4));
        Assert.Equal((3, 1), (cache.Cached([1, 1, 1, 1], false), cache.Cached([2, 2, 2, 2], false)));
    }

    [Fact]
    public void TryReserve_MoreThanCanBeFreed_IsFalseAndKeepsWhatIsInUse()
    {
        var (cache, pass) = Create(capacity: 10);
        Run(cache, pass, [1, 2, 0]);
        int id = cache.Take([7], false, 4);
        Extend(cache, pass, id, [7, 7, 7, 7]);
        Assert.False(cache.TryReserve(id, 7));
        Assert.True(cache.TryReserve(id, 6));
        Assert.Equal([7, 7, 7, 7], pass.Tokens(id));
    }

    [Fact]
    public void TryReserve_EightShortPromptsInBlocks_TheNinthHasAllTheRest()
    {
        // Eight cached prompts of two tokens hold eight blocks; the ninth gets every one of them.
        var (cache, pass) = Create(capacity: 512, sequences: 64, blockTokens: 64);
        for (int i = 0; i < 8; i++) Run(cache, pass, [1, i]);
        int id = cache.Take([2], false, 512);
        for (int i = 0; i < 512; i++) Extend(cache, pass, id, [2], isDecoded: i > 0);
        Assert.Equal(512, cache.Length(id));
        Assert.False(cache.TryReserve(id, 1));
    }

    [Fact]
    public void Clear_WhileOneIsInUse_ItServesNobodyElseAnyMore()
    {
        var (cache, pass) = Create(capacity: 32);
        int id = cache.Take([1, 2, 3], false, 3);
        Extend(cache, pass, id, [1, 2, 3]);
        cache.Clear();
        Assert.Equal(0, cache.Cached([1, 2, 3, 4], true));
        cache.Release(id);
        Assert.Equal(0, Used(cache));
    }

    /// <summary>Random requests against a dictionary of lists: the manager, the tables and the blocks must always say the same.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 4)]
    [InlineData(4, 4)]
    [InlineData(5, 64)]
    public void RandomOperations_AlwaysAgreeWithADictionary(int seed, int blockTokens)
    {
        var random = new Random(seed);
        int capacity = 6 * 4 * blockTokens;
        var (cache, pass) = Create(capacity, sequences: 8, maxHeld: 4, blockTokens);
        var held = new Dictionary<int, List<int>>();
        for (int step = 0; step < 40_000 / blockTokens / 4 + 500; step++)
        {
            int[] ids = [.. held.Keys];
            int some = ids.Length == 0 ? -1 : ids[random.Next(ids.Length)];
            switch (random.Next(9))
            {
                case 0 when cache.HasSequence:
                    int[] prompt = Text(random, random.Next(1, 6 * blockTokens));
                    bool reuse = random.Next(2) == 0;
                    int cached = cache.Cached(prompt, reuse);
                    int id = cache.Take(prompt, reuse, prompt.Length);
                    Assert.Equal(cached, cache.Length(id));
                    Assert.True(cache.Length(id) < prompt.Length);
                    held.Add(id, [.. prompt[..cache.Length(id)]]);
                    break;
                case 1 or 2 when some >= 0:
                    int[] more = Text(random, random.Next(1, 3 * blockTokens));
                    if (!cache.TryReserve(some, more.Length))
                    {
                        Assert.Equal(0, cache.Tables.Pool.Evictable);
                        break;
                    }
                    Extend(cache, pass, some, more, isDecoded: random.Next(2) == 0);
                    held[some].AddRange(more);
                    break;
                case 3 when some >= 0:
                    int length = random.Next(held[some].Count + 1);
                    cache.Truncate(some, length);
                    held[some].RemoveRange(length, held[some].Count - length);
                    break;
                case 4 when some >= 0 && cache.HasSequence:
                    int forked = random.Next(held[some].Count + 1);
                    held.Add(cache.Fork(some, forked), held[some][..forked]);
                    break;
                case 5 when some >= 0:
                    cache.Release(some);
                    held.Remove(some);
                    break;
                case 6 when some >= 0 && held[some].Count > 1:
                    int start = random.Next(held[some].Count), count = random.Next(held[some].Count - start + 1);
                    if (cache.TryShift(some, start, count)) held[some].RemoveRange(start, count);
                    break;
                case 7 when some >= 0:
                    var saved = SavedParts.Of(cache.Tables, some);
                    int read = cache.ReadLength(some);
                    cache.Truncate(some, 0);
                    if (!cache.TryBeginLoading(some, held[some].Count))
                    {
                        held[some].Clear();   // what it had shared with others is theirs alone now
                        break;
                    }
                    saved.LoadInto(cache.Tables, some);
                    cache.FinishLoading(some, held[some].ToArray(), read);
                    break;
                case 8 when random.Next(50) == 0:
                    cache.Clear();
                    Assert.Equal(0, cache.Tables.Pool.Evictable);
                    break;
            }
            for (int id = 0; id < 8; id++) Assert.Equal(pass.Tokens(id), cache.Tokens(id).ToArray());
            foreach (var (id, tokens) in held) Assert.Equal(tokens, cache.Tokens(id).ToArray());
            CheckBooks(cache.Tables, held.Keys);
        }
        foreach (int id in held.Keys) cache.Release(id);
        cache.Clear();
        Assert.Equal(0, Used(cache));
    }

    /// <summary>Every block is listed as often as it is counted, and pinned where a sequence in use lists it.</summary>
    private static void CheckBooks(BlockTables tables, IEnumerable<int> held)
    {
        var lists = new int[tables.Pool.Count];
        var pinned = new HashSet<int>();
        for (int id = 0; id < tables.MaxSequences; id++)
            foreach (int block in tables.Table(id)) lists[block]++;
        foreach (int id in held)
            foreach (int block in tables.Table(id)) pinned.Add(block);
        for (int block = 0; block < lists.Length; block++) Assert.Equal(lists[block], tables.Pool.References(block));
        Assert.Equal(lists.Count(count => count == 0), tables.Pool.Free);
        Assert.Equal(pinned.Count, tables.Pool.Pinned);
    }

    private static int Used(KvCacheManager cache) => cache.Tables.Pool.Count - cache.Tables.Pool.Free;

    private static int[] Text(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => random.Next(Letters))];

    private static (KvCacheManager Cache, FakeForwardPass Pass) Create(int capacity, int sequences = 4, int maxHeld = 3, int blockTokens = 1)
    {
        var pass = new FakeForwardPass(16, capacity, sequences, maxBatch: 512, blockTokens);
        return (new KvCacheManager(pass.KvStore, maxHeld), pass);
    }

    private static void Run(KvCacheManager cache, FakeForwardPass pass, int[] tokens)
    {
        int id = cache.Take(tokens, false, tokens.Length);
        Extend(cache, pass, id, tokens[cache.Length(id)..]);
        cache.Release(id);
    }

    private static void Extend(KvCacheManager cache, FakeForwardPass pass, int id, int[] tokens, bool isDecoded = false)
    {
        int start = cache.Length(id);
        Assert.True(cache.TryReserve(id, tokens.Length));
        pass.Forward([.. tokens.Select((token, i) => new BatchToken(token, start + i, id, false, isDecoded))], TestContext.Current.CancellationToken);
        foreach (int token in tokens) cache.Append(id, token, isDecoded);
    }
}
