using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Kernels.Quantization;

namespace Engine.Tests.Gguf.Attacks;

/// <summary>Malformed adapters. An adapter that ends llama.cpp takes the model with it that it was meant for, and every other.</summary>
internal static class AdapterAttacks
{
    private const int Rank = 4;
    private static readonly float[] s_alphas = [0, 16, -1, float.NaN, float.PositiveInfinity, 1e38f];

    /// <summary>The model that the adapters are for, a plain decoder.</summary>
    public static RoleModel Model { get; } = new(ArchitectureCatalog.Find("llama")!, HasOptional: false);

    /// <summary>An adapter with one to three faults, and which.</summary>
    public static (GgufWriter Writer, string Description) Make(Random random)
    {
        var writer = new GgufWriter().Set(GgufKeys.Type, "adapter").Set(GgufKeys.AdapterType, "lora").Set(GgufKeys.Architecture, "llama").Set(GgufKeys.LoraAlpha, 16f);
        (string Name, long[] Lengths)[] matrices = [.. Model.Tensors().Where(tensor => tensor.Lengths.Length == 2 && tensor.Name.StartsWith("blk.", StringComparison.Ordinal))];
        foreach (var (name, lengths) in matrices)
        {
            RoleModel.SetTensor(writer, name + LoraNames.A, TensorType.F32, lengths[0], Rank);
            RoleModel.SetTensor(writer, name + LoraNames.B, TensorType.F32, Rank, lengths[1]);
        }
        string[] faults = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Fault(random, writer, matrices[random.Next(matrices.Length)]))];
        return (writer, $"adapter: {string.Join("; ", faults)}");
    }

    private static string Fault(Random random, GgufWriter writer, (string Name, long[] Lengths) matrix)
    {
        string key = Any(random, [GgufKeys.Type, GgufKeys.AdapterType, GgufKeys.Architecture, GgufKeys.LoraAlpha, GgufKeys.Name, "adapter.alora.invocation_tokens", "adapter.lora.prompt_prefix"]);
        string half = random.Next(2) == 0 ? LoraNames.A : LoraNames.B, tensor = matrix.Name + half;
        long[] lengths = half == LoraNames.A ? [matrix.Lengths[0], Rank] : [Rank, matrix.Lengths[1]];
        switch (random.Next(10))
        {
            case 0: writer.Remove(key); return $"no {key}";
            case 1: writer.Set(key, (byte)16); return $"{key} is a byte";
            case 2: writer.Set(key, uint.MaxValue); return $"{key} is a count";
            case 3: writer.Set(key, Any(random, ["", "lora", "qwen2", "adapter", "a\0b"])); return $"{key} is another text";
            case 4: writer.SetArray<uint>(key, [1, uint.MaxValue]); return $"{key} is a list";
            case 5: writer.Set(GgufKeys.LoraAlpha, Any(random, s_alphas)); return "another alpha";
            case 6: writer.RemoveTensor(tensor); return $"no {tensor}";
            case 7:
                var type = Any(random, [.. TensorTypes.All.Where(type => lengths[0] % type.BlockLength == 0)]).Type;
                RoleModel.SetTensor(writer, tensor, type, lengths);
                return $"{tensor} is {type}";
            case 8:
                long[] shape = Any(random, (long[][])[[.. lengths.Reverse()], [.. lengths, 2], [1], [1, 1], [lengths[0] + 1, lengths[1]], [lengths[0], lengths[1] + 1]]);
                RoleModel.SetTensor(writer, tensor, TensorType.F32, shape);
                return $"{tensor} is [{string.Join(", ", shape)}]";
            default:
                string added = Any(random,
                [
                    "blk.0.attn_norm.weight", "token_embd.weight.lora_a", "token_embd.weight.lora_b", "blk.9.attn_q.weight.lora_a", "blk.0.attn_norm.weight.lora_a", "output.weight.lora_b",
                    ".lora_a", "x",
                ]);
                RoleModel.SetTensor(writer, added, TensorType.F32, Any(random, (long[][])[[64], [Rank, 384], [64, Rank], [Rank, 64]]));
                return $"{added} added";
        }
    }

    private static T Any<T>(Random random, T[] choices) => choices[random.Next(choices.Length)];
}
