namespace Engine.Cli;

/// <summary>One line on stderr that says how far something is and is wiped afterwards; nothing where stderr is no terminal.</summary>
internal sealed class StatusLine : IDisposable
{
    private readonly Lock _gate = new();
    private readonly bool _isWatched = !Console.IsErrorRedirected;
    private int _shown;

    public void Show(string text)
    {
        if (!_isWatched) return;
        lock (_gate)
        {
            string line = text.Length < 100 ? text : text[..100];
            Console.Error.Write($"\r{line.PadRight(_shown)}");
            _shown = line.Length;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_shown > 0) Console.Error.Write($"\r{new string(' ', _shown)}\r");
            _shown = 0;
        }
    }
}

/// <summary>Progress told on the thread that makes it, so that lines stay in order.</summary>
internal sealed class Watcher<T>(Action<T> told) : IProgress<T>
{
    public void Report(T value) => told(value);
}
