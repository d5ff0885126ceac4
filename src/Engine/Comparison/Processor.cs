namespace Engine.Comparison;

/// <summary>The processor that measures.</summary>
public static class Processor
{
    /// <summary>The processor's name where the system tells, and how many of it this process may use.</summary>
    public static string Name { get; } = $"{Model()}, {Environment.ProcessorCount} processors";

    private static string Model()
    {
        const string info = "/proc/cpuinfo";
        if (!File.Exists(info)) return System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();
        foreach (string line in File.ReadLines(info))
            if (line.StartsWith("model name", StringComparison.Ordinal)) return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        return System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();
    }
}
