using System.Text;

namespace Engine.Cli;

/// <summary>Text on the standard streams: UTF-8 without a mark and lines that end in \n, whatever the console's code page or the locale is.</summary>
internal static class StandardText
{
    /// <summary>Makes it so for this process.</summary>
    public static void UseUtf8()
    {
        if (OperatingSystem.IsWindows())
        {
            RestoreAtExit(Console.OutputEncoding);
            // Typed text is then read as the characters it is: consoles give zeros for what is not ASCII in code page 65001.
            Console.InputEncoding = Encoding.Unicode;
        }
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        Console.Out.NewLine = "\n";
        Console.Error.NewLine = "\n";
    }

    /// <summary>The code page belongs to the console, which outlives us.</summary>
    private static void RestoreAtExit(Encoding encoding) => AppDomain.CurrentDomain.ProcessExit += (_, _) => Console.OutputEncoding = encoding;
}
