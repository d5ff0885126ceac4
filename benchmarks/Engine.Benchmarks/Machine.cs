using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Engine.Benchmarks;

/// <summary>What stands beside every figure.</summary>
internal static class Machine
{
    public static string? Processor => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
        : null;

    public static JsonObject Describe() => new()
    {
        ["cpu"] = Processor,
        ["processors"] = Environment.ProcessorCount,
        ["os"] = RuntimeInformation.OSDescription,
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };
}
