using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Engine.Cli.Documents;
using Engine.Comparison;

namespace Engine.Cli.Bench;

/// <summary><c>bench</c> in a process of its own, whose memory is then that of one model.</summary>
/// <param name="threads">Threads that compute; 0 for all processors.</param>
/// <param name="depths">Tokens in the cache beforehand, a list.</param>
/// <param name="repetitions">Measured runs of each test.</param>
internal sealed class BenchProcess(int threads, string depths, int repetitions)
{
    /// <summary>Measures <paramref name="path"/> with <paramref name="backend"/>.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is what it complained.</exception>
    public async Task<RunMeasurement> MeasureAsync(string path, Backend backend, CancellationToken cancellationToken)
    {
        string self = Environment.ProcessPath ?? throw new InvalidOperationException("the path of this process is unknown, so no other can be started");
        string[] host = Path.GetFileNameWithoutExtension(self) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
        var start = new ProcessStartInfo(self,
        [
            .. host, "bench", path, "-p", "512", "-n", "64", "-d", depths, "-r", repetitions.ToString(CultureInfo.InvariantCulture),
            "-t", threads.ToString(CultureInfo.InvariantCulture), "--backend", BackendNames.Of(backend), "--json",
        ]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0) throw new InvalidOperationException($"the speed of {path} cannot be measured: {await errors}");
            return Measurement(JsonSerializer.Deserialize(output, DocumentContext.Default.IReadOnlyListBenchRow)!);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static RunMeasurement Measurement(IReadOnlyList<BenchRow> rows) => new(
        rows[0].Context, rows[0].LoadMs, rows[0].ProcessBytes ?? 0, rows[0].PeakRssBytes ?? 0,
        [.. rows.Select(row => new SpeedReport(row.Backend, row.PromptTokens, row.GeneratedTokens, row.Depth, row.Average))]);
}
