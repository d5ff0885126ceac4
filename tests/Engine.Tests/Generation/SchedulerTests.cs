using Engine.Generation;

namespace Engine.Tests.Generation;

public sealed class SchedulerTests
{
    [Fact]
    public async Task StopAsync_BackendThatGoesOn_HoldsTheSchedulerNoLonger()
    {
        using var aborted = new CancellationTokenSource();
        int told = 0;
        using var scheduler = new Scheduler("test");
        using var other = new Scheduler("other");
        foreach (var one in new[] { scheduler, other })
            one.FailOn(() => { told++; return new TimeZoneNotFoundException(); }, aborted.Token);
        await scheduler.StopAsync(() => { });
        await aborted.CancelAsync();
        Assert.Equal(1, told);
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => other.Run(_ => 0, CancellationToken.None));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => scheduler.Run(_ => 0, CancellationToken.None));
    }
}
