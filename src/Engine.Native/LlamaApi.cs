using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engine.Native;

/// <summary>llama.h and the few functions of ggml we need, in their order; C names stop in this project.</summary>
/// <remarks>
/// Parameter structs travel as <see cref="OpaqueParams"/>: see <see cref="AbiProfile"/>. Nothing here suppresses the GC transition:
/// most of it can compute, wait or call back.
/// </remarks>
internal static unsafe partial class LlamaApi
{
    public const string Llama = "llama";
    public const string Ggml = "ggml";
    public const string GgmlBase = "ggml-base";

    // Lifetime

    [LibraryImport(Llama)]
    public static partial OpaqueParams llama_model_default_params();

    [LibraryImport(Llama)]
    public static partial OpaqueParams llama_context_default_params();

    [LibraryImport(Llama)]
    public static partial void llama_backend_init();

    [LibraryImport(Llama, StringMarshalling = StringMarshalling.Utf8)]
    public static partial ModelHandle llama_model_load_from_file(string path, OpaqueParams parameters);

    [LibraryImport(Llama)]
    public static partial void llama_model_free(nint model);

    [LibraryImport(Llama)]
    public static partial nint llama_init_from_model(ModelHandle model, OpaqueParams parameters);

    [LibraryImport(Llama)]
    public static partial void llama_free(nint context);

    [LibraryImport(Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool llama_supports_gpu_offload();

    // Context and model properties

    [LibraryImport(Llama)]
    public static partial uint llama_n_ctx(ContextHandle context);

    [LibraryImport(Llama)]
    public static partial uint llama_n_batch(ContextHandle context);

    [LibraryImport(Llama)]
    public static partial uint llama_n_ubatch(ContextHandle context);

    [LibraryImport(Llama)]
    public static partial uint llama_n_seq_max(ContextHandle context);

    [LibraryImport(Llama)]
    public static partial nint llama_get_memory(ContextHandle context);

    [LibraryImport(Llama)]
    public static partial int llama_pooling_type(ContextHandle context);

    [LibraryImport(Llama)]
    public static partial nint llama_model_get_vocab(ModelHandle model);

    [LibraryImport(Llama)]
    public static partial int llama_model_rope_type(ModelHandle model);

    [LibraryImport(Llama)]
    public static partial int llama_model_n_ctx_train(ModelHandle model);

    [LibraryImport(Llama)]
    public static partial int llama_model_n_embd(ModelHandle model);

    [LibraryImport(Llama)]
    public static partial int llama_model_n_embd_out(ModelHandle model);

    [LibraryImport(Llama)]
    public static partial int llama_model_n_layer(ModelHandle model);

    [LibraryImport(Llama)]
    public static partial uint llama_model_n_cls_out(ModelHandle model);

    [LibraryImport(Llama)]
    public static partial nint llama_model_cls_label(ModelHandle model, uint index);

    [LibraryImport(Llama)]
    public static partial int llama_vocab_n_tokens(nint vocab);

    [LibraryImport(Llama)]
    public static partial ulong llama_model_size(ModelHandle model);

    [LibraryImport(Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool llama_model_has_encoder(ModelHandle model);

    [LibraryImport(Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool llama_model_has_decoder(ModelHandle model);

    [LibraryImport(Llama)]
    public static partial int llama_model_decoder_start_token(ModelHandle model);

    // Adapters

    [LibraryImport(Llama, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint llama_adapter_lora_init(ModelHandle model, string path);

    [LibraryImport(Llama)]
    public static partial void llama_adapter_lora_free(nint adapter);

    [LibraryImport(Llama)]
    public static partial int llama_set_adapters_lora(ContextHandle context, nint* adapters, nuint count, float* scales);

    // Memory: keys and values of past tokens

    [LibraryImport(Llama)]
    public static partial void llama_memory_clear(nint memory, [MarshalAs(UnmanagedType.U1)] bool data);

    [LibraryImport(Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool llama_memory_seq_rm(nint memory, int sequence, int from, int to);

    [LibraryImport(Llama)]
    public static partial void llama_memory_seq_cp(nint memory, int source, int target, int from, int to);

    [LibraryImport(Llama)]
    public static partial void llama_memory_seq_add(nint memory, int sequence, int from, int to, int delta);

    [LibraryImport(Llama)]
    public static partial int llama_memory_seq_pos_max(nint memory, int sequence);

    [LibraryImport(Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool llama_memory_can_shift(nint memory);

    // State of one sequence

    [LibraryImport(Llama)]
    public static partial nuint llama_state_seq_get_size(ContextHandle context, int sequence);

    [LibraryImport(Llama)]
    public static partial nuint llama_state_seq_get_data(ContextHandle context, byte* destination, nuint size, int sequence);

    [LibraryImport(Llama)]
    public static partial nuint llama_state_seq_set_data(ContextHandle context, byte* source, nuint size, int sequence);

    // Decoding

    [LibraryImport(Llama)]
    public static partial int llama_encode(ContextHandle context, LlamaBatch batch);

    [LibraryImport(Llama)]
    public static partial int llama_decode(ContextHandle context, LlamaBatch batch);

    [LibraryImport(Llama)]
    public static partial int llama_n_threads(ContextHandle context);

    [LibraryImport(Llama)]
    public static partial int llama_n_threads_batch(ContextHandle context);

    [LibraryImport(Llama)]
    public static partial void llama_synchronize(ContextHandle context);

    [LibraryImport(Llama)]
    public static partial float* llama_get_logits_ith(ContextHandle context, int index);

    [LibraryImport(Llama)]
    public static partial void llama_set_embeddings(ContextHandle context, [MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Llama)]
    public static partial float* llama_get_embeddings_ith(ContextHandle context, int index);

    [LibraryImport(Llama)]
    public static partial float* llama_get_embeddings_seq(ContextHandle context, int sequence);

    // Vocabulary: only where no tokenizer of ours knows the file

    [LibraryImport(Llama)]
    public static partial int llama_tokenize(
        nint vocab, byte* text, int length, int* tokens, int capacity,
        [MarshalAs(UnmanagedType.U1)] bool addSpecial, [MarshalAs(UnmanagedType.U1)] bool parseSpecial);

    [LibraryImport(Llama)]
    public static partial int llama_token_to_piece(
        nint vocab, int token, byte* buffer, int length, int leadingSpacesToDrop, [MarshalAs(UnmanagedType.U1)] bool special);

    [LibraryImport(Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool llama_vocab_is_eog(nint vocab, int token);

    [LibraryImport(Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool llama_vocab_is_control(nint vocab, int token);

    [LibraryImport(Llama)]
    public static partial int llama_vocab_bos(nint vocab);

    [LibraryImport(Llama)]
    public static partial int llama_vocab_eos(nint vocab);

    [LibraryImport(Llama)]
    public static partial int llama_vocab_eot(nint vocab);

    [LibraryImport(Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool llama_vocab_get_add_bos(nint vocab);

    [LibraryImport(Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool llama_vocab_get_add_eos(nint vocab);

    // Reports

    [LibraryImport(Llama)]
    public static partial nint llama_print_system_info();

    [LibraryImport(Llama)]
    public static partial void llama_log_set(delegate* unmanaged[Cdecl]<int, byte*, void*, void> callback, void* userData);

    // ggml.h

    [LibraryImport(GgmlBase)]
    public static partial nint ggml_version();

    [LibraryImport(GgmlBase)]
    public static partial nint ggml_set_abort_callback(delegate* unmanaged[Cdecl]<byte*, void> callback);

    [LibraryImport(GgmlBase)]
    public static partial byte* ggml_get_name(TensorHeader* tensor);

    [LibraryImport(GgmlBase)]
    public static partial byte* ggml_op_desc(TensorHeader* tensor);

    [LibraryImport(GgmlBase)]
    public static partial nuint ggml_nbytes(TensorHeader* tensor);

    [LibraryImport(GgmlBase)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool ggml_is_contiguous(TensorHeader* tensor);

    // ggml-backend.h

    [LibraryImport(GgmlBase)]
    public static partial void ggml_backend_tensor_get(TensorHeader* tensor, void* data, nuint offset, nuint size);

    [LibraryImport(GgmlBase)]
    public static partial nint ggml_backend_dev_name(nint device);

    [LibraryImport(GgmlBase)]
    public static partial nint ggml_backend_dev_description(nint device);

    [LibraryImport(GgmlBase)]
    public static partial void ggml_backend_dev_memory(nint device, nuint* free, nuint* total);

    [LibraryImport(GgmlBase)]
    public static partial int ggml_backend_dev_type(nint device);

    [LibraryImport(Ggml)]
    public static partial nuint ggml_backend_dev_count();

    [LibraryImport(Ggml)]
    public static partial nint ggml_backend_dev_get(nuint index);

    [LibraryImport(Ggml, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ggml_backend_load(string path);

    [LibraryImport(Ggml, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void ggml_backend_load_all_from_path(string directory);

    /// <summary>Every function above, for the check that a library has them all.</summary>
    public static readonly string[] RequiredExports =
    [
        .. typeof(LlamaApi).GetMethods().Where(method => method.Name.StartsWith("llama_", StringComparison.Ordinal)
            || method.Name.StartsWith("ggml_", StringComparison.Ordinal)).Select(method => method.Name),
    ];
}

/// <summary>
/// A parameter struct of unknown layout: larger than any of llama.cpp's, so that no callee can write past it. Passing a longer struct than the
/// callee's is harmless where such structs travel in memory, which holds for all three conventions we meet (System V, Win64, AArch64).
/// </summary>
[InlineArray(Size)]
internal struct OpaqueParams
{
    public const int Size = 512;
    private byte _first;
}

/// <summary><c>llama_batch</c>, 56 bytes; the arrays are the caller's.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LlamaBatch
{
    public int TokenCount;
    public int* Tokens;
    public float* Embeddings;
    public int* Positions;
    public int* SequenceCounts;
    public int** Sequences;
    public sbyte* WantsLogits;
}

/// <summary>The start of <c>ggml_tensor</c>, the same in every release measured.</summary>
[StructLayout(LayoutKind.Explicit)]
internal unsafe struct TensorHeader
{
    /// <summary>The tensor's type; 0 is F32.</summary>
    [FieldOffset(0)] public int Type;

    /// <summary>Elements per dimension, fastest-varying first.</summary>
    [FieldOffset(16)] public fixed long Lengths[4];
}
