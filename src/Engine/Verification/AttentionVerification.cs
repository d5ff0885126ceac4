using Engine.Backends;
using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Kernels.Attention;

namespace Engine.Verification;

/// <summary>Checks that what a backend made of its own queries, keys and values is attention as the reference defines it, head by head.</summary>
internal static class AttentionVerification
{
    /// <summary>What has to be captured.</summary>
    public static ProbePoint[] Points => [ProbePoint.Query, ProbePoint.Key, ProbePoint.Value, ProbePoint.Weights, ProbePoint.HeadOutput];

    /// <summary>The checks of every layer and head of a captured pass over one text.</summary>
    public static IEnumerable<VerificationCheck> Check(TensorCapture capture, Hyperparameters model, string backend)
    {
        var graph = ArchitectureCatalog.Find(model.Architecture)?.Decoder?.Invoke(model);
        for (int layer = 0; layer < model.LayerCount; layer++)
        {
            var shape = graph?.Attention(layer)
                ?? new AttentionShape(model.HeadCount, model.KvHeadCount, model.HeadDim, model.IsCausal ? AttentionMask.Causal : AttentionMask.None);
            float[] queries = capture.Get(ProbePoint.Query, layer).Values;
            int tokens = queries.Length / (shape.HeadCount * shape.HeadDim);
            var weights = new float[shape.HeadCount * tokens * tokens];
            var outputs = new float[queries.Length];
            DenseAttention.Reference(
                shape, queries, capture.Get(ProbePoint.Key, layer).Values, capture.Get(ProbePoint.Value, layer).Values, 0, weights, outputs);

            float[] actualWeights = capture.Get(ProbePoint.Weights, layer).Values, actualOutputs = capture.Get(ProbePoint.HeadOutput, layer).Values;
            for (int head = 0; head < shape.HeadCount; head++)
            {
                int start = head * tokens * tokens, length = tokens * tokens;
                var difference = Difference.Of(actualWeights.AsSpan(start, length), weights.AsSpan(start, length), tokens, RowMeaning.Distribution);
                yield return Check("attention weights", layer, head, backend, difference, "max_abs", VerificationLimits.AttentionWeights);

                difference = Difference.Of(Head(actualOutputs, shape, head), Head(outputs, shape, head), shape.HeadDim, RowMeaning.Values);
                yield return Check("attention output", layer, head, backend, difference, "nmse", VerificationLimits.AttentionOutput);
            }
        }
    }

    private static VerificationCheck Check(string what, int layer, int head, string backend, Difference difference, string metric, double limit) =>
        new($"{what}, layer {layer}, head {head}", backend, "softmax(Q K^T / sqrt(d)) V",
            difference.MaxAbs, difference.Nmse, difference.Cosine, difference.Kl, null, metric, limit);

    /// <summary>One head's columns of (tokens, headCount, headDim).</summary>
    private static float[] Head(float[] outputs, AttentionShape shape, int head)
    {
        int row = shape.HeadCount * shape.HeadDim, tokens = outputs.Length / row;
        var columns = new float[tokens * shape.HeadDim];
        for (int t = 0; t < tokens; t++)
            outputs.AsSpan(t * row + head * shape.HeadDim, shape.HeadDim).CopyTo(columns.AsSpan(t * shape.HeadDim));
        return columns;
    }
}
