using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Engine.Native;

/// <summary>Severity of a log line of the native library; its own numbers.</summary>
internal enum NativeLogLevel
{
    None = 0,
    Debug = 1,
    Info = 2,
    Warning = 3,
    Error = 4,
    /// <summary>Continues the line before.</summary>
    Continue = 5,
}

/// <summary>A line the native library logged.</summary>
internal readonly record struct NativeLogLine(NativeLogLevel Level, string Text);

/// <summary>
/// Turns the library's one log callback into lines for whoever called it: a scope collects what its thread causes, so that two
/// models do not read each other's lines. Lines of the library's own threads go to <see cref="Written"/> only.
/// </summary>
internal static unsafe class NativeLog
{
    [ThreadStatic] private static Action<NativeLogLine>? t_receiver;
    [ThreadStatic] private static StringBuilder? t_line;
    [ThreadStatic] private static NativeLogLevel t_level;

    /// <summary>Every line, on the thread that wrote it.</summary>
    public static event Action<NativeLogLine>? Written;

    public static void Install() => LlamaApi.llama_log_set(&OnLog, null);

    /// <summary>Sends the lines of this thread to <paramref name="receiver"/> until the scope is disposed.</summary>
    /// <param name="receiver">Gets the lines.</param>
    /// <param name="alsoOuter">Whether the scope around this one gets them too.</param>
    public static Scope Receive(Action<NativeLogLine>? receiver, bool alsoOuter = false)
    {
        var outer = t_receiver;
        t_receiver = alsoOuter ? outer + receiver : receiver;
        return new Scope(outer);
    }

    /// <summary>The warnings and errors among <paramref name="lines"/>, as one text for a message.</summary>
    public static string Complaints(IEnumerable<NativeLogLine> lines)
    {
        string text = string.Join("; ", lines.Where(line => line.Level is NativeLogLevel.Error or NativeLogLevel.Warning).Select(line => line.Text.Trim()));
        return text.Length > 0 ? text : "it does not say why";
    }

    /// <summary>Restores the receiver before it.</summary>
    public readonly ref struct Scope(Action<NativeLogLine>? before)
    {
        public void Dispose() => t_receiver = before;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLog(int level, byte* text, void* userData)
    {
        try
        {
            Append((NativeLogLevel)level, Marshal.PtrToStringUTF8((nint)text) ?? "");
        }
        catch
        {
            // A log line is not worth a process: nothing may escape into C.
        }
    }

    private static void Append(NativeLogLevel level, string text)
    {
        var line = t_line ??= new StringBuilder();
        if (level != NativeLogLevel.Continue) t_level = level;
        foreach (char c in text)
        {
            if (c != '\n')
            {
                line.Append(c);
                continue;
            }
            var done = new NativeLogLine(t_level, line.ToString());
            line.Clear();
            t_receiver?.Invoke(done);
            Written?.Invoke(done);
        }
    }
}
