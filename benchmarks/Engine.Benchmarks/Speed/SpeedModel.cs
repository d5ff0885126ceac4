using Engine.Gguf;
using Engine.Kernels.Quantization;
using Engine.Tests.Kernels.Quantization;

namespace Engine.Benchmarks.Speed;

/// <summary>Writes a file of a known shape with random weights of any type: speed depends on nothing else.</summary>
/// <remarks>Usage: <c>model OUT --shape 135m|tinyllama|7b --type Q4_K</c>.</remarks>
internal static class SpeedModel
{
    private const int CalibratedElements = 1 << 14, ChunkElements = 1 << 20;

    private static readonly Dictionary<string, Shape> s_shapes = new()
    {
        ["135m"] = new(30, 576, 9, 3, 1536, 49152, 2048, IsTied: true),
        ["tinyllama"] = new(22, 2048, 32, 4, 5632, 32000, 2048, IsTied: false),
        ["7b"] = new(32, 4096, 32, 32, 11008, 32000, 4096, IsTied: false),
    };

    public static int Run(string[] args)
    {
        var shape = s_shapes[CommandLine.Required(args, "--shape")];
        var type = Enum.Parse<TensorType>(CommandLine.Required(args, "--type"));
        var writer = new GgufWriter().Set("general.architecture", "llama").Set("general.name", $"random weights, {type}");
        foreach (var (key, count) in shape.Counts) writer.Set($"llama.{key}", (uint)count);
        writer.Set("llama.attention.layer_norm_rms_epsilon", 1e-5f).Set("llama.rope.freq_base", 10000f);
        WriteVocabulary(writer, shape.VocabSize);
        foreach (var (name, rowLength, rows) in shape.Tensors)
        {
            if (rows == 1) writer.SetTensor(name, TensorType.F32, [rowLength], stream => stream.Write(Ones(rowLength)));
            else writer.SetTensor(name, type, [rowLength, rows], stream => WriteMatrix(stream, type, rowLength, rows));
        }
        writer.Write(args[0]);
        return 0;
    }

    /// <summary>The three special tokens, a token per byte, and as many pieces as are missing.</summary>
    private static void WriteVocabulary(GgufWriter writer, int count)
    {
        const int normal = 1, unknown = 2, control = 3, single = 6, firstPiece = 3 + 256;
        writer.Set("tokenizer.ggml.model", "llama")
            .SetArray("tokenizer.ggml.tokens", ["<unk>", "<s>", "</s>", .. Enumerable.Range(0, 256).Select(value => $"<0x{value:X2}>"), .. Enumerable.Range(0, count - firstPiece).Select(i => $"\u2581{i}")])
            .SetArray<int>("tokenizer.ggml.token_type", [unknown, control, control, .. Enumerable.Repeat(single, 256), .. Enumerable.Repeat(normal, count - firstPiece)])
            .SetArray<float>("tokenizer.ggml.scores", [.. Enumerable.Range(0, count).Select(id => -(float)id)])
            .Set("tokenizer.ggml.bos_token_id", 1u)
            .Set("tokenizer.ggml.eos_token_id", 2u);
    }

    /// <summary>Weights that keep the magnitude of what they map: of standard deviation 1 / sqrt(row length).</summary>
    private static void WriteMatrix(Stream stream, TensorType type, int rowLength, int rows)
    {
        double deviation = 1 / Math.Sqrt(rowLength);
        bool isBlocks = RandomBlocks.Types.Contains(type);
        var scale = (Half)(isBlocks ? deviation / UnitDeviation(type) : 1);
        int chunkRows = Math.Max(1, ChunkElements / rowLength);
        for (int row = 0; row < rows; row += chunkRows)
        {
            int elements = Math.Min(chunkRows, rows - row) * rowLength;
            stream.Write(isBlocks
                ? RandomBlocks.Create(type, elements, row, random => random.Next(2) == 0 ? scale : -scale)
                : Encode(type, elements, row, deviation));
        }
    }

    /// <summary>The standard deviation of blocks whose scales are 1 or -1.</summary>
    private static double UnitDeviation(TensorType type)
    {
        float[] values = new float[CalibratedElements];
        TensorTypes.Get(type).Codec!.Dequantize(RandomBlocks.Create(type, CalibratedElements, 1, random => random.Next(2) == 0 ? Half.One : -Half.One), values);
        return Math.Sqrt(values.Average(value => (double)value * value));
    }

    private static byte[] Encode(TensorType type, int elements, int seed, double deviation)
    {
        var random = new Random(seed);
        float[] values = new float[elements];
        double width = deviation * Math.Sqrt(12);   // of a uniform distribution
        for (int i = 0; i < values.Length; i++) values[i] = (float)((random.NextDouble() - 0.5) * width);
        byte[] bytes = new byte[TensorTypes.Get(type).RowBytes(elements)];
        TensorTypes.Get(type).Codec!.Quantize(values, bytes);
        return bytes;
    }

    private static byte[] Ones(int length)
    {
        byte[] bytes = new byte[length * sizeof(float)];
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes.AsSpan()).Fill(1);
        return bytes;
    }

    private sealed record Shape(int Layers, int ModelDim, int Heads, int KvHeads, int FeedForwardDim, int VocabSize, int ContextLength, bool IsTied)
    {
        public (string Key, int Count)[] Counts =>
        [
            ("block_count", Layers), ("embedding_length", ModelDim), ("attention.head_count", Heads), ("attention.head_count_kv", KvHeads),
            ("feed_forward_length", FeedForwardDim), ("context_length", ContextLength), ("rope.dimension_count", ModelDim / Heads),
        ];

        public IEnumerable<(string Name, int RowLength, int Rows)> Tensors
        {
            get
            {
                int kvDim = ModelDim / Heads * KvHeads;
                yield return ("token_embd.weight", ModelDim, VocabSize);
                yield return ("output_norm.weight", ModelDim, 1);
                if (!IsTied) yield return ("output.weight", ModelDim, VocabSize);
                for (int layer = 0; layer < Layers; layer++)
                {
                    string prefix = $"blk.{layer}.";
                    yield return (prefix + "attn_norm.weight", ModelDim, 1);
                    yield return (prefix + "attn_q.weight", ModelDim, ModelDim);
                    yield return (prefix + "attn_k.weight", ModelDim, kvDim);
                    yield return (prefix + "attn_v.weight", ModelDim, kvDim);
                    yield return (prefix + "attn_output.weight", ModelDim, ModelDim);
                    yield return (prefix + "ffn_norm.weight", ModelDim, 1);
                    yield return (prefix + "ffn_gate.weight", ModelDim, FeedForwardDim);
                    yield return (prefix + "ffn_up.weight", ModelDim, FeedForwardDim);
                    yield return (prefix + "ffn_down.weight", FeedForwardDim, ModelDim);
                }
            }
        }
    }
}
