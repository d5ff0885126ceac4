using System.CommandLine;
using System.Runtime.InteropServices;

namespace Engine.Cli;

/// <summary>
/// Ctrl-C, on Windows also Ctrl-Break: the first asks the verb to end, and where it has not soon, as when it reads a file or waits for input, ends the process; so does the second.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _cancellation = new();
    private readonly PosixSignalRegistration _signal;
    private readonly PosixSignalRegistration? _break;
    private readonly Timer _end;
    private Action? _instead;

    public Interruption()
    {
        _end = new Timer(static _ => Exit());
        _signal = PosixSignalRegistration.Create(PosixSignal.SIGINT, Happened);
        if (OperatingSystem.IsWindows()) _break = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Happened);   // .NET's name of Ctrl-Break
    }

    /// <summary>Cancelled when the verb should end.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>That of the command line being run.</summary>
    public static Interruption Of(ParseResult result) => ((Invocation)result.InvocationConfiguration).Interruption;

    /// <summary>Ends the process as interrupted.</summary>
    public static void Exit() => Environment.Exit(CommandLine.Cancelled);

    /// <summary>Lets <paramref name="handler"/> decide, until what is returned is disposed of.</summary>
    public IDisposable Divert(Action handler)
    {
        _instead = handler;
        return new Diversion(this);
    }

    public void Dispose()
    {
        _signal.Dispose();
        _break?.Dispose();
        _end.Dispose();
        _cancellation.Dispose();
    }

    private void Happened(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (_instead is { } handler)
        {
            handler();
            return;
        }
        if (_cancellation.IsCancellationRequested) Exit();
        _end.Change(s_grace, Timeout.InfiniteTimeSpan);
        _cancellation.Cancel();
    }

    private sealed class Diversion(Interruption interruption) : IDisposable
    {
        public void Dispose() => interruption._instead = null;
    }
}

/// <summary>How verbs are run: exceptions come through, and Ctrl-C is ours.</summary>
internal sealed class Invocation : InvocationConfiguration
{
    public Invocation(Interruption interruption)
    {
        Interruption = interruption;
        EnableDefaultExceptionHandler = false;
        ProcessTerminationTimeout = null;
    }

    public Interruption Interruption { get; }
}
