using Engine.Kernels.Quantization;

namespace Engine.Gguf;

/// <summary>Looks for weights that are no numbers; one NaN makes every logit NaN.</summary>
internal static class WeightScan
{
    /// <summary>Reads every tensor whose type we can decode.</summary>
    /// <exception cref="GgufException">A weight is NaN or infinite.</exception>
    public static void Run(GgufFile file)
    {
        foreach (var tensor in file.Tensors)
        {
            if (TensorTypes.Get(tensor.Type).Codec is not { } codec) continue;
            var values = new float[tensor.RowLength];
            for (int row = 0; row < tensor.RowCount; row++)
            {
                codec.Dequantize(file.Row(tensor, row), values);
                int at = Array.FindIndex(values, value => !float.IsFinite(value));
                if (at >= 0) throw new GgufException($"tensor {tensor.Name} holds {values[at]} in row {row}, column {at}; finite weights were expected");
            }
        }
    }
}
