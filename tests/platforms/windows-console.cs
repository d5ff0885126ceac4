#:property PublishAot=false
#:property RollForward=Major

// Does to a program on Windows what a user at the keyboard does, or another program:
//   windows-console interrupt C|BREAK PROGRAM ARGUMENTS...   starts it, presses Ctrl-C or Ctrl-Break at its first output, ends with its exit code
//   windows-console hold FILE                                has the file open, for nobody else, until standard input ends
using System.Diagnostics;
using System.Runtime.InteropServices;

if (!OperatingSystem.IsWindows()) return 2;
switch (args)
{
    case ["interrupt", var key, var program, .. var rest]:
        bool isBreak = key == "BREAK";
        // Ctrl-C is heard by every program on the console, this one too; Ctrl-Break may be meant for a group of programs.
        using (var process = Process.Start(new ProcessStartInfo(program, rest) { RedirectStandardOutput = true, CreateNewProcessGroup = isBreak })!)
        {
            char[] first = new char[1];
            await process.StandardOutput.ReadAsync(first);
            if (!isBreak) Keyboard.SetConsoleCtrlHandler(0, true);
            bool wasPressed = Keyboard.GenerateConsoleCtrlEvent(isBreak ? 1u : 0u, isBreak ? (uint)process.Id : 0u);
            string text = first[0] + await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Console.WriteLine($"pressed: {wasPressed}, {text.Length} characters, exit code {process.ExitCode}");
            return process.ExitCode;
        }
    case ["hold", var path]:
        using (File.Open(path, FileMode.Open, FileAccess.Read, FileShare.None))
        {
            Console.WriteLine("held");
            Console.In.ReadToEnd();
            return 0;
        }
    default:
        Console.Error.WriteLine("interrupt C|BREAK PROGRAM ARGUMENTS... or hold FILE was expected");
        return 2;
}

internal static partial class Keyboard
{
    [DllImport("kernel32")]
    public static extern bool GenerateConsoleCtrlEvent(uint key, uint group);

    [DllImport("kernel32")]
    public static extern bool SetConsoleCtrlHandler(nint handler, bool add);
}
