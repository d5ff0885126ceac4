using System.Globalization;
using System.Text.RegularExpressions;
using Engine.Native;
using Microsoft.Extensions.Logging;

namespace Engine.Backends.LlamaCpp;

/// <summary>
/// Passes llama.cpp's log lines on to the user's logger and remembers from them where weights and cache went: no function of its API says so.
/// </summary>
internal sealed partial class LoadLog(ILogger? logger)
{
    /// <summary>The category of the library's lines.</summary>
    public const string Category = "Engine.LlamaCpp";

    private readonly Dictionary<string, double> _weights = [];   // device or "host" to MiB
    private readonly Dictionary<string, double> _cache = [];

    /// <summary>Layers on a GPU, the output layer included, and how many there are; zeros when no line said so.</summary>
    public (int OnGpu, int All) Layers { get; private set; }

    public void Receive(NativeLogLine line)
    {
        Read(line.Text);
        var level = Level(line.Level);
        if (logger is null || !logger.IsEnabled(level)) return;
        string shown = UntrustedText.Show(line.Text, MaxLine);
        Write(logger, level, shown);
    }

    /// <summary>Tells the user's logger what llama.cpp passes over in silence.</summary>
    public void Warn(UntrustedSentence sentence)
    {
        if (logger is null) return;
        string text = sentence.ToString();
        Write(logger, LogLevel.Warning, text);
    }

    /// <summary>Where the model is, in words: "33/33 layers on CUDA0, 4.1 GiB; KV 512 MiB on host".</summary>
    public string Describe(string processor, long weightBytes)
    {
        string weights;
        if (Layers.OnGpu > 0)
        {
            var devices = _weights.Where(entry => entry.Key != Host).ToArray();
            weights = $"{Layers.OnGpu}/{Layers.All} layers on {string.Join(", ", devices.Select(entry => entry.Key))}, {Size(devices.Sum(entry => entry.Value))}";
        }
        else
        {
            weights = $"{processor}; weights {Size(weightBytes / (1024.0 * 1024))}";
        }
        return string.Join("; ", [weights, .. _cache.Select(entry => $"KV {Size(entry.Value)}{(Layers.OnGpu > 0 ? $" on {entry.Key}" : "")}")]);
    }

    private const string Host = "host";
    private const int MaxLine = 1000;

    private void Read(string line)
    {
        if (OffloadedLayers().Match(line) is { Success: true } layers)
            Layers = (int.Parse(layers.Groups[1].ValueSpan, CultureInfo.InvariantCulture), int.Parse(layers.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
        if (BufferSize().Match(line) is not { Success: true } buffer) return;
        string device = buffer.Groups[1].Value.StartsWith("CPU", StringComparison.Ordinal) || buffer.Groups[1].Value.Contains("Host", StringComparison.Ordinal)
            ? Host
            : buffer.Groups[1].Value;
        var sizes = buffer.Groups[2].Value == "KV" ? _cache : _weights;
        sizes[device] = sizes.GetValueOrDefault(device) + double.Parse(buffer.Groups[3].ValueSpan, CultureInfo.InvariantCulture);
    }

    private static string Size(double mebibytes) => mebibytes >= 1024
        ? string.Create(CultureInfo.InvariantCulture, $"{mebibytes / 1024:0.0} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(mebibytes):0} MiB");

    private static LogLevel Level(NativeLogLevel level) => level switch
    {
        NativeLogLevel.Debug => LogLevel.Trace,
        NativeLogLevel.Warning => LogLevel.Warning,
        NativeLogLevel.Error => LogLevel.Error,
        _ => LogLevel.Debug,
    };

    [GeneratedRegex(@"offloaded (\d+)/(\d+) layers to GPU")]
    private static partial Regex OffloadedLayers();

    [GeneratedRegex(@"(\S+) +(model|KV) buffer size = +([\d.]+) MiB")]
    private static partial Regex BufferSize();

    [LoggerMessage(EventId = 30, EventName = "NativeLine", Message = "llama.cpp: {Line}")]
    private static partial void Write(ILogger logger, LogLevel level, string line);
}
