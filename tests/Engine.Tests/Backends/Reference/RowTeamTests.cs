using Engine.Backends.Reference;

namespace Engine.Tests.Backends.Reference;

public sealed class RowTeamTests
{
    [Fact]
    public void Create_SystemStartsNoMoreThreads_EndsThoseItStarted()
    {
        var started = new List<Thread>();
        var refusal = Assert.Throws<InvalidOperationException>(() => new RowTeam(3, thread =>
        {
            if (started.Count == 1) throw new InsufficientMemoryException();
            thread.Start();
            started.Add(thread);
        }));
        Assert.Contains("2 of 3 compute", refusal.Message, StringComparison.Ordinal);
        Assert.False(Assert.Single(started).IsAlive);
    }
}
