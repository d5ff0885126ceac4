using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Engine.Native;

/// <summary>
/// The loaded llama.cpp: one library, from one directory, per process, because its parts share unversioned names and mix silently.
/// Loading is a handshake: nothing else is called before the library's layout is one we know.
/// </summary>
internal sealed unsafe partial class LlamaLibrary
{
    private static readonly Lock s_gate = new();
    private static LlamaLibrary? s_loaded;
    private static NativeLibraryException? s_refused;

    private LlamaLibrary(string path, AbiProfile profile, StructObservation model, StructObservation context)
    {
        Path = path;
        Profile = profile;
        ModelParams = model;
        ContextParams = context;
    }

    /// <summary>The library's file.</summary>
    public string Path { get; }

    public string Directory => System.IO.Path.GetDirectoryName(Path)!;

    public AbiProfile Profile { get; }

    public StructObservation ModelParams { get; }

    public StructObservation ContextParams { get; }

    /// <summary>What it calls itself; empty where it does not say.</summary>
    public string LlamaVersion { get; private init; } = "";

    public string GgmlVersion { get; private init; } = "";

    /// <summary>Whether another library of this application had loaded it before.</summary>
    public bool IsShared { get; private init; }

    /// <summary>The library, loaded now unless it already is.</summary>
    /// <param name="directory">Where it must be; null searches.</param>
    /// <exception cref="NativeLibraryException">It is not there, is incomplete or unknown, or another one is loaded.</exception>
    public static LlamaLibrary Load(string? directory) => Load(directory, out _);

    /// <inheritdoc cref="Load(string?)"/>
    public static LlamaLibrary Load(string? directory, out IReadOnlyList<NativeSearchPlace> places)
    {
        lock (s_gate)
        {
            var candidates = LibraryLocator.Search(directory, out var looked);
            places = looked;
            if (s_loaded is { } loaded && candidates.Any(candidate => System.IO.Path.GetFullPath(candidate.Path) == loaded.Path)) return loaded;
            if (s_loaded is { IsShared: true } && !IsChosen(directory)) return s_loaded;
            if (candidates.Count == 0 && (s_loaded is not null || IsChosen(directory) || !MappedLibraries().Any(LibraryLocator.IsLlama)))
            {
                throw new NativeLibraryException("llama.cpp's libraries were not found (the NuGet package LLamaSharp.Backend.Cpu brings some); looked at: "
                    + string.Join("; ", looked.Select(place => $"{place.Directory} ({place.Through}): {place.Found}")));
            }
            if (s_loaded is not null)
                throw new NativeLibraryException($"{candidates[0].Path} cannot be loaded: this process already runs {s_loaded.Path}, and two llama.cpp libraries do not mix");
            if (s_refused is not null) throw s_refused;
            return s_loaded = LoadFirst(candidates, looked, IsChosen(directory));
        }
    }

    /// <summary>Whether the library that <see cref="Load(string?)"/> would load might have a GPU, by the files that lie there; nothing of llama.cpp is loaded.</summary>
    public static bool MightHaveGpu(string? directory)
    {
        lock (s_gate)
        {
            if (s_refused is not null) return false;
            if (s_loaded is not null) return true;   // it can be asked
        }
        var candidates = LibraryLocator.Search(directory, out _);
        return candidates.Any(candidate => candidate.CpuDirectory is not null || !LibraryLocator.IsForCpuOnly(System.IO.Path.GetDirectoryName(candidate.Path)!))
            || (!IsChosen(directory) && MappedLibraries().Any(LibraryLocator.IsLlama));
    }

    /// <summary>Whether the user named the directory.</summary>
    private static bool IsChosen(string? directory) =>
        !string.IsNullOrEmpty(directory) || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(LibraryLocator.DirectoryVariable));

    private static LlamaLibrary LoadFirst(IReadOnlyList<LibraryCandidate> candidates, List<NativeSearchPlace> places, bool isChosen)
    {
        // Another library of this application, as LLamaSharp, may have loaded a llama.cpp; a second one beside it would mix with it.
        var present = MappedLibraries();
        if (present.FirstOrDefault(LibraryLocator.IsLlama) is { } other && !isChosen)
        {
            places.Insert(0, new NativeSearchPlace(System.IO.Path.GetDirectoryName(other)!, "loaded into this process by another library", System.IO.Path.GetFileName(other)));
            return Open(new LibraryCandidate(other, null, 0, IsLast: true), isShared: true);
        }
        foreach (var candidate in candidates)
        {
            string[] directories = [System.IO.Path.GetDirectoryName(candidate.Path)!, candidate.CpuDirectory ?? ""];
            if (present.FirstOrDefault(file => !directories.Contains(System.IO.Path.GetDirectoryName(file))) is { } foreign)
                throw new NativeLibraryException($"{candidate.Path} cannot be loaded: another library has loaded {foreign} into this process, and two llama.cpp libraries do not mix");
            try
            {
                return Open(candidate, isShared: false);
            }
            catch (NativeLibraryException failed) when (!candidate.IsLast && failed.InnerException is not null)   // the system could not load it, so nothing of it is here
            {
                places[candidate.Place] = places[candidate.Place] with { Found = failed.Message };
            }
        }
        throw new NativeLibraryException("of llama.cpp only libraries for devices were found, and none can be loaded: "
            + string.Join("; ", candidates.Select(candidate => places[candidate.Place].Found)));
    }

    private static LlamaLibrary Open(LibraryCandidate candidate, bool isShared)
    {
        // Otherwise ggml starts a debugger on this process when it fails. Its own environment is meant, which .NET only copies.
        if (!OperatingSystem.IsWindows()) _ = setenv("GGML_NO_BACKTRACE", "1", 1);

        string path = System.IO.Path.GetFullPath(candidate.Path);
        var handles = LoadLibraries(path, candidate.CpuDirectory);
        try
        {
            CheckExports(path, handles);
            NativeLibrary.SetDllImportResolver(typeof(LlamaApi).Assembly, (name, _, _) => handles.GetValueOrDefault(name));
            string version = VersionOf(handles[LlamaApi.Llama]);
            var model = Observe(handles[LlamaApi.Llama], "llama_model_default_params");
            var context = Observe(handles[LlamaApi.Llama], "llama_context_default_params");
            var library = new LlamaLibrary(path, AbiProfile.Match(model, context, version), model, context)
            {
                IsShared = isShared,
                LlamaVersion = version,
                GgmlVersion = Marshal.PtrToStringUTF8(LlamaApi.ggml_version()) ?? "",
            };
            NativeLog.Install();
            NativeAbort.Install();
            LlamaApi.ggml_backend_load_all_from_path(library.Directory);
            LlamaApi.llama_backend_init();
            if (!isShared) CheckOneDirectory(candidate.CpuDirectory);
            if (LlamaApi.ggml_backend_dev_count() == 0)
                throw new NativeLibraryException($"llama.cpp found no device to compute on; its CPU libraries (libggml-cpu-*) should be in {library.Directory}");
            return library;
        }
        catch (NativeLibraryException refused)
        {
            // What was mapped stays mapped: a second library in this process would not be clean.
            s_refused = refused;
            throw;
        }
    }

    private static Dictionary<string, nint> LoadLibraries(string path, string? cpuDirectory)
    {
        string directory = System.IO.Path.GetDirectoryName(path)!;
        var borrowed = new List<nint>();
        try
        {
            // A device's folder leaves the processor's library to another one; what is loaded already is not sought again.
            if (cpuDirectory is not null)
                borrowed.AddRange(((string[])[System.IO.Path.Combine(directory, PartFile("ggml-base")), System.IO.Path.Combine(cpuDirectory, PartFile("ggml-cpu"))]).Select(NativeLibrary.Load));
            nint llama = NativeLibrary.Load(path);
            // dlsym on a library finds what it depends on; Windows asks each library by itself. llama.v0.4.0.dll comes with ggml.v0.4.0.dll.
            return new Dictionary<string, nint>
            {
                [LlamaApi.Llama] = llama,
                [LlamaApi.Ggml] = OperatingSystem.IsWindows() ? NativeLibrary.Load(System.IO.Path.Combine(directory, System.IO.Path.GetFileName(path).Replace("llama", "ggml", StringComparison.Ordinal))) : llama,
                [LlamaApi.GgmlBase] = OperatingSystem.IsWindows() ? NativeLibrary.Load(System.IO.Path.Combine(directory, "ggml-base.dll")) : llama,
            };
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            // Let go, so that the next library does not meet it.
            borrowed.Reverse();
            borrowed.ForEach(NativeLibrary.Free);
            throw new NativeLibraryException($"{path} cannot be loaded: {error.Message}", error);
        }
    }

    private static string PartFile(string name) => OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";

    private static void CheckExports(string path, Dictionary<string, nint> handles)
    {
        var missing = LlamaApi.RequiredExports.Where(name => !handles.Values.Any(handle => NativeLibrary.TryGetExport(handle, name, out _))).ToArray();
        if (missing.Length > 0)
            throw new NativeLibraryException($"{path} lacks {missing.Length} of the functions needed: {string.Join(", ", missing)}");
    }

    private static string VersionOf(nint llama) => NativeLibrary.TryGetExport(llama, "llama_version", out nint function)
        ? Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint>)function)()) ?? ""
        : "";

    /// <summary>
    /// Calls a function that returns a struct of unknown size, giving it a buffer larger than any: on x64 the struct's address is a hidden
    /// first argument, so the bytes it leaves alone show size and padding. Elsewhere only the values can be seen.
    /// </summary>
    private static StructObservation Observe(nint llama, string name)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            var parameters = name == "llama_model_default_params" ? LlamaApi.llama_model_default_params() : LlamaApi.llama_context_default_params();
            return new StructObservation(((ReadOnlySpan<byte>)parameters).ToArray(), null, null);
        }
        const int bufferBytes = 2048;
        var function = (delegate* unmanaged[Cdecl]<byte*, byte*>)NativeLibrary.GetExport(llama, name);
        byte* buffer = stackalloc byte[bufferBytes];
        var bytes = new Span<byte>(buffer, bufferBytes);
        bytes.Fill(0xA5);
        _ = function(buffer);
        var first = bytes.ToArray();
        bytes.Fill(0x5A);
        _ = function(buffer);
        var written = new bool[bufferBytes];
        for (int i = 0; i < bufferBytes; i++) written[i] = bytes[i] == first[i];
        return new StructObservation(first, Array.LastIndexOf(written, true) + 1, written);
    }

    private static void CheckOneDirectory(string? cpuDirectory)
    {
        var directories = MappedLibraries().GroupBy(file => System.IO.Path.GetDirectoryName(file)!).Where(directory => directory.Key != cpuDirectory).ToArray();
        if (directories.Length > 1)
        {
            throw new NativeLibraryException("parts of llama.cpp come from several directories, which mix silently and fail later: "
                + string.Join("; ", directories.Select(directory => $"{directory.Key} ({string.Join(", ", directory.Select(System.IO.Path.GetFileName))})")));
        }
    }

    /// <summary>The files of llama.cpp mapped into this process.</summary>
    public static IReadOnlyList<string> MappedLibraries()
    {
        using var process = Process.GetCurrentProcess();
        return [.. process.Modules.Cast<ProcessModule>()
            .Select(module => module.FileName)
            .Where(file => System.IO.Path.GetFileName(file) is var name && (IsPart(name, "llama") || IsPart(name, "ggml")))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static bool IsPart(string fileName, string library) =>
        fileName.StartsWith("lib" + library, StringComparison.Ordinal)
        || (OperatingSystem.IsWindows() && fileName.StartsWith(library, StringComparison.OrdinalIgnoreCase));

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
