using System.Globalization;
using System.Text.RegularExpressions;
using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Kernels.Quantization;

namespace Engine.Quantization;

/// <summary>Which type each tensor of a file gets.</summary>
/// <remarks>
/// Source: llama.cpp's quantizer, whose choices these are, so that files of one name are alike. A chooser is asked for every tensor once, in the order
/// of the file: that counts layers.
/// </remarks>
internal sealed partial class MixRules
{
    private const int ExpertsOfMixtral = 8;   // mixtures of so many experts share attention among them: more bits there cost little

    private readonly ModelFileType _type;
    private readonly TensorType _matrices;
    private readonly string _architecture;
    private readonly int _layerCount, _groupSize, _expertCount, _valueCount;
    private readonly bool _isTied, _hasImportance, _is70B;
    private int _values, _downs;   // tensors of these roles so far

    public MixRules(ModelFileType type, GgufMetadata metadata, IReadOnlyList<string> names, bool hasImportance)
    {
        var shape = Hyperparameters.Read(metadata);
        _type = type;
        _matrices = FileTypes.Matrices(type);
        _architecture = shape.Architecture;
        _layerCount = shape.LayerCount;
        _groupSize = shape.GroupSize;
        _expertCount = shape.ExpertCount;
        _hasImportance = hasImportance;
        _isTied = !names.Contains(TensorNames.Output + TensorNames.Weight);
        _valueCount = names.Count(name => TensorRoles.Of(name) == TensorRole.AttentionValue);
        // Models of 70B parameters, where attn_v is an eighth of attn_q.
        _is70B = shape.LayerCount == 80 && (_architecture == "qwen2" || (_architecture == "llama" && shape.HeadCount != shape.KvHeadCount && shape.ExpertCount != ExpertsOfMixtral));
    }

    /// <summary>The type of the next tensor, and why, where it is not the file's own.</summary>
    public (TensorType Type, string Reason) Next(string name, long rowLength)
    {
        var role = TensorRoles.Of(name);
        bool isOutput = IsOutput(role);
        var type = isOutput ? Output(rowLength) : role switch
        {
            TensorRole.AttentionValue => Value(_values++),
            TensorRole.AttentionKey when _expertCount == ExpertsOfMixtral => TensorType.Q8_0,
            TensorRole.FeedForwardDown => Down(Layer(name)),
            TensorRole.AttentionOutput => AttentionOutput(),
            _ => _matrices,
        };
        return (type, type == _matrices ? "" : isOutput && role == TensorRole.Embedding ? "embedding, also the output" : Describe(role));
    }

    /// <summary>Whether logits come from a tensor of this role: an embedding serves where there is no output.</summary>
    public bool IsOutput(TensorRole role) => role == TensorRole.Output || (role == TensorRole.Embedding && _isTied);

    private TensorType Output(long rowLength)
    {
        if (_architecture == "falcon" || rowLength % TensorTypes.Get(_matrices).BlockLength != 0) return TensorType.Q8_0;
        return _matrices == TensorType.Q8_0 ? TensorType.Q8_0 : TensorType.Q6_K;
    }

    private TensorType Value(int index)
    {
        bool isShared = _groupSize >= 4;
        var type = _type switch
        {
            ModelFileType.Q2_K => isShared ? TensorType.Q4_K : TensorType.Q3_K,
            ModelFileType.Q2_K_S when isShared => TensorType.Q4_K,
            ModelFileType.Q3_K_M => index < 2 ? TensorType.Q5_K : TensorType.Q4_K,
            ModelFileType.Q3_K_L => TensorType.Q5_K,
            ModelFileType.IQ4_NL or ModelFileType.IQ4_XS when isShared => TensorType.Q5_K,
            ModelFileType.Q4_K_M or ModelFileType.Q5_K_M when GetsMoreBits(index, _valueCount) => TensorType.Q6_K,
            ModelFileType.Q4_K_S when index < 4 => TensorType.Q5_K,
            _ => _matrices,
        };
        if (_is70B && type is TensorType.Q3_K or TensorType.Q4_K) type = TensorType.Q5_K;
        return _expertCount == ExpertsOfMixtral ? TensorType.Q8_0 : type;
    }

    private TensorType Down(int layer)
    {
        bool isFalcon = _architecture == "falcon", isEarly = layer < _layerCount / 8, getsMore = GetsMoreBits(layer, _layerCount);
        return _type switch
        {
            ModelFileType.Q2_K => TensorType.Q3_K,
            ModelFileType.Q2_K_S when isEarly => TensorType.Q4_K,
            ModelFileType.Q3_K_M => layer < _layerCount / 16 ? TensorType.Q5_K : !isFalcon || getsMore ? TensorType.Q4_K : TensorType.Q3_K,
            ModelFileType.Q3_K_L => isFalcon ? TensorType.Q4_K : TensorType.Q5_K,
            ModelFileType.Q4_K_M when isFalcon => layer < _layerCount / 16 ? TensorType.Q6_K : getsMore ? TensorType.Q5_K : TensorType.Q4_K,
            ModelFileType.Q4_K_M or ModelFileType.Q5_K_M when getsMore => TensorType.Q6_K,
            ModelFileType.IQ4_NL or ModelFileType.IQ4_XS when isEarly && !_hasImportance => TensorType.Q5_K,
            ModelFileType.Q4_K_S when isEarly && !isFalcon => TensorType.Q5_K,
            ModelFileType.Q4_0 when isEarly && _hasImportance => TensorType.Q4_1,
            ModelFileType.Q5_0 when isEarly && _hasImportance => TensorType.Q5_1,
            _ => _matrices,
        };
    }

    private TensorType AttentionOutput()
    {
        if (_architecture == "falcon") return _type == ModelFileType.Q3_K_L ? TensorType.Q4_K : _matrices;
        if (_expertCount == ExpertsOfMixtral)
            return _type is ModelFileType.Q2_K or ModelFileType.Q3_K_S or ModelFileType.Q3_K_M or ModelFileType.Q4_K_S or ModelFileType.Q4_K_M or ModelFileType.IQ4_NL or ModelFileType.IQ4_XS
                ? TensorType.Q5_K : _matrices;
        return _type switch
        {
            ModelFileType.Q2_K => TensorType.Q3_K,
            ModelFileType.Q3_K_M => TensorType.Q4_K,
            ModelFileType.Q3_K_L => TensorType.Q5_K,
            _ => _matrices,
        };
    }

    /// <summary>The layer of an ffn_down: the how manieth it is, but where experts are tensors of their own their names say it.</summary>
    private int Layer(string name)
    {
        int count = _downs++;
        if (_expertCount <= 1) return count;
        var match = LayerName().Match(name);
        return match.Success ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : throw new GgufException($"tensor {name} does not name its layer; blk.N. was expected");
    }

    /// <summary>The first and last eighth of the layers, and every third between.</summary>
    private static bool GetsMoreBits(int layer, int layers) => layer < layers / 8 || layer >= 7 * layers / 8 || (layer - layers / 8) % 3 == 2;

    private static string Describe(TensorRole role) => role switch
    {
        TensorRole.Output => "output",
        TensorRole.AttentionKey => "attention keys",
        TensorRole.AttentionValue => "attention values",
        TensorRole.AttentionOutput => "attention output",
        TensorRole.FeedForwardDown => "ffn_down",
        _ => "",
    };

    [GeneratedRegex(@"^blk\.(\d{1,4})\.")]
    private static partial Regex LayerName();
}
