using Engine.Gguf;
using Engine.Kernels.Tensors;

namespace Engine.Backends.LlamaCpp;

/// <summary>Checks a LoRA adapter's GGUF file against the model it is for, before native code sees it.</summary>
internal static class LoraFile
{
    private const string SuffixA = ".lora_a";
    private const string SuffixB = ".lora_b";

    // Types that are no weights: for activations, indices, or without kernels.
    private static readonly TensorType[] s_refused =
        [TensorType.I8, TensorType.I16, TensorType.I32, TensorType.I64, TensorType.F64, TensorType.Q8_1, TensorType.Q8_K];

    /// <exception cref="GgufException">It is no adapter, or one for another model.</exception>
    public static void Check(GgufFile adapter, GgufFile model)
    {
        Expect(adapter, "general.type", "adapter");
        Expect(adapter, "adapter.type", "lora");
        Expect(adapter, "general.architecture", model.Metadata.Architecture);
        double alpha = adapter.Metadata.Number("adapter.lora.alpha", 0)!.Value;
        if (!double.IsFinite(alpha)) throw new GgufException($"adapter.lora.alpha is {alpha}; a finite number was expected");
        if (adapter.Tensors.Count == 0) throw new GgufException($"the adapter {adapter.Path} has no tensors");
        foreach (var tensor in adapter.Tensors)
        {
            if (s_refused.Contains(tensor.Type)) throw new GgufException($"tensor {tensor.Name} is {tensor.Type}; a type of weights was expected");
            if (tensor.Dimensions.Count != 2) throw new GgufException($"tensor {tensor.Name} has shape {tensor.Shape}; two dimensions were expected");
            if (tensor.Name.EndsWith(SuffixA, StringComparison.Ordinal)) CheckPair(adapter, model, tensor);
            else if (!tensor.Name.EndsWith(SuffixB, StringComparison.Ordinal)) throw new GgufException($"tensor {tensor.Name} ends neither in {SuffixA} nor in {SuffixB}");
            else _ = adapter.Tensor(tensor.Name[..^SuffixB.Length] + SuffixA);
        }
    }

    private static void CheckPair(GgufFile adapter, GgufFile model, GgufTensor a)
    {
        string name = a.Name[..^SuffixA.Length];
        var b = adapter.Tensor(name + SuffixB);
        if (!model.TryGetTensor(name, out var weight)) throw new GgufException($"the adapter changes {name}, which the model does not have");
        // y = W x + scale * B (A x): A is (rank, in), B is (out, rank). The embedding is read by row, so its pair is turned around.
        bool isEmbedding = name == "token_embd.weight";
        long input = isEmbedding ? b.Dimensions[1] : a.Dimensions[0];
        long output = isEmbedding ? a.Dimensions[1] : b.Dimensions[1];
        bool ranksAgree = isEmbedding ? a.Dimensions[0] == b.Dimensions[0] : a.Dimensions[1] == b.Dimensions[0];
        if (weight.Dimensions.Count != 2 || input != weight.Dimensions[0] || output != weight.Dimensions[1] || !ranksAgree)
            throw new GgufException($"the adapter's pair for {name} has shapes {a.Shape} and {b.Shape}; the model's tensor has {weight.Shape}");
    }

    private static void Expect(GgufFile adapter, string key, string expected)
    {
        string? value = adapter.Metadata.String(key);
        if (value != expected) throw new GgufException($"{key} is {(value is null ? "missing" : $"\"{value}\"")}; \"{expected}\" was expected of an adapter for this model");
    }
}
