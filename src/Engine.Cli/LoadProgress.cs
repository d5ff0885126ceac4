namespace Engine.Cli;

/// <summary>How far loading is, on one line of stderr that is wiped afterwards; nothing where stderr is no terminal.</summary>
internal sealed class LoadProgress : IProgress<float>, IDisposable
{
    private readonly Lock _gate = new();
    private int _shown = -1;
    private bool _done;

    /// <summary>Begins, where someone watches.</summary>
    public static LoadProgress? Start() => Console.IsErrorRedirected ? null : new LoadProgress();

    public void Report(float value)
    {
        int percent = (int)(100 * value);
        lock (_gate)
        {
            if (_done || percent == _shown) return;
            _shown = percent;
            Console.Error.Write($"\rloading {percent} %");
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (!_done && _shown >= 0) Console.Error.Write("\r               \r");
            _done = true;
        }
    }
}
