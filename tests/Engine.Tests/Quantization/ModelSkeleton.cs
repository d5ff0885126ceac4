using System.Runtime.InteropServices;
using Engine.Gguf;
using Engine.Tests.Models;

namespace Engine.Tests.Quantization;

/// <summary>The names and keys of a model, with matrices of two rows: enough to choose types by.</summary>
internal sealed record ModelSkeleton(string Architecture, int LayerCount)
{
    private const int Rows = 2;

    public int HeadCount { get; init; } = 64;

    public int KvHeadCount { get; init; } = 64;

    public int ExpertCount { get; init; }

    public int RowLength { get; init; } = 256;

    public bool IsTied { get; init; }

    public bool HasJointAttention { get; init; }

    public TemporaryModel Write()
    {
        var writer = new GgufWriter().Set("general.architecture", Architecture);
        (string Key, int Count)[] counts =
        [
            ("context_length", 128), ("embedding_length", 4096), ("block_count", LayerCount), ("feed_forward_length", 512), ("vocab_size", 32),
            ("attention.head_count", HeadCount), ("attention.head_count_kv", KvHeadCount), ("attention.key_length", 64), ("attention.value_length", 64),
            ("expert_count", ExpertCount), ("expert_used_count", Math.Min(2, ExpertCount)), ("attention.sliding_window", 16), ("pooling_type", 1),
        ];
        foreach (var (key, count) in counts) writer.Set($"{Architecture}.{key}", (uint)count);
        writer.Set($"{Architecture}.attention.layer_norm_rms_epsilon", 1e-5f).Set($"{Architecture}.attention.layer_norm_epsilon", 1e-5f).Set($"{Architecture}.attention.causal", Architecture != "bert");

        foreach (string name in Names()) writer.SetTensor(name, TensorType.F32, name.EndsWith("_exps.weight", StringComparison.Ordinal) ? [RowLength, Rows, ExpertCount] : [RowLength, Rows], Fill(name));
        writer.SetTensor("output_norm.weight", TensorType.F32, [RowLength], Fill("output_norm.weight"));
        return new TemporaryModel(writer);
    }

    /// <summary>Its matrices.</summary>
    public IEnumerable<string> Names()
    {
        if (!IsTied) yield return "output.weight";
        yield return "token_embd.weight";
        for (int layer = LayerCount - 1; layer >= 0; layer--)   // files are in any order
        {
            string[] attention = HasJointAttention ? ["attn_qkv", "attn_output"] : ["attn_q", "attn_k", "attn_v", "attn_output"];
            string[] feedForward = ExpertCount > 0 ? ["ffn_gate_inp", "ffn_gate_exps", "ffn_up_exps", "ffn_down_exps"] : ["ffn_gate", "ffn_up", "ffn_down"];
            foreach (string part in attention.Concat(feedForward)) yield return $"blk.{layer}.{part}.weight";
        }
    }

    private Action<Stream> Fill(string name) => stream =>
    {
        int rows = name == "output_norm.weight" ? 1 : name.EndsWith("_exps.weight", StringComparison.Ordinal) ? Rows * ExpertCount : Rows;
        stream.Write(MemoryMarshal.AsBytes<float>([.. Enumerable.Range(1, RowLength * rows).Select(i => MathF.Sin(i))]));
    };
}
