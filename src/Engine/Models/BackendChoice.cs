using Engine.Backends;
using Engine.Gguf;

namespace Engine.Models;

/// <summary>Who runs a file here, and why.</summary>
internal sealed record BackendChoice(IBackend Backend, string Reason, IReadOnlyList<string> Warnings)
{
    /// <summary>
    /// The backend asked for, or the fastest of <paramref name="backends"/> that can run <paramref name="file"/>: one with a GPU first, then in the table's
    /// order those that know of no faster one. Those that could not be better are not asked.
    /// </summary>
    /// <exception cref="UnsupportedModelException">The backend asked for, or every backend, cannot run it; the message says why.</exception>
    /// <exception cref="GpuUnavailableException">A GPU is required and this backend has none.</exception>
    public static BackendChoice Make(IReadOnlyList<IBackend> backends, GgufFile file, ModelOptions options)
    {
        if (options.Backend != Engine.Backend.Auto) return Asked(backends, file, options);

        var able = new List<IBackend>();
        var refusals = new List<string>();
        bool hasFast = false;
        foreach (var backend in backends)
        {
            // Only a GPU would make it better: otherwise it is not asked, and llama.cpp's libraries are not loaded for nothing.
            if (hasFast && !backend.MightUseGpu(options)) continue;
            if (backend.WhyNot(file, options) is { } refusal)
            {
                refusals.Add($"{backend.Name}: {refusal}");
                continue;
            }
            able.Add(backend);
            if (backend.WhySlow(file) is { } reservation) refusals.Add($"{backend.Name}: {reservation}");
            else hasFast = true;
        }
        string others = refusals.Count == 0 ? "" : $" ({string.Join("; ", refusals)})";
        if (able.Count == 0 && options.Gpu == GpuUse.Require) throw new GpuUnavailableException($"a GPU is required, and no backend can use one for {UntrustedText.Show(file.Path)}{others}");
        if (able.Count == 0) throw new UnsupportedModelException($"no backend can run {UntrustedText.Show(file.Path)}{others}");

        // The reference, last of the table, knows of no faster one and is the slowest by far.
        var best = able.FirstOrDefault(backend => backend.UsesGpu(options))
            ?? able.FirstOrDefault(backend => backend.Kind != Engine.Backend.Reference && backend.WhySlow(file) is null)
            ?? able[0];
        RequireGpu(best, options);
        string reason = best.UsesGpu(options) ? $"{best.Name} uses a GPU" : $"{best.Name} is the fastest that can run it here";
        var warnings = able.SelectMany(backend => Lost(backend, isTaken: backend == best)).ToList();
        if (best.Kind == Engine.Backend.Reference) warnings.Add($"the reference backend is for verification and many times slower than the others{others}");
        return new BackendChoice(best, reason + others, warnings);
    }

    private static BackendChoice Asked(IReadOnlyList<IBackend> backends, GgufFile file, ModelOptions options)
    {
        var backend = backends.FirstOrDefault(backend => backend.Kind == options.Backend)
            ?? throw new UnsupportedModelException($"there is no {options.Backend} backend; {string.Join(", ", backends.Select(backend => backend.Name))} were expected");
        backend.CheckFile(file);   // not the backend is wrong then, but the file
        RequireGpu(backend, options);
        if (backend.WhyNot(file, options) is { } refusal) throw new UnsupportedModelException($"{backend.Name} cannot run {UntrustedText.Show(file.Path)}: {refusal}");
        return new BackendChoice(backend, $"{backend.Name} was asked for", Lost(backend, isTaken: true));
    }

    private static string[] Lost(IBackend backend, bool isTaken) =>
        backend.HowToBeFast() is { } how ? [$"{backend.Name} {(isTaken ? "is slower than it could be" : "was not taken")}: {how}"] : [];

    /// <summary>llama.cpp itself knows best why it finds no GPU, and says so when it loads; no other backend ever has one.</summary>
    private static void RequireGpu(IBackend backend, ModelOptions options)
    {
        if (options.Gpu == GpuUse.Require && backend.Kind != Engine.Backend.LlamaCpp)
            throw new GpuUnavailableException($"a GPU is required, and the {backend.Name} backend runs on the CPU only");
    }
}
