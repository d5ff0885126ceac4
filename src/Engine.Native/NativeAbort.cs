using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engine.Native;

/// <summary>
/// What happens when a check inside ggml fails. The library would end the process; a callback that never returns parks the failing
/// thread instead, and the rest of the process lives on without llama.cpp.
/// </summary>
internal static unsafe class NativeAbort
{
    private static readonly CancellationTokenSource s_source = new();
    private static volatile string? s_text;

    /// <summary>Cancelled when a check has failed.</summary>
    public static CancellationToken Token => s_source.Token;

    /// <summary>Whether a check has failed.</summary>
    public static bool HasAborted => s_text is not null;

    /// <summary>The exception requests fail with after an abort; null before.</summary>
    public static NativeAbortException? Error => s_text is { } text
        ? new NativeAbortException($"a check inside llama.cpp failed ({UntrustedText.Show(text)}); llama.cpp cannot be used any more in this process")
        : null;

    public static void ThrowIfAborted()
    {
        if (Error is { } error) throw error;
    }

    public static void Install() => LlamaApi.ggml_set_abort_callback(&OnAbort);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnAbort(byte* message)
    {
        try
        {
            s_text ??= Marshal.PtrToStringUTF8((nint)message)?.Trim() ?? "no text";
            // Not on this thread: it never comes back, and whoever listens may be waiting for it.
            ThreadPool.UnsafeQueueUserWorkItem(static _ => s_source.Cancel(), null);
        }
        catch
        {
            // Nothing may escape into C; without the text the thread is still parked.
            s_text ??= "no text";
        }
        Thread.Sleep(Timeout.Infinite);
    }
}
