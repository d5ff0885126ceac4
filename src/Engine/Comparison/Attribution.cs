using Engine.Gguf;

namespace Engine.Comparison;

/// <summary>
/// Why a candidate diverges. Its parts are made exact one after the other, and what the divergence falls by is that part's share: the KV cache by keeping
/// F32, the activations by multiplying with dequantized weights, which no backend rounds activations for, the weights by taking the base's. What is left
/// then is the order of summation: the exact answer is the reference's, with sums in double.
/// </summary>
internal sealed class Attribution : IDisposable
{
    private readonly ChunkedText _chunks;
    private readonly ModelOptions _options;
    private readonly string _directory;
    private readonly IProgress<ComparisonProgress>? _progress;
    private readonly List<string> _made = [];
    private readonly ExactRows _exact;
    private readonly double _order;

    /// <summary>Prepares the exact answer.</summary>
    /// <param name="basePath">The base, its weights plain numbers.</param>
    /// <param name="chunks">The tokens that are looked at; the reference is slow.</param>
    /// <param name="options">How candidates are run.</param>
    /// <param name="directory">Where files in single precision are made and deleted again.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Attribution(
        string basePath, ChunkedText chunks, ModelOptions options, string directory, IProgress<ComparisonProgress>? progress, CancellationToken cancellationToken)
    {
        _chunks = chunks;
        _options = options;
        _directory = directory;
        _progress = progress;
        Say("the base in single precision");
        BasePath = Make(basePath, cancellationToken);
        Say("the base on the reference");
        _exact = ExactRows.Read(new("the base on the reference", BasePath, ExactRows.Exact(options, Backend.Reference)), chunks, cancellationToken);
        _order = Divergence("the base", BasePath, Exact, cancellationToken);
    }

    /// <summary>The base in single precision, a file of our own.</summary>
    public string BasePath { get; }

    /// <summary>How models are run whose weights are all that differs.</summary>
    public ModelOptions Exact => ExactRows.Exact(_options, _options.Backend);

    /// <summary>The parts of the divergence of the candidate at <paramref name="path"/>.</summary>
    public AttributionReport Explain(string name, string path, CancellationToken cancellationToken)
    {
        Say($"{name} as it is");
        double whole = Divergence(name, path, _options, cancellationToken);
        Say($"{name} with an exact KV cache");
        double withoutKv = Divergence(name, path, Exact, cancellationToken);
        Say($"{name} with exact activations");
        string dequantized = Make(path, cancellationToken);
        double weights = Divergence(name, dequantized, Exact, cancellationToken);
        Delete(dequantized);
        return new AttributionReport(weights - _order, withoutKv - weights, whole - withoutKv, _order, _exact.Count);
    }

    public void Dispose()
    {
        foreach (string path in _made) File.Delete(path);
    }

    private double Divergence(string name, string path, ModelOptions options, CancellationToken cancellationToken) =>
        _exact.Divergence(new ComparedModel(name, path, options), cancellationToken);

    private string Make(string path, CancellationToken cancellationToken)
    {
        string made = Path.Combine(_directory, $"{Guid.NewGuid():N}.exact.gguf");
        _made.Add(made);
        ExactFile.Write(path, made, cancellationToken);
        return made;
    }

    private void Delete(string path)
    {
        File.Delete(path);
        _made.Remove(path);
    }

    private void Say(string what) => _progress?.Report(new ComparisonProgress("explaining", 0, 1, what));
}

/// <summary>What each group of tensors of a candidate costs alone: the base with only that group rounded as in the candidate.</summary>
internal static class GroupAttribution
{
    /// <summary>The divergence of each tensor that <paramref name="candidate"/> rounds.</summary>
    /// <param name="exact">The base in single precision, a file that may be changed and is as before when this returns.</param>
    /// <param name="candidate">The candidate's file.</param>
    /// <param name="chunks">The tokens that are looked at.</param>
    /// <param name="options">How models are run whose weights are all that differs.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static List<GroupDivergence> Measure(
        string exact, string candidate, ChunkedText chunks, ModelOptions options, IProgress<ComparisonProgress>? progress, CancellationToken cancellationToken)
    {
        var rows = ExactRows.Read(new("the base", exact, options), chunks, cancellationToken);
        using var file = GgufFile.Open(candidate);
        var rounded = file.Tensors.Where(tensor => Kernels.Quantization.TensorTypes.Get(tensor.Type).BlockLength > 1).ToArray();
        var groups = new List<GroupDivergence>();
        foreach (var (i, tensor) in rounded.Index())
        {
            progress?.Report(new ComparisonProgress("explaining", i, rounded.Length, $"{tensor.Name} alone"));
            using var patch = new Patch(exact, tensor.Name, stream => ExactFile.WriteRows(file, tensor, stream, cancellationToken));
            double divergence = rows.Divergence(new ComparedModel(tensor.Name, exact, options), cancellationToken);
            var (group, layer) = Place(tensor.Name);
            groups.Add(new GroupDivergence(group, layer, tensor.Type.ToString(), tensor.ByteLength, divergence));
        }
        return groups;
    }

    /// <summary>The group and layer of a tensor: blk.3.ffn_down.weight is ffn_down of layer 3.</summary>
    internal static (string Group, int? Layer) Place(string tensor)
    {
        string name = tensor.EndsWith(".weight", StringComparison.Ordinal) ? tensor[..^".weight".Length] : tensor;
        return name.Split('.', 3) is ["blk", var number, var group] && int.TryParse(number, System.Globalization.CultureInfo.InvariantCulture, out int layer) ? (group, layer) : (name, null);
    }

    /// <summary>Other values for one tensor of a file in single precision, until it is disposed of.</summary>
    private sealed class Patch : IDisposable
    {
        private readonly string _path;
        private readonly long _offset;
        private readonly byte[] _before;

        public Patch(string path, string tensor, Action<Stream> write)
        {
            _path = path;
            using (var file = GgufFile.Open(path))
            {
                var target = file.Tensor(tensor);
                _offset = target.Offset;
                _before = new byte[target.ByteLength];
            }
            using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
            stream.Seek(_offset, SeekOrigin.Begin);
            stream.ReadExactly(_before);
            stream.Seek(_offset, SeekOrigin.Begin);
            write(stream);
        }

        public void Dispose()
        {
            using var stream = new FileStream(_path, FileMode.Open, FileAccess.Write);
            stream.Seek(_offset, SeekOrigin.Begin);
            stream.Write(_before);
        }
    }
}
