using System.Runtime.InteropServices;
using System.Text;
using Engine.Native;

namespace Engine.Tests.Oracles;

/// <summary>llama.cpp's quantizer. Skips the test where llama.cpp is not.</summary>
internal static unsafe class LlamaQuantizer
{
    private const int ParameterBytes = 64;

    // Where the parameters lie; the types of output and embedding are left to the mix when they are the count of types, which is the default.
    private const int Threads = 0, FileType = 4, OutputType = 8, EmbeddingType = 12, AllowRequantize = 16, KeepSplit = 20, Importance = 24, Overrides = 40;

    [StructLayout(LayoutKind.Sequential)]
    private struct ImportanceEntry
    {
        public byte* Name;
        public float* Data;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct OverrideEntry
    {
        public byte* Pattern;
        public int Type;
    }

    /// <summary>Whether it has a type for rows of any length: releases before v0.4.0 refuse those that are no multiple of 32.</summary>
    public static bool TakesAnyRowLength
    {
        get
        {
            _ = Load();
            return LlamaLibrary.Load(null).Profile == AbiProfile.All[0];
        }
    }

    /// <summary>Quantizes <paramref name="input"/> to <paramref name="output"/>; false when llama.cpp refuses.</summary>
    public static bool TryQuantize(string input, string output, QuantizeOptions options, IReadOnlyDictionary<string, float[]>? importance = null)
    {
        nint library = Load();
        var pinned = new List<nint>();
        byte* parameters = stackalloc byte[2 * ParameterBytes];
        try
        {
            ((delegate* unmanaged[Cdecl]<byte*, byte*>)NativeLibrary.GetExport(library, "llama_model_quantize_default_params"))(parameters);
            *(int*)(parameters + Threads) = 1;
            *(int*)(parameters + FileType) = (int)options.Type;
            if (options.OutputType is { } outputType) *(int*)(parameters + OutputType) = (int)outputType;
            if (options.EmbeddingType is { } embeddingType) *(int*)(parameters + EmbeddingType) = (int)embeddingType;
            parameters[AllowRequantize] = options.AllowRequantize ? (byte)1 : (byte)0;
            parameters[KeepSplit] = options.KeepSplit ? (byte)1 : (byte)0;
            if (importance is not null)
            {
                var entries = (ImportanceEntry*)Allocate(pinned, (importance.Count + 1) * sizeof(ImportanceEntry));
                int at = 0;
                foreach (var (name, values) in importance)
                {
                    var data = (float*)Allocate(pinned, values.Length * sizeof(float));
                    values.CopyTo(new Span<float>(data, values.Length));
                    entries[at++] = new ImportanceEntry { Name = Utf8(pinned, name), Data = data, Length = (nuint)values.Length };
                }
                *(void**)(parameters + Importance) = entries;
            }
            if (options.TensorOverrides.Count > 0)
            {
                var entries = (OverrideEntry*)Allocate(pinned, (options.TensorOverrides.Count + 1) * sizeof(OverrideEntry));
                for (int i = 0; i < options.TensorOverrides.Count; i++)
                    entries[i] = new OverrideEntry { Pattern = Utf8(pinned, options.TensorOverrides[i].Pattern), Type = (int)options.TensorOverrides[i].Type };
                *(void**)(parameters + Overrides) = entries;
            }
            var quantize = (delegate* unmanaged[Cdecl]<byte*, byte*, byte*, uint>)NativeLibrary.GetExport(library, "llama_model_quantize");
            return quantize(Utf8(pinned, input), Utf8(pinned, output), parameters) == 0;
        }
        finally
        {
            foreach (nint block in pinned) NativeMemory.Free((void*)block);
        }
    }

    private static nint Load()
    {
        try
        {
            return NativeLibrary.Load(LlamaLibrary.Load(null).Path);
        }
        catch (NativeLibraryException missing)
        {
            Assert.Skip($"skipped: no llama.cpp: {missing.Message}");
            throw;
        }
    }

    private static nint Allocate(List<nint> pinned, int bytes)
    {
        nint block = (nint)NativeMemory.AllocZeroed((nuint)bytes);
        pinned.Add(block);
        return block;
    }

    private static byte* Utf8(List<nint> pinned, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        var block = (byte*)Allocate(pinned, utf8.Length + 1);
        utf8.CopyTo(new Span<byte>(block, utf8.Length));
        return block;
    }
}
