using Engine.Backends;

namespace Engine;

/// <summary>Backends as flags, requests and output spell them.</summary>
public static class BackendNames
{
    private const string Auto = "auto";

    /// <summary>All names, <c>auto</c> first.</summary>
    public static IReadOnlyList<string> All { get; } = [Auto, .. BackendCatalog.All.Select(backend => backend.Name)];

    /// <summary>The name of <paramref name="backend"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such backend.</exception>
    public static string Of(Backend backend) => backend == Backend.Auto ? Auto : BackendCatalog.Get(backend).Name;

    /// <summary>The backend called <paramref name="name"/>; null when there is none.</summary>
    public static Backend? Parse(string name) => name == Auto ? Backend.Auto : BackendCatalog.All.FirstOrDefault(backend => backend.Name == name)?.Kind;
}
