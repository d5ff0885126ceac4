using Engine.Kernels.Threading;

namespace Engine.Tests.Kernels.Threading;

public sealed class ActiveMembersTests
{
    private const long Second = 1000;   // a tick is a millisecond

    private long _now;

    [Fact]
    public void Note_QuietRuns_KeepsAll()
    {
        var active = new ActiveMembers(4, Second);
        Runs(active, count: 1000, ticks: 5, waited: 1);
        Assert.Equal(4, active.Count);
    }

    [Fact]
    public void Note_OneLongWaitAmongQuietRuns_KeepsAll()
    {
        // One interruption of a few milliseconds is the operating system's business, not a neighbour's.
        var active = new ActiveMembers(2, Second);
        for (int i = 0; i < 50; i++)
        {
            Runs(active, count: 9, ticks: 2, waited: 0);
            Runs(active, count: 1, ticks: 6, waited: 4);
        }
        Assert.Equal(2, active.Count);
    }

    [Theory]
    [InlineData(2, 11, 1)]   // two that wait 55 % of the time are slower than one
    [InlineData(2, 9, 2)]    // 45 %: faster
    [InlineData(4, 6, 3)]    // four that wait 30 %: slower than three
    [InlineData(4, 4, 4)]    // 20 %: faster
    [InlineData(1, 20, 1)]
    public void Note_OneWindow_DismissesWhereFewerAreFaster(int size, long waited, int expected)
    {
        var active = new ActiveMembers(size, Second);
        Runs(active, count: 1, ticks: 20, waited);
        Assert.Equal(expected, active.Count);
    }

    [Fact]
    public void Note_NeighbourStaysThenGoes_TriesMoreAndMoreRarelyThenRecovers()
    {
        var active = new ActiveMembers(2, Second);
        int trials = 0;
        for (int i = 0; i < 500; i++)   // 10 s
        {
            if (active.Count == 2) trials++;
            Runs(active, count: 1, ticks: 20, waited: active.Count == 2 ? 15 : 0);
        }
        Assert.Equal(1, active.Count);
        Assert.InRange(trials, 5, 10);   // after 0.1, 0.2, 0.4, 0.8, 1.6, 2, 2 ... s

        Runs(active, count: 101, ticks: 20, waited: 0);
        Assert.Equal(2, active.Count);
    }

    private void Runs(ActiveMembers active, int count, long ticks, long waited)
    {
        for (int i = 0; i < count; i++) active.Note(_now += ticks, ticks, waited);
    }
}
