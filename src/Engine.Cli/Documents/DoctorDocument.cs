using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Engine.Cli.Verbs;

namespace Engine.Cli.Documents;

/// <summary>What <c>doctor</c> shows.</summary>
internal sealed record DoctorDocument(
    LlamaCppDocument LlamaCpp, IReadOnlyList<DeviceDocument> Devices, string? WhyNoGpu, MachineDocument Machine, AutoDocument Auto)
{
    public static DoctorDocument Of(NativeLibraryReport native, LoadReport choice) => new(
        LlamaCppDocument.Of(native),
        [.. native.Devices.Select(device => new DeviceDocument(device.Name, device.Description, device.Kind, device.FreeBytes, device.TotalBytes))],
        native.WhyNoGpu,
        MachineDocument.Here(),
        new AutoDocument(BackendNames.Of(choice.Backend), choice.Reason, choice.Device, choice.Warnings));
}

/// <summary>What was found of llama.cpp's libraries.</summary>
internal sealed record LlamaCppDocument(
    bool Usable, string? Problem, string? Library, string? Source, string? Version, string? GgmlVersion, string? AbiProfile, string? ModelParams, string? ContextParams,
    [property: JsonPropertyName("cpu_library")] string? CpuLibrary, IReadOnlyList<string> Mapped, IReadOnlyList<SearchedDocument> Searched)
{
    public static LlamaCppDocument Of(NativeLibraryReport native) => new(
        native.Problem is null, native.Problem, native.Library, native.Source, native.LlamaVersion, native.GgmlVersion, native.AbiProfile, native.ModelParams, native.ContextParams,
        native.CpuVariant, [.. native.Mapped], [.. native.Searched.Select(place => new SearchedDocument(place.Directory, place.Through, place.Found))]);
}

/// <summary>A directory that was searched, what led there, and what was found.</summary>
internal sealed record SearchedDocument(string Directory, string Through, string Found);

/// <summary>A device that llama.cpp can compute on.</summary>
internal sealed record DeviceDocument(string Name, string Description, string Kind, long FreeBytes, long TotalBytes);

/// <summary>The machine as this process sees it.</summary>
internal sealed record MachineDocument(
    string System, string RuntimeIdentifier, string Runtime, int Processors, long MemoryBytes, int VectorBytes, IReadOnlyDictionary<string, bool> Features)
{
    public static MachineDocument Here() => new(
        RuntimeInformation.OSDescription, RuntimeInformation.RuntimeIdentifier, RuntimeInformation.FrameworkDescription, Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, ProcessorFeatures.VectorBytes, ProcessorFeatures.InstructionSets.ToDictionary(set => set.Name, set => set.Supported));
}

/// <summary>Which backend <c>auto</c> takes for the demo model.</summary>
internal sealed record AutoDocument(string Backend, string Reason, string Device, IReadOnlyList<string> Warnings);
