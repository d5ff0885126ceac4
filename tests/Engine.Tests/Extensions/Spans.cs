using System.Diagnostics;

namespace Engine.Tests.Extensions;

/// <summary>The spans of one source of activities, in the order in which they ended.</summary>
internal sealed class Spans : IDisposable
{
    private readonly List<Activity> _all = [];
    private readonly ActivityListener _listener;

    public Spans(string source)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = known => known.Name == source,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = _all.Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyList<Activity> All => _all;

    public void Dispose() => _listener.Dispose();
}
