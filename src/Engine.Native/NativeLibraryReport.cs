using Engine.Native;

namespace Engine;

/// <summary>A directory in which llama.cpp was sought.</summary>
/// <param name="Directory">The directory.</param>
/// <param name="Through">Which rule named it.</param>
/// <param name="Found">What was there: the library's file name, or why not.</param>
public sealed record NativeSearchPlace(string Directory, string Through, string Found);

/// <summary>A device the native library can compute on.</summary>
/// <param name="Name">Its short name: "CUDA0".</param>
/// <param name="Description">Its long name.</param>
/// <param name="Kind">"CPU", "GPU", "integrated GPU" or "accelerator".</param>
/// <param name="FreeBytes">Free memory.</param>
/// <param name="TotalBytes">All memory.</param>
public sealed record NativeDevice(string Name, string Description, string Kind, long FreeBytes, long TotalBytes)
{
    /// <summary>Whether it is a GPU, integrated or not.</summary>
    public bool IsGpu => Kind is "GPU" or "integrated GPU";
}

/// <summary>What was found of llama.cpp, for <c>engine doctor</c>: where it is, which one, what it runs on, and why not.</summary>
public sealed record NativeLibraryReport
{
    /// <summary>Why llama.cpp cannot be used; null when it can.</summary>
    public string? Problem { get; init; }

    /// <summary>Every directory looked at, in order.</summary>
    public IReadOnlyList<NativeSearchPlace> Searched { get; init; } = [];

    /// <summary>The library's file; null when none was found.</summary>
    public string? Library { get; init; }

    /// <summary>Which rule found it: "runtimes beside the application, avx512 of LLamaSharp's packages"; empty when none did.</summary>
    public string Source { get; init; } = "";

    /// <summary>The files of llama.cpp in this process.</summary>
    public IReadOnlyList<string> Mapped { get; init; } = [];

    /// <summary>What llama.cpp calls itself.</summary>
    public string LlamaVersion { get; init; } = "";

    /// <summary>What ggml calls itself.</summary>
    public string GgmlVersion { get; init; } = "";

    /// <summary>The known layout it matched.</summary>
    public string AbiProfile { get; init; } = "";

    /// <summary>Written bytes of <c>llama_model_params</c> and which of them: "78 [W36 .4 W38]".</summary>
    public string ModelParams { get; init; } = "";

    /// <summary>Written bytes of <c>llama_context_params</c> and which of them.</summary>
    public string ContextParams { get; init; } = "";

    /// <summary>Which of the CPU libraries was chosen: "zen4", or "avx512" of LLamaSharp's.</summary>
    public string CpuVariant { get; init; } = "";

    /// <summary>Devices, GPUs first.</summary>
    public IReadOnlyList<NativeDevice> Devices { get; init; } = [];

    /// <summary>Why no GPU can be used; null when one can.</summary>
    public string? WhyNoGpu { get; init; }

    /// <summary>Looks for llama.cpp as loading a model would, and loads it; never throws for what it finds.</summary>
    /// <param name="directory">The one directory to look at; null searches.</param>
    public static NativeLibraryReport Create(string? directory = null)
    {
        IReadOnlyList<NativeSearchPlace> searched = [];
        try
        {
            var library = LlamaLibrary.Load(directory, out searched);
            var devices = DeviceTable.Devices();
            return new NativeLibraryReport
            {
                Searched = searched,
                Problem = NativeAbort.Error?.Message,
                Library = library.Path,
                Source = searched.FirstOrDefault(place => System.IO.Path.Combine(place.Directory, place.Found) == library.Path)?.Through ?? "",
                Mapped = LlamaLibrary.MappedLibraries(),
                LlamaVersion = library.LlamaVersion,
                GgmlVersion = library.GgmlVersion,
                AbiProfile = library.Profile.Name,
                ModelParams = Describe(library.ModelParams, library.Profile.Model),
                ContextParams = Describe(library.ContextParams, library.Profile.Context),
                CpuVariant = DeviceTable.CpuVariant(),
                Devices = devices,
                WhyNoGpu = DeviceTable.WhyNoGpu(library),
            };
        }
        catch (NativeLibraryException problem)
        {
            if (searched.Count == 0) _ = LibraryLocator.Find(directory, out searched);
            return new NativeLibraryReport { Searched = searched, Problem = problem.Message, WhyNoGpu = "llama.cpp cannot be used" };
        }
    }

    private static string Describe(StructObservation seen, CStruct layout) => seen.Size switch
    {
        null => "known by their defaults (this processor hides the size)",
        { } size when seen.IsWhole && size == layout.Size => $"{size} [{seen.Mask}: padding too, so known by size and defaults]",
        { } size => $"{size} [{seen.Mask}]",
    };
}
