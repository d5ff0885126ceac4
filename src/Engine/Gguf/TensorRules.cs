using Engine.Gguf.Architectures;
using Engine.Kernels.Quantization;
using Keys = Engine.Gguf.GgufKeys.OfArchitecture;

namespace Engine.Gguf;

/// <summary>Rules about the tensors: where they lie, how they are stored, and which there must be.</summary>
internal static class TensorRules
{
    private const int RequiredDataAlignment = 32;   // llama.cpp asserts it of a mapped file

    public static IReadOnlyList<GgufRule> All { get; } =
    [
        new("tensors", RuleScope.Weights, AnyTensors),
        new("alignment", RuleScope.Weights, Alignment),
        new("layout", RuleScope.Weights, Layout),
        new("tensor types", RuleScope.Weights, Types),
        new("tensors of the architecture", RuleScope.Model, ArchitectureCatalog.Check),
        new("embedding rows", RuleScope.Model, EmbeddingRows),
        new("classification head", RuleScope.Model, ClassificationHead),
        new("adapter", RuleScope.Adapter, Adapter),
    ];

    private static void AnyTensors(GgufSubject subject)
    {
        if (subject.File.Tensors.Count == 0) throw new GgufException("the file has no tensors; weights were expected");
    }

    private static void Alignment(GgufSubject subject)
    {
        var file = subject.File;
        if (file.DataOffset % RequiredDataAlignment != 0)
            throw new GgufException(
                $"{GgufKeys.Alignment} is {file.Alignment} and the tensors start at byte {file.DataOffset}; a multiple of {RequiredDataAlignment} was expected");
    }

    /// <summary>Tensors follow each other in the order of the header, padded to the alignment: no gaps, no overlaps.</summary>
    private static void Layout(GgufSubject subject)
    {
        var file = subject.File;
        long expected = file.DataOffset;
        foreach (var tensor in file.Tensors)
        {
            if (tensor.Offset != expected)
                throw new GgufException($"tensor {tensor.Name} is at offset {tensor.Offset - file.DataOffset}; {expected - file.DataOffset}, right after the one before it, was expected");
            expected = (tensor.Offset + tensor.ByteLength + file.Alignment - 1) / file.Alignment * file.Alignment;
        }
        if (file.Length > expected) subject.Warn($"{file.Length - expected} bytes follow the last tensor");
    }

    /// <summary>Vectors multiply and add in single precision only; norms too, whatever their shape, and BERT's segment embeddings, which are added as one row.</summary>
    private static void Types(GgufSubject subject)
    {
        foreach (var tensor in subject.File.Tensors)
        {
            bool isNorm = tensor.Name.Contains("_norm.", StringComparison.Ordinal) || tensor.Name == TensorNames.TokenTypes + TensorNames.Weight;
            bool mustBeF32 = tensor.Dimensions.Count == 1 || isNorm;
            if (mustBeF32 && tensor.Type != TensorType.F32)
                throw new GgufException($"tensor {tensor.Name} is of type {tensor.Type}; {TensorType.F32} was expected");
            if (!TensorTypes.Get(tensor.Type).IsWeight)
                throw new GgufException($"tensor {tensor.Name} is of type {tensor.Type}; a type of weights, such as F16 or Q8_0, was expected");
        }
    }

    private static void EmbeddingRows(GgufSubject subject)
    {
        int tokens = subject.Metadata[GgufKeys.Tokens].Count;
        foreach (string name in (string[])[TensorNames.TokenEmbedding + TensorNames.Weight, TensorNames.Output + TensorNames.Weight])
            if (subject.File.TryGetTensor(name, out var tensor) && tensor.RowCount != tokens)
                throw new GgufException($"tensor {name} has {tensor.RowCount} rows; one for each of the {tokens} tokens was expected");
    }

    private static void ClassificationHead(GgufSubject subject)
    {
        if (subject.Shape.Pooling != PoolingType.Rank) return;
        if (!subject.File.Tensors.Any(tensor => tensor.Name.StartsWith(TensorNames.ClassifierPrefix, StringComparison.Ordinal)))
            throw new GgufException($"{subject.Key(Keys.PoolingType)} is {(int)PoolingType.Rank}, a classifier; tensors {TensorNames.ClassifierPrefix}* were expected");
        int classes = subject.Shape.ClassLabels.Count;
        if (classes > 0 && subject.File.TryGetTensor(TensorNames.ClassifierOutput + TensorNames.Weight, out var head) && head.RowCount != classes)
            throw new GgufException($"tensor {head.Name} has {head.RowCount} rows; one for each of the {classes} labels was expected");
    }

    /// <summary>Each adapted matrix has a pair of tensors, A (row length, rank) and B (rank, rows); of the embedding, which is read by row, A is (rank, rows).</summary>
    private static void Adapter(GgufSubject subject)
    {
        string type = subject.Metadata.String(GgufKeys.AdapterType, "lora");
        if (type != "lora") throw new GgufException($"{GgufKeys.AdapterType} is '{type}'; 'lora' was expected");
        foreach (var tensor in subject.File.Tensors)
        {
            if (LoraNames.IsNorm(tensor.Name)) continue;
            if (LoraNames.Matrix(tensor.Name) is not { } matrix) throw new GgufException($"tensor {tensor.Name} of an adapter is called neither *{LoraNames.A} nor *{LoraNames.B}");
            bool isA = tensor.Name.EndsWith(LoraNames.A, StringComparison.Ordinal);
            string other = matrix + (isA ? LoraNames.B : LoraNames.A);
            if (!subject.File.TryGetTensor(other, out var partner)) throw new GgufException($"tensor {other} is missing; the partner of {tensor.Name} was expected");
            if (tensor.Dimensions.Count != 2) throw new GgufException($"tensor {tensor.Name} is {tensor.Shape}; a matrix was expected");
            long rank = tensor.Dimensions[LoraNames.IsByRow(matrix) ? 0 : 1];
            if (isA && partner.Dimensions[0] != rank)
                throw new GgufException($"tensor {other} is {partner.Shape}; rows of {rank}, the rank of {tensor.Name}, were expected");
        }
    }
}
