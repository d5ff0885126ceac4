using System.Runtime.InteropServices;

namespace Engine.Native;

/// <summary>The devices of the loaded library, and why a GPU is not among them.</summary>
internal static unsafe class DeviceTable
{
    private static readonly string[] s_kinds = ["CPU", "GPU", "integrated GPU", "accelerator"];

    public static IReadOnlyList<NativeDevice> Devices()
    {
        var devices = new List<NativeDevice>();
        for (nuint i = 0; i < LlamaApi.ggml_backend_dev_count(); i++)
        {
            nint device = LlamaApi.ggml_backend_dev_get(i);
            nuint free, total;
            LlamaApi.ggml_backend_dev_memory(device, &free, &total);
            int kind = LlamaApi.ggml_backend_dev_type(device);
            devices.Add(new NativeDevice(
                Marshal.PtrToStringUTF8(LlamaApi.ggml_backend_dev_name(device)) ?? "",
                Marshal.PtrToStringUTF8(LlamaApi.ggml_backend_dev_description(device)) ?? "",
                (uint)kind < (uint)s_kinds.Length ? s_kinds[kind] : $"kind {kind}",
                (long)free, (long)total));
        }
        return [.. devices.OrderByDescending(device => device.IsGpu)];
    }

    /// <summary>Which of the CPU libraries was chosen: by its file's name or, where all are called alike, by its folder's.</summary>
    public static string CpuVariant()
    {
        const string part = "ggml-cpu", marker = part + "-";
        var file = LlamaLibrary.MappedLibraries().FirstOrDefault(path => Path.GetFileName(path).Contains(part, StringComparison.Ordinal));
        string name = Path.GetFileNameWithoutExtension(file) ?? "", folder = Path.GetFileName(Path.GetDirectoryName(file)) ?? "";
        return name.IndexOf(marker, StringComparison.Ordinal) is >= 0 and var at ? name[(at + marker.Length)..]
            : LibraryVariant.All.Any(variant => variant.Folder == folder) ? folder
            : file is null ? "" : "one for all processors";
    }

    /// <summary>Why no GPU can be used; null when one can.</summary>
    public static string? WhyNoGpu(LlamaLibrary library)
    {
        if (LlamaApi.llama_supports_gpu_offload() && Devices().Any(device => device.IsGpu)) return null;
        var plugin = Directory.EnumerateFiles(library.Directory).FirstOrDefault(file =>
            Path.GetFileName(file) is var name && (name.StartsWith("libggml-cuda", StringComparison.Ordinal) || name.StartsWith("ggml-cuda", StringComparison.Ordinal)));
        if (plugin is null) return $"the llama.cpp in {library.Directory} is built for the CPU only{PassedOver(library)}";
        // LLamaSharp's builds are linked with it.
        if (LlamaLibrary.MappedLibraries().Contains(plugin)) return "the CUDA library is loaded and finds no device";
        // Loading them all skips what fails without a word; asked for one, the library says why.
        var lines = new List<string>();
        using (NativeLog.Receive(line => lines.Add(line.Text)))
        {
            if (LlamaApi.ggml_backend_load(plugin) != 0)
                return LlamaApi.llama_supports_gpu_offload() ? null : "the CUDA library loads but finds no device";
        }
        string reason = string.Join("; ", lines.Where(line => line.Length > 0));
        string hint = reason.Contains("libcudart", StringComparison.Ordinal) || reason.Contains("libcublas", StringComparison.Ordinal)
            ? " (this build needs the CUDA 13 runtime)"
            : reason.Contains("libcuda.so", StringComparison.Ordinal) ? " (there is no NVIDIA driver)" : "";
        return $"{Path.GetFileName(plugin)} cannot be loaded: {reason}{hint}";
    }

    /// <summary>The folders of devices beside the one that was taken, and why it was not they.</summary>
    private static string PassedOver(LlamaLibrary library)
    {
        string native = Path.GetDirectoryName(library.Directory) ?? "";
        return string.Concat(LibraryVariant.All
            .Where(variant => variant.IsDevice && Directory.Exists(Path.Combine(native, variant.Folder)))
            .Select(variant => $"; {variant.Folder} beside it was not taken: {variant.WhyNot() ?? "it cannot be loaded"}"));
    }
}
