using Engine.Generation;

namespace Engine.Tests.Generation;

public sealed class ModelThreadTests
{
    [Fact]
    public async Task StopAsync_BackendThatGoesOn_HoldsTheThreadNoLonger()
    {
        using var aborted = new CancellationTokenSource();
        int told = 0;
        using var thread = new ModelThread("test");
        using var other = new ModelThread("other");
        foreach (var one in new[] { thread, other })
            one.FailOn(() => { told++; return new TimeZoneNotFoundException(); }, aborted.Token);
        await thread.StopAsync(() => { });
        await aborted.CancelAsync();
        Assert.Equal(1, told);
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => other.Run(_ => 0, CancellationToken.None));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => thread.Run(_ => 0, CancellationToken.None));
    }
}
