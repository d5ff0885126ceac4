using Engine.Kernels.Threading;

namespace Engine.Tests.Kernels.Threading;

public sealed class TeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Run_ManyBarriers_NobodyRunsAhead(int size)
    {
        using var team = new Team(size, adapts: false);
        var work = new Counting(size);
        for (int run = 0; run < 20; run++)
        {
            team.Run(work, TestContext.Current.CancellationToken);
            if (run % 5 == 0) Thread.Sleep(5);   // long enough for the others to park
        }
        Assert.Equal(20 * Counting.Rounds, work.Counts[0]);
        Assert.False(work.SawDifference);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Claim_RandomDelays_TakesEveryElementOnce(int size)
    {
        using var team = new Team(size, adapts: false);
        var work = new Claiming(seed: 5);
        for (int run = 0; run < 10; run++) team.Run(work, TestContext.Current.CancellationToken);
        Assert.Null(work.Complaint);
        Assert.Equal(10 * Claiming.Rounds, work.RoundsChecked);
    }

    [Fact]
    public void Claim_MemberHeldUp_IsRelievedOfItsShare()
    {
        using var team = new Team(2, adapts: false);
        int done = 0;
        bool wasRelieved = false;
        team.Run(new Work((team, worker) =>
        {
            foreach (var _ in team.Claim(worker, 100, most: 1))
            {
                // Whoever comes first holds its element until the other has done all the rest, half of it from the first's share.
                if (Interlocked.Increment(ref done) == 1) wasRelieved = SpinWait.SpinUntil(() => Volatile.Read(ref done) == 100, TimeSpan.FromSeconds(30));
            }
        }), TestContext.Current.CancellationToken);
        Assert.True(wasRelieved);
    }

    [Fact]
    public void Claim_TwiceBetweenBarriers_IsRefused()
    {
        using var team = new Team(2, adapts: false);
        var error = Assert.Throws<InvalidOperationException>(() => team.Run(new Work((team, worker) =>
        {
            team.Barrier(worker);
            foreach (var _ in team.Claim(worker, 3)) { }
            foreach (var _ in team.Claim(worker, 3)) { }
        }), TestContext.Current.CancellationToken));
        Assert.Contains("claims twice after barrier 1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_Cancelled_ClaimsNothingMoreAndPassesItsBarriers(int size)
    {
        using var team = new Team(size, adapts: false);
        using var source = new CancellationTokenSource();
        int claimed = 0, ends = 0;
        var work = new Work((team, worker) =>
        {
            for (int round = 0; round < 50; round++)
            {
                foreach (var _ in team.Claim(worker, 100, most: 1))
                {
                    int claim = Interlocked.Increment(ref claimed);
                    if (claim == 250) source.Cancel();
                    if (claim > 250) SpinWait.SpinUntil(() => source.IsCancellationRequested); // the one that cancels may be off its core
                }
                team.Barrier(worker);
            }
            Interlocked.Increment(ref ends);
        });
        Assert.Throws<OperationCanceledException>(() => team.Run(work, source.Token));
        Assert.InRange(claimed, 250, 250 + size);
        Assert.Equal(size, ends);

        claimed = 1000;
        team.Run(work, CancellationToken.None);
        Assert.Equal(1000 + 50 * 100, claimed);
        Assert.Throws<OperationCanceledException>(() => team.Run(work, source.Token));
        Assert.Equal(1000 + 50 * 100, claimed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Run_MemberThrows_ThrowsItToTheCallerAndGoesOn(int thrower)
    {
        using var team = new Team(3, adapts: false);
        var counting = new Counting(3);
        var thrown = new InvalidDataException("bad row");
        for (int attempt = 0; attempt < 3; attempt++)
        {
            var error = Assert.Throws<InvalidDataException>(() => team.Run(new Work((team, worker) =>
            {
                for (int round = 0; round < 30; round++)
                {
                    if (worker == thrower && round == 10) throw thrown;
                    foreach (var _ in team.Claim(worker, 10)) { }
                    team.Barrier(worker);
                }
            }), TestContext.Current.CancellationToken));
            Assert.Same(thrown, error);
            team.Run(counting, TestContext.Current.CancellationToken);
        }
        Assert.False(counting.SawDifference);
    }

    [Fact]
    public void Run_MemberAlwaysLate_GoesOnWithoutIt()
    {
        using var team = new Team(2);
        var late = new Work((team, worker) =>
        {
            if (worker == 1) Thread.Sleep(5);
            team.Barrier(worker);
        });
        for (int run = 0; run < 100 && team.Members == 2; run++) team.Run(late, TestContext.Current.CancellationToken);
        Assert.Equal(1, team.Members);

        // A long run evens out what its members wait for.
        int[] runs = new int[2];
        team.Run(new Work((_, worker) => Interlocked.Increment(ref runs[worker])), isLong: true, TestContext.Current.CancellationToken);
        Assert.Equal([1, 1], runs);
        team.Run(new Work((_, worker) => Interlocked.Increment(ref runs[worker])), TestContext.Current.CancellationToken);
        Assert.Equal([2, 1], runs);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void Dispose_IdleForAWhile_Ends(int milliseconds)
    {
        var team = new Team(3, adapts: false);
        team.Run(new Counting(3), TestContext.Current.CancellationToken);
        Thread.Sleep(milliseconds);   // long enough to park, or not
        var disposing = new Thread(team.Dispose);
        disposing.Start();
        Assert.True(disposing.Join(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Create_SystemStartsNoMoreThreads_EndsThoseItStarted()
    {
        var started = new List<Thread>();
        var refusal = Assert.Throws<InvalidOperationException>(() => new Team(4, adapts: false, thread =>
        {
            if (started.Count == 2) throw new InsufficientMemoryException();
            thread.Start();
            started.Add(thread);
        }));
        Assert.Contains("3 of 4 compute", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2, started.Count);
        Assert.All(started, thread => Assert.False(thread.IsAlive));
    }

    private sealed class Work(Action<Team, int> run) : ITeamWork
    {
        public void Run(Team team, int worker) => run(team, worker);
    }

    /// <summary>Loops of random lengths and grains, with members held up at random; whoever is worker 0 looks at what was taken.</summary>
    private sealed class Claiming(int seed) : ITeamWork
    {
        public const int Rounds = 60;

        private readonly int[] _taken = new int[1000];
        private int _runs;

        public string? Complaint { get; private set; }

        public int RoundsChecked { get; private set; }

        public void Run(Team team, int worker)
        {
            var loops = new Random(seed + _runs);              // the same for all
            var delays = new Random(seed + 100 * worker + 1);
            for (int round = 0; round < Rounds; round++)
            {
                int count = loops.Next(3) == 0 ? loops.Next(3) : loops.Next(_taken.Length), grain = loops.Next(1, 50), most = loops.Next(1, 200);
                foreach (var (first, last) in team.Claim(worker, count, grain, most))
                {
                    for (int i = first; i < last; i++) Interlocked.Increment(ref _taken[i]);
                    if (first % grain != 0 || last > count || last - first > Math.Max(grain, most)) Complaint = $"{first} to {last} of {count} in multiples of {grain}, at most {most}";
                    if (delays.Next(20) == 0) Thread.SpinWait(delays.Next(2000));
                }
                team.Barrier(worker);
                if (worker == 0)
                {
                    for (int i = 0; i < _taken.Length; i++)
                        if (_taken[i] != (i < count ? 1 : 0)) Complaint = $"element {i} of {count} was taken {_taken[i]} times";
                    Array.Clear(_taken);
                    RoundsChecked++;
                    if (round == Rounds - 1) _runs++;
                }
                team.Barrier(worker);
            }
        }
    }

    /// <summary>Each member counts; between two barriers all counts must be equal.</summary>
    private sealed class Counting(int size) : ITeamWork
    {
        public const int Rounds = 200;

        public int[] Counts { get; } = new int[size];

        public bool SawDifference { get; private set; }

        public void Run(Team team, int worker)
        {
            for (int round = 0; round < Rounds; round++)
            {
                Counts[worker]++;
                team.Barrier(worker);
                foreach (int count in Counts)
                    if (count != Counts[worker]) SawDifference = true;
                team.Barrier(worker);
            }
        }
    }
}
