using Engine.Backends.LlamaCpp;

/// <summary>
/// Where .NET calls this library before <c>Main</c>, in a process whose variable <c>DOTNET_STARTUP_HOOKS</c> names it: so that a trial runs in the application's
/// own program, with its runtime and its libraries, and instead of it. In any other process it does nothing.
/// </summary>
#pragma warning disable CA1050 // the runtime looks for this type outside any namespace
internal static class StartupHook
#pragma warning restore CA1050
{
    /// <summary>Called by the runtime.</summary>
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(TrialRequest.Variable) is { } request) TrialChild.Run(request);
    }
}
