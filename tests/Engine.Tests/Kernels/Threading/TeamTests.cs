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
        using var team = new Team(size);
        var work = new Counting(size);
        for (int run = 0; run < 20; run++)
        {
            team.Run(work);
            if (run % 5 == 0) Thread.Sleep(5);   // long enough for the others to park
        }
        Assert.Equal(20 * Counting.Rounds, work.Counts[0]);
        Assert.False(work.SawDifference);
    }

    [Theory]
    [InlineData(100, 1)]
    [InlineData(100, 48)]
    [InlineData(5, 48)]
    [InlineData(0, 16)]
    public void Share_AllMembers_CoverEverythingOnce(int count, int grain)
    {
        using var team = new Team(3);
        int next = 0;
        for (int worker = 0; worker < 3; worker++)
        {
            var (start, end) = team.Share(count, worker, grain);
            Assert.Equal(next, start);
            next = end;
        }
        Assert.Equal(count, next);
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
