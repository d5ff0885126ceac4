using Engine.Gguf;

namespace Engine.Comparison;

/// <summary>
/// Why a candidate diverges. Its parts are made exact one after the other, and what the divergence falls by is that part's share: the KV cache by keeping
/// F32, the activations by multiplying with dequantized weights, which no backend rounds activations for, the weights by taking the base's. What is left
/// then is the order of summation: the exact answer is the reference's, with sums in double.
/// </summary>
internal sealed class Attribution : IDisposable
{
    private const string Suffix = ".exact.gguf";

    private readonly ChunkedText _chunks;
    private readonly ModelOptions _options;
    private readonly string _directory;
    private readonly IProgress<ComparisonProgress>? _progress;
    private readonly List<string> _made = [];
    private readonly KeptNumbers _kept;
    private readonly Lazy<string> _base;
    private readonly Lazy<ExactRows> _exact;
    private readonly double _order;

    /// <summary>Prepares the exact answer.</summary>
    /// <param name="basePath">The base, its weights plain numbers.</param>
    /// <param name="chunks">The tokens that are looked at; the reference is slow.</param>
    /// <param name="options">How candidates are run.</param>
    /// <param name="directory">Where files in single precision are made and deleted again.</param>
    /// <param name="kept">What an earlier run has measured.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Attribution(
        string basePath, ChunkedText chunks, ModelOptions options, string directory, KeptNumbers kept, IProgress<ComparisonProgress>? progress, CancellationToken cancellationToken)
    {
        _chunks = chunks;
        _options = options;
        _directory = directory;
        _progress = progress;
        _kept = kept;
        foreach (string left in Directory.EnumerateFiles(directory, $"*{Suffix}")) File.Delete(left);   // by a run that was killed
        // Made when the first number that is not kept asks for it.
        _base = new Lazy<string>(() =>
        {
            Say("the base in single precision");
            return Make(basePath, cancellationToken);
        });
        _exact = new Lazy<ExactRows>(() =>
        {
            Say("the base on the reference");
            return ExactRows.Read(new("the base on the reference", BasePath, ExactRows.Exact(options, Backend.Reference)), chunks, cancellationToken);
        });
        _order = kept.Get("the base", () => Divergence("the base", BasePath, Exact, cancellationToken));
    }

    /// <summary>The base in single precision, a file of our own.</summary>
    public string BasePath => _base.Value;

    /// <summary>How models are run whose weights are all that differs.</summary>
    public ModelOptions Exact => ExactRows.Exact(_options, _options.Backend);

    /// <summary>The parts of the divergence of the candidate at <paramref name="path"/>.</summary>
    public AttributionReport Explain(string name, string path, CancellationToken cancellationToken)
    {
        double whole = Measure("as it is", () => Divergence(name, path, _options, cancellationToken));
        double withoutKv = Measure("with an exact KV cache", () => Divergence(name, path, Exact, cancellationToken));
        double weights = Measure("with exact activations", () =>
        {
            string dequantized = Make(path, cancellationToken);
            double divergence = Divergence(name, dequantized, Exact, cancellationToken);
            Delete(dequantized);
            return divergence;
        });
        return new AttributionReport(weights - _order, withoutKv - weights, whole - withoutKv, _order, _chunks.Count * _chunks.ScoredPerWindow);

        double Measure(string how, Func<double> measure) => _kept.Get($"{how}: {ModelComparison.Identity(path)}", () =>
        {
            Say($"{name} {how}");
            return measure();
        });
    }

    public void Dispose()
    {
        foreach (string path in _made) File.Delete(path);
    }

    private double Divergence(string name, string path, ModelOptions options, CancellationToken cancellationToken) =>
        _exact.Value.Divergence(new ComparedModel(name, path, options), cancellationToken);

    private string Make(string path, CancellationToken cancellationToken)
    {
        string made = Path.Combine(_directory, $"{Guid.NewGuid():N}{Suffix}");
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
    /// <param name="exact">Gives the base in single precision, a file that may be changed and is as before when this returns.</param>
    /// <param name="candidate">The candidate's file.</param>
    /// <param name="chunks">The tokens that are looked at.</param>
    /// <param name="options">How models are run whose weights are all that differs.</param>
    /// <param name="kept">What an earlier run has measured.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static List<GroupDivergence> Measure(
        Func<string> exact, string candidate, ChunkedText chunks, ModelOptions options, KeptNumbers kept, IProgress<ComparisonProgress>? progress, CancellationToken cancellationToken)
    {
        var rows = new Lazy<ExactRows>(() => ExactRows.Read(new("the base", exact(), options), chunks, cancellationToken));
        using var file = GgufFile.Open(candidate);
        var rounded = file.Tensors.Where(tensor => Kernels.Quantization.TensorTypes.Get(tensor.Type).BlockLength > 1).ToArray();
        var groups = new List<GroupDivergence>();
        foreach (var (i, tensor) in rounded.Index())
        {
            double divergence = kept.Get($"{tensor.Name} alone: {ModelComparison.Identity(candidate)}", () =>
            {
                progress?.Report(new ComparisonProgress("explaining", i, rounded.Length, $"{tensor.Name} alone"));
                var before = rows.Value;   // of the base as it is
                using var patch = new Patch(exact(), tensor.Name, stream => ExactFile.WriteRows(file, tensor, stream, cancellationToken));
                return before.Divergence(new ComparedModel(tensor.Name, exact(), options), cancellationToken);
            });
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
