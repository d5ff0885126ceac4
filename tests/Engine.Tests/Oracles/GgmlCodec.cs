using System.Runtime.InteropServices;
using Engine.Kernels.Quantization;
using Engine.Native;

namespace Engine.Tests.Oracles;

/// <summary>ggml's own reference quantizers and dequantizers. Each method skips the test when the library is not there.</summary>
internal static unsafe class GgmlCodec
{
    private static readonly Lazy<nint> s_library = new(Load);

    /// <summary>Whether ggml is there.</summary>
    public static bool IsAvailable => s_library.Value != 0;

    /// <summary><paramref name="values"/>, whole blocks, as ggml stores them.</summary>
    public static byte[] Quantize(TensorType type, ReadOnlySpan<float> values) => Quantize(type, values, [], values.Length);

    /// <summary>The same of rows of <paramref name="rowLength"/>, errors in their columns weighed by <paramref name="importance"/>, unless that is empty.</summary>
    public static byte[] Quantize(TensorType type, ReadOnlySpan<float> values, ReadOnlySpan<float> importance, int rowLength)
    {
        int rows = values.Length / rowLength;
        byte[] blocks = new byte[rows * TensorTypes.Get(type).RowBytes(rowLength)];
        var quantize = (delegate* unmanaged[Cdecl]<int, float*, byte*, long, long, long, float*, nuint>)Export("ggml_quantize_chunk");
        fixed (float* source = values, weights = importance)
        fixed (byte* destination = blocks)
            quantize((int)type, source, destination, 0, rows, rowLength, weights);
        return blocks;
    }

    /// <summary>What ggml reads from <paramref name="blocks"/>.</summary>
    public static float[] Dequantize(TensorType type, ReadOnlySpan<byte> blocks)
    {
        var info = TensorTypes.Get(type);
        float[] values = new float[blocks.Length / info.BlockBytes * info.BlockLength];
        // Theirs are named q4_0, q4_K, iq4_nl.
        string name = info.Name.EndsWith("_K", StringComparison.Ordinal) ? info.Name.Replace('Q', 'q') : info.Name.ToLowerInvariant();
        var dequantize = (delegate* unmanaged[Cdecl]<byte*, float*, long, void>)Export($"dequantize_row_{name}");
        fixed (byte* source = blocks)
        fixed (float* destination = values)
            dequantize(source, destination, values.Length);
        return values;
    }

    private static nint Export(string name)
    {
        Assert.SkipUnless(IsAvailable, "skipped: no libggml-base beside the tests or in ENGINE_LLAMA_DIRECTORY");
        return NativeLibrary.GetExport(s_library.Value, name);
    }

    private static nint Load()
    {
        string path = Path.Combine(Path.GetDirectoryName(LibraryLocator.Find(null, out _)) ?? "", "libggml-base.so");
        return File.Exists(path) && NativeLibrary.TryLoad(path, out nint library) ? library : 0;
    }
}
