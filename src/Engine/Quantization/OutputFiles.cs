using Engine.Gguf;

namespace Engine.Quantization;

/// <summary>The files of a quantized model: where they go, and what stands in their headers.</summary>
internal static class OutputFiles
{
    private const uint QuantizationVersion = 2;   // of the layout of quantized blocks; GGUF specification, general.quantization_version

    private static readonly string[] s_splitKeys = [GgufKeys.SplitNumber, GgufKeys.SplitCount, "split.tensors.count"];

    /// <summary>Writes <paramref name="plan"/>, all files or none.</summary>
    /// <exception cref="ArgumentException">An output is an input, or has no place.</exception>
    public static IReadOnlyList<string> Write(ModelParts parts, QuantizePlan plan, QuantizeOptions options, string output, Conversion conversion)
    {
        int count = options.KeepSplit ? parts.Files.Count : 1;
        string[] paths = count == 1 ? [output] : [.. Enumerable.Range(0, count).Select(index => ModelParts.PartName(output, index, count))];
        foreach (string path in paths) RequirePlace([.. parts.Files.Select(file => file.Path)], path);
        var files = new List<FileBeside>();
        try
        {
            for (int index = 0; index < count; index++) files.Add(Header(parts, plan, options, index, count, conversion).Begin(paths[index]));
            foreach (var file in files) file.Complete();
        }
        finally
        {
            foreach (var file in files) file.Dispose();
        }
        return paths;
    }

    /// <summary>The header of one of the files, and what writes its tensors.</summary>
    private static GgufWriter Header(ModelParts parts, QuantizePlan plan, QuantizeOptions options, int index, int count, Conversion conversion)
    {
        var writer = new GgufWriter();
        if (index == 0)
        {
            foreach (var (key, value) in parts.Metadata) writer.Set(value, key);
            writer.Remove(GgufKeys.QuantizationVersion).Set(GgufKeys.QuantizationVersion, QuantizationVersion);
            writer.Remove(GgufKeys.FileType).Set(GgufKeys.FileType, (uint)plan.Type);
            if (conversion.Importance is { } importance) SetOrigin(writer, importance, options.ImportanceMatrix!);
        }
        foreach (string key in s_splitKeys) writer.Remove(key);
        if (count > 1) writer.Set(GgufKeys.SplitNumber, (ushort)index).Set(GgufKeys.SplitCount, (ushort)count).Set("split.tensors.count", plan.Tensors.Count);

        foreach (var (planned, (tensor, part)) in plan.Tensors.Zip(parts.Tensors))
        {
            if (count > 1 && part != index) continue;
            writer.SetTensor(planned.Name, planned.To, planned.Dimensions, stream => conversion.Write(tensor, part, planned, stream));
        }
        return writer;
    }

    /// <summary>The keys by which llama.cpp's tool says what importance matrix was used.</summary>
    private static void SetOrigin(GgufWriter writer, ImportanceMatrix importance, string path)
    {
        writer.Set("quantize.imatrix.file", Path.GetFileName(path));
        if (importance.Datasets.Count > 0) writer.Set("quantize.imatrix.dataset", importance.Datasets[0]);
        writer.Set("quantize.imatrix.entries_count", (uint)importance.Entries.Count).Set("quantize.imatrix.chunks_count", (uint)importance.ChunkCount);
    }

    /// <summary>Refuses an output that is one of the inputs, or has no place.</summary>
    public static void RequirePlace(IReadOnlyList<string> inputs, string path)
    {
        if (Directory.Exists(path)) throw new ArgumentException($"{path} is a directory; the name of a file was expected");
        string? directory = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!Directory.Exists(directory)) throw new DirectoryNotFoundException($"there is no directory {directory} for {path}");
        foreach (string input in inputs)
            if (IsSameFile(input, path)) throw new ArgumentException($"{path} is the file that is being read; another output was expected");
    }

    /// <summary>Whether two names are of one file: the same path behind all symbolic links, or files that nothing tells apart.</summary>
    private static bool IsSameFile(string input, string output)
    {
        if (RealPath(input) == RealPath(output)) return true;
        var (a, b) = (new FileInfo(input), new FileInfo(output));
        // Two hard links have all in common. .NET does not show what the file system calls the file; times in units of 100 ns tell copies apart.
        return b.Exists && a.Length == b.Length && a.CreationTimeUtc == b.CreationTimeUtc && a.LastWriteTimeUtc == b.LastWriteTimeUtc && a.LastAccessTimeUtc == b.LastAccessTimeUtc;
    }

    /// <summary>The path with the links of every part of it followed.</summary>
    private static string RealPath(string path)
    {
        string full = Path.GetFullPath(path), real = Path.GetPathRoot(full)!;
        foreach (string part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            FileSystemInfo? target = Directory.Exists(real) ? Directory.ResolveLinkTarget(real, returnFinalTarget: true)
                : File.Exists(real) ? File.ResolveLinkTarget(real, returnFinalTarget: true) : null;
            if (target is not null) real = target.FullName;
        }
        return real;
    }
}
