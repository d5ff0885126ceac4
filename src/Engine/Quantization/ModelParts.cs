using System.Globalization;
using System.Text.RegularExpressions;
using Engine.Gguf;

namespace Engine.Quantization;

/// <summary>A model of one file or, where it is split, of several: name-00001-of-00003.gguf.</summary>
internal sealed partial class ModelParts : IDisposable
{
    private readonly List<GgufFile> _files = [];

    private ModelParts() { }

    /// <summary>The files in order; the first has the metadata.</summary>
    public IReadOnlyList<GgufFile> Files => _files;

    public GgufMetadata Metadata => _files[0].Metadata;

    /// <summary>Every tensor and the number of its file, in the order in which a quantized file has them.</summary>
    public IReadOnlyList<(GgufTensor Tensor, int Part)> Tensors { get; private set; } = [];

    /// <summary>Opens the model whose only or first file is <paramref name="path"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keepSplit">Whether tensors stay in the order of their files; otherwise they are ordered by layer and name.</param>
    /// <exception cref="GgufException">It is no model, or a part of it is missing.</exception>
    public static ModelParts Open(string path, bool keepSplit)
    {
        var parts = new ModelParts();
        try
        {
            parts._files.Add(GgufFile.Open(path));
            CheckKind(parts._files[0]);
            parts.OpenOthers(path);
            parts.Arrange(keepSplit);
            return parts;
        }
        catch
        {
            parts.Dispose();
            throw;
        }
    }

    /// <summary>The name of part <paramref name="index"/> of <paramref name="count"/>, counted from 0, of a split model called <paramref name="prefix"/>.</summary>
    public static string PartName(string prefix, int index, int count) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{index + 1:D5}-of-{count:D5}.gguf");

    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    private static void CheckKind(GgufFile file)
    {
        string type = file.Metadata.String(GgufKeys.Type, "model");
        if (type != "model" || file.Metadata.ContainsKey(GgufKeys.AdapterType))
            throw new GgufException($"{file.Path} is of general.type '{type}'; a model was expected");
        if (file.Metadata.Architecture.Length == 0) throw new GgufException($"{file.Path} has no general.architecture; a model was expected");
        if (file.Tensors.Count == 0) throw new GgufException($"{file.Path} has no tensors; a model with weights was expected");
    }

    private void OpenOthers(string path)
    {
        long count = Metadata.Integer(GgufKeys.SplitCount, 0)!.Value;
        if (count <= 1) return;
        long number = Metadata.Integer(GgufKeys.SplitNumber, 0)!.Value;
        if (number != 0) throw new GgufException($"{path} is part {number + 1} of {count} of a split model; the first part was expected");
        var match = NameOfPart().Match(path);
        if (!match.Success || match.Groups[3].Value != count.ToString("D5", CultureInfo.InvariantCulture))
            throw new GgufException($"{path} is the first of {count} parts of a split model; a name that ends in -00001-of-{count:D5}.gguf was expected");
        for (int index = 1; index < count; index++)
        {
            string name = PartName(match.Groups[1].Value, index, (int)count);
            if (!File.Exists(name)) throw new GgufException($"there is no file {name}, part {index + 1} of the {count} that {path} is split into");
            _files.Add(GgufFile.Open(name));
        }
        long expected = Metadata.Integer("split.tensors.count", -1)!.Value, found = _files.Sum(file => file.Tensors.Count);
        if (expected >= 0 && expected != found) throw new GgufException($"the parts of {path} have {found} tensors; {expected} were expected");
    }

    private void Arrange(bool keepSplit)
    {
        var all = _files.SelectMany((file, part) => file.Tensors.Select(tensor => (Tensor: tensor, Part: part)));
        Tensors = keepSplit
            ? [.. all.OrderBy(entry => entry.Part).ThenBy(entry => entry.Tensor.Offset)]
            : [.. all.OrderBy(entry => LayerOf(entry.Tensor.Name)).ThenBy(entry => entry.Tensor.Name, StringComparer.Ordinal)];
        var names = new HashSet<string>();
        foreach (var (tensor, _) in Tensors)
            if (!names.Add(tensor.Name)) throw new GgufException($"tensor {tensor.Name} is in two parts of {_files[0].Path}");
    }

    /// <summary>The layer that a name begins with, which orders files as llama.cpp does; -1 outside the layers.</summary>
    private static int LayerOf(string name) => LayerName().Match(name) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : -1;

    [GeneratedRegex(@"^(.*)-(\d{5})-of-(\d{5})\.gguf$", RegexOptions.Singleline)]
    private static partial Regex NameOfPart();

    [GeneratedRegex(@"^blk\.(\d{1,9})\.")]
    private static partial Regex LayerName();
}
