using static Engine.Native.CField;

namespace Engine.Native;

/// <summary>A known layout of llama.h's parameter structs: one row per layout, fields in the header's order.</summary>
/// <param name="Name">Which releases have it.</param>
/// <param name="Tested">Whether we ran such a library; otherwise the layout was derived from other people's bindings.</param>
/// <param name="Model"><c>llama_model_params</c>.</param>
/// <param name="Context"><c>llama_context_params</c>.</param>
internal sealed record AbiProfile(string Name, bool Tested, CStruct Model, CStruct Context)
{
    public static IReadOnlyList<AbiProfile> All { get; } =
    [
        new("llama.cpp v0.4.0 to v0.5.0", Tested: true,
            Model: new(
                Pointer("devices"), Pointer("tensor_buft_overrides"),
                Int("n_gpu_layers", -1), Int("split_mode", 1), Int("load_mode", -1), Int("lazy_mode", 1), Int("main_gpu", 0),
                Pointer("tensor_split"), Pointer("progress_callback"), Pointer("progress_callback_user_data"), Pointer("kv_overrides"),
                Bool("vocab_only", false), Bool("check_tensors", false), Bool("use_extra_bufts", true),
                Bool("no_host", false), Bool("no_alloc", false), Bool("load_mtp", false)),
            Context: new(
                Int("n_ctx", 512), Int("n_batch", 2048), Int("n_ubatch", 512), Int("n_seq_max", 1), Int("n_rs_seq", 0),
                Int("n_outputs_max", 0), Int("n_outputs_max_per_seq", 1), Int("n_threads", 4), Int("n_threads_batch", 4), Int("ctx_type", 0),
                Int("rope_scaling_type", -1), Int("pooling_type", -1), Int("attention_type", -1), Int("flash_attn_type", -1),
                Float("rope_freq_base", 0), Float("rope_freq_scale", 0), Float("yarn_ext_factor", -1), Float("yarn_attn_factor", -1),
                Float("yarn_beta_fast", -1), Float("yarn_beta_slow", -1), Int("yarn_orig_ctx", 0), Float("defrag_thold", -1),
                Pointer("cb_eval"), Pointer("cb_eval_user_data"), Int("type_k", 1), Int("type_v", 1),
                Pointer("abort_callback"), Pointer("abort_callback_data"),
                Bool("embeddings", false), Bool("offload_kqv", true), Bool("no_perf", true), Bool("op_offload", true),
                Bool("swa_full", true), Bool("kv_unified", false),
                Pointer("samplers"), Size64("n_samplers", 0), Pointer("ctx_other"))),

        new("LLamaSharp 0.30, ggml 0.18", Tested: true,
            Model: new(
                Pointer("devices"), Pointer("tensor_buft_overrides"),
                Int("n_gpu_layers", -1), Int("split_mode", 1), Int("load_mode", 1), Int("main_gpu", 0),
                Pointer("tensor_split"), Pointer("progress_callback"), Pointer("progress_callback_user_data"), Pointer("kv_overrides"),
                Bool("vocab_only", false), Bool("check_tensors", false), Bool("use_extra_bufts", true),
                Bool("no_host", false), Bool("no_alloc", false), Bool("load_mtp", false)),
            Context: new(
                Int("n_ctx", 512), Int("n_batch", 2048), Int("n_ubatch", 512), Int("n_seq_max", 1), Int("n_rs_seq", 0),
                Int("n_outputs_max", 0), Int("n_threads", 4), Int("n_threads_batch", 4), Int("ctx_type", 0),
                Int("rope_scaling_type", -1), Int("pooling_type", -1), Int("attention_type", -1), Int("flash_attn_type", -1),
                Float("rope_freq_base", 0), Float("rope_freq_scale", 0), Float("yarn_ext_factor", -1), Float("yarn_attn_factor", -1),
                Float("yarn_beta_fast", -1), Float("yarn_beta_slow", -1), Int("yarn_orig_ctx", 0), Float("defrag_thold", -1),
                Pointer("cb_eval"), Pointer("cb_eval_user_data"), Int("type_k", 1), Int("type_v", 1),
                Pointer("abort_callback"), Pointer("abort_callback_data"),
                Bool("embeddings", false), Bool("offload_kqv", true), Bool("no_perf", true), Bool("op_offload", true),
                Bool("swa_full", true), Bool("kv_unified", false),
                Pointer("samplers"), Size64("n_samplers", 0), Pointer("ctx_other"))),

        new("LLamaSharp 0.28 (derived, untested)", Tested: false,
            Model: new(
                Pointer("devices"), Pointer("tensor_buft_overrides"),
                Int("n_gpu_layers", -1), Int("split_mode", 1), Int("main_gpu", 0),
                Pointer("tensor_split"), Pointer("progress_callback"), Pointer("progress_callback_user_data"), Pointer("kv_overrides"),
                Bool("vocab_only", false), Bool("use_mmap", true), Bool("use_direct_io", false), Bool("use_mlock", false),
                Bool("check_tensors", false), Bool("use_extra_bufts", true), Bool("no_host", false), Bool("no_alloc", false)),
            Context: new(
                Int("n_ctx", 512), Int("n_batch", 2048), Int("n_ubatch", 512), Int("n_seq_max", 1), Int("n_rs_seq", 0),
                Int("n_threads", 4), Int("n_threads_batch", 4), Int("ctx_type", 0),
                Int("rope_scaling_type", -1), Int("pooling_type", -1), Int("attention_type", -1), Int("flash_attn_type", -1),
                Float("rope_freq_base", 0), Float("rope_freq_scale", 0), Float("yarn_ext_factor", -1), Float("yarn_attn_factor", -1),
                Float("yarn_beta_fast", -1), Float("yarn_beta_slow", -1), Int("yarn_orig_ctx", 0), Float("defrag_thold", -1),
                Pointer("cb_eval"), Pointer("cb_eval_user_data"), Int("type_k", 1), Int("type_v", 1),
                Pointer("abort_callback"), Pointer("abort_callback_data"),
                Bool("embeddings", false), Bool("offload_kqv", true), Bool("no_perf", true), Bool("op_offload", true),
                Bool("swa_full", true), Bool("kv_unified", false),
                Pointer("samplers"), Size64("n_samplers", 0))),
    ];

    /// <summary>The one profile that explains what was seen.</summary>
    /// <exception cref="NativeLibraryException">None does, or several do.</exception>
    public static AbiProfile Match(StructObservation model, StructObservation context, string version)
    {
        var matching = All.Where(profile => profile.Model.Matches(model) && profile.Context.Matches(context)).ToArray();
        if (matching.Length == 1) return matching[0];
        string seen = $"llama.cpp {version}: llama_model_params {model.Size?.ToString() ?? "?"} bytes [{model.Mask}], "
            + $"llama_context_params {context.Size?.ToString() ?? "?"} bytes [{context.Mask}]";
        throw new NativeLibraryException(matching.Length == 0
            ? $"the layout of this llama.cpp is none we know; seen: {seen}; known: {string.Join(", ", All.Select(profile => profile.Name))}; native/README.md says how to add one"
            : $"the layout of this llama.cpp fits several we know ({string.Join(", ", matching.Select(profile => profile.Name))}); seen: {seen}");
    }
}
