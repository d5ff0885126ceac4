using Microsoft.Extensions.Logging;

namespace Engine.Generation.Telemetry;

/// <summary>What is logged of a model as a whole. The numbers of events stay what they are: docs/telemetry.md has them all.</summary>
internal static partial class ModelLog
{
    /// <summary>Logs what loading came to.</summary>
    public static void Loaded(ILogger log, ModelInfo info, LoadReport report, TimeSpan duration)
    {
        string name = UntrustedText.Show(info.Name);
        Loaded(log, name, report.Backend, report.Device, duration.TotalMilliseconds);
        Chosen(log, name, report.Reason, info.ContextLength);
        foreach (string warning in report.Warnings) Warned(log, name, warning);
    }

    [LoggerMessage(10, LogLevel.Information, "{Model} is loaded by {Backend} on {Device}, in {Duration:F0} ms", EventName = "ModelLoaded")]
    private static partial void Loaded(ILogger log, string model, Backend backend, string device, double duration);

    [LoggerMessage(11, LogLevel.Debug, "{Model}: {Reason}; {ContextLength} tokens of context", EventName = "BackendChosen")]
    private static partial void Chosen(ILogger log, string model, string reason, int contextLength);

    [LoggerMessage(12, LogLevel.Warning, "{Model}: {Warning}", EventName = "LoadWarning")]
    private static partial void Warned(ILogger log, string model, string warning);

    [LoggerMessage(13, LogLevel.Debug, "{Model} is unloaded", EventName = "ModelUnloaded")]
    public static partial void Unloaded(ILogger log, string model);

    [LoggerMessage(14, LogLevel.Critical, "{Model} answers no more: {Message}", EventName = "BackendLost")]
    public static partial void Lost(ILogger log, Exception error, string model, string message);
}
