using System.Runtime.InteropServices;
using System.Text;
using Engine.Kernels.Quantization;
using Engine.Tests.Oracles;

namespace Engine.Tests.Models;

/// <summary>Values of synthetic tensors, and their bytes in every type.</summary>
internal static class RandomTensor
{
    /// <summary>Normally distributed values that depend on <paramref name="name"/> and <paramref name="seed"/> only.</summary>
    public static float[] Normal(string name, int seed, int length, double mean, double deviation)
    {
        var random = new Random(Hash(name) ^ seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i += 2)
        {
            // Box and Muller 1958: two uniform numbers make two normal ones.
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            var (sine, cosine) = Math.SinCos(2 * Math.PI * random.NextDouble());
            values[i] = (float)(mean + deviation * radius * cosine);
            if (i + 1 < length) values[i + 1] = (float)(mean + deviation * radius * sine);
        }
        return values;
    }

    /// <summary><paramref name="values"/> stored as <paramref name="type"/>: by our codec where it writes, otherwise by ggml, without which the test is skipped.</summary>
    public static byte[] Encode(TensorType type, float[] values)
    {
        if (type == TensorType.F32) return MemoryMarshal.AsBytes<float>(values).ToArray();
        var info = TensorTypes.Get(type);
        if (info.Codec is not { } codec) return GgmlCodec.Quantize(type, values);
        byte[] bytes = new byte[info.RowBytes(values.Length)];
        codec.Quantize(values, bytes);
        return bytes;
    }

    /// <summary>FNV-1a: string hashes of the runtime differ from process to process.</summary>
    private static int Hash(string name)
    {
        uint hash = 2166136261;
        foreach (byte value in Encoding.UTF8.GetBytes(name)) hash = (hash ^ value) * 16777619;
        return (int)hash;
    }
}
