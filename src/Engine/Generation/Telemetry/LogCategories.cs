namespace Engine.Generation.Telemetry;

/// <summary>Categories of what is logged.</summary>
internal static class LogCategories
{
    /// <summary>Loading and unloading.</summary>
    public const string Models = "Engine.Model";

    /// <summary>Requests.</summary>
    public const string Requests = "Engine.Requests";
}
