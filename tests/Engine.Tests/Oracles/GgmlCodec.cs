using System.Runtime.InteropServices;

namespace Engine.Tests.Oracles;

/// <summary>ggml's own reference quantizers and dequantizers of a 32-block type.</summary>
internal sealed unsafe class GgmlCodec
{
    private static readonly Lazy<nint> s_library = new(Load);

    private readonly delegate* unmanaged[Cdecl]<float*, byte*, long, void> _quantize;
    private readonly delegate* unmanaged[Cdecl]<byte*, float*, long, void> _dequantize;

    /// <summary>Finds the functions of <paramref name="type"/>; skips the test when the library is not there.</summary>
    public GgmlCodec(string type)
    {
        Assert.SkipWhen(s_library.Value == 0, "skipped: no libggml-base beside the tests or in ENGINE_LLAMA_DIRECTORY");
        string name = type.ToLowerInvariant();
        _quantize = (delegate* unmanaged[Cdecl]<float*, byte*, long, void>)NativeLibrary.GetExport(s_library.Value, $"quantize_row_{name}_ref");
        _dequantize = (delegate* unmanaged[Cdecl]<byte*, float*, long, void>)NativeLibrary.GetExport(s_library.Value, $"dequantize_row_{name}");
    }

    public void Quantize(ReadOnlySpan<float> values, Span<byte> blocks)
    {
        fixed (float* source = values)
        fixed (byte* destination = blocks)
            _quantize(source, destination, values.Length);
    }

    public void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        fixed (byte* source = blocks)
        fixed (float* destination = values)
            _dequantize(source, destination, values.Length);
    }

    private static nint Load()
    {
        string directory = Environment.GetEnvironmentVariable("ENGINE_LLAMA_DIRECTORY")
            ?? Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        string path = Path.Combine(directory, "libggml-base.so");
        return File.Exists(path) && NativeLibrary.TryLoad(path, out nint library) ? library : 0;
    }
}
