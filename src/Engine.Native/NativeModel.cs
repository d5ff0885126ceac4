using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engine.Native;

/// <summary>How a model is loaded; the names are llama.h's in ours.</summary>
internal sealed record NativeModelOptions
{
    /// <summary>Layers on the GPU; -1 for all, null to use no GPU at all.</summary>
    public int? GpuLayers { get; init; }

    /// <summary>0 none, 1 by layer, 2 by row.</summary>
    public int SplitMode { get; init; } = 1;

    public int MainGpu { get; init; }

    /// <summary>Each GPU's share; empty for their free memory.</summary>
    public IReadOnlyList<float> TensorSplit { get; init; } = [];

    /// <summary>Reads the file into memory instead of mapping it.</summary>
    public bool ReadIntoMemory { get; init; }

    /// <summary>Lets the CPU rearrange weights for its instructions.</summary>
    public bool Repack { get; init; } = true;

    /// <summary>Reads the vocabulary and no weights; the file need not have any.</summary>
    public bool VocabularyOnly { get; init; }
}

/// <summary>A model loaded by llama.cpp.</summary>
internal sealed unsafe partial class NativeModel : IDisposable
{
    private const int LoadModeNone = 0;

    private NativeModel(LlamaLibrary library, ModelHandle handle)
    {
        Library = library;
        Handle = handle;
    }

    public LlamaLibrary Library { get; }

    public ModelHandle Handle { get; }

    public int VocabSize => LlamaApi.llama_vocab_n_tokens(LlamaApi.llama_model_get_vocab(Handle));
    public int TrainedContextLength => LlamaApi.llama_model_n_ctx_train(Handle);
    public int ModelDim => LlamaApi.llama_model_n_embd(Handle);
    public int OutputDim => LlamaApi.llama_model_n_embd_out(Handle);
    public int LayerCount => LlamaApi.llama_model_n_layer(Handle);
    public int ClassCount => (int)LlamaApi.llama_model_n_cls_out(Handle);
    public long WeightBytes => (long)LlamaApi.llama_model_size(Handle);
    public bool HasEncoder => LlamaApi.llama_model_has_encoder(Handle);
    public bool HasDecoder => LlamaApi.llama_model_has_decoder(Handle);
    public bool HasRope => LlamaApi.llama_model_rope_type(Handle) != -1;
    public int DecoderStartToken => LlamaApi.llama_model_decoder_start_token(Handle);

    /// <summary>Loads <paramref name="path"/>, whose content has been validated.</summary>
    /// <exception cref="NativeCallException">llama.cpp refused it; the message is what it logged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while loading.</exception>
    public static NativeModel Load(
        LlamaLibrary library, string path, NativeModelOptions options, IProgress<float>? progress, CancellationToken cancellationToken)
    {
        NativeAbort.ThrowIfAborted();
        ArgumentException.ThrowIfNullOrEmpty(path);
        cancellationToken.ThrowIfCancellationRequested();
        var layout = library.Profile.Model;
        var parameters = LlamaApi.llama_model_default_params();
        Span<byte> fields = parameters;
        nint noDevices = 0;
        layout.Set(fields, "n_gpu_layers", options.GpuLayers ?? 0);
        // An empty list, ended by NULL, is "no device"; NULL itself would be "all of them".
        if (options.GpuLayers is null) layout.Set(fields, "devices", (nint)(&noDevices));
        layout.Set(fields, "split_mode", options.SplitMode);
        layout.Set(fields, "main_gpu", options.MainGpu);
        layout.Set(fields, "use_extra_bufts", options.Repack);
        layout.Set(fields, "vocab_only", options.VocabularyOnly);
        // The default maps the file where that works; older libraries have no name for it but the default.
        if (!layout.Has("load_mode")) layout.Set(fields, "use_mmap", !options.ReadIntoMemory);
        else if (options.ReadIntoMemory) layout.Set(fields, "load_mode", LoadModeNone);

        // llama.cpp reads one share per device it could have, however many there are.
        Span<float> split = stackalloc float[MaxDevices];
        split.Clear();
        if (options.TensorSplit.Count > MaxDevices)
            throw new ArgumentException($"tensor split has {options.TensorSplit.Count} shares; at most {MaxDevices} are possible", nameof(options));
        for (int i = 0; i < options.TensorSplit.Count; i++) split[i] = options.TensorSplit[i];

        var state = new LoadState(progress, cancellationToken);
        var stateHandle = GCHandle.Alloc(state);
        var log = new List<NativeLogLine>();
        try
        {
            layout.Set(fields, "progress_callback", (nint)(delegate* unmanaged[Cdecl]<float, nint, byte>)&OnProgress);
            layout.Set(fields, "progress_callback_user_data", GCHandle.ToIntPtr(stateHandle));
            ModelHandle handle;
            fixed (float* shares = split)
            {
                using var scope = NativeLog.Receive(log.Add, alsoOuter: true);
                if (options.TensorSplit.Count > 0) layout.Set(fields, "tensor_split", (nint)shares);
                handle = LlamaApi.llama_model_load_from_file(path, parameters);
            }
            if (!handle.IsInvalid) return new NativeModel(library, handle);
            handle.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw new NativeCallException($"llama.cpp cannot load {path}: {NativeLog.Complaints(log):1000}");
        }
        finally
        {
            stateHandle.Free();
        }
    }

    /// <summary>Reads the LoRA adapter in <paramref name="path"/>, whose content has been validated against this model.</summary>
    /// <exception cref="NativeCallException">llama.cpp refused it; the message is what it logged.</exception>
    public AdapterHandle LoadAdapter(string path)
    {
        NativeAbort.ThrowIfAborted();
        ArgumentException.ThrowIfNullOrEmpty(path);
        var log = new List<NativeLogLine>();
        nint adapter;
        using (NativeLog.Receive(log.Add, alsoOuter: true)) adapter = LlamaApi.llama_adapter_lora_init(Handle, path);
        return adapter != 0
            ? new AdapterHandle(Handle, adapter)
            : throw new NativeCallException($"llama.cpp cannot load the adapter {path}: {NativeLog.Complaints(log):1000}");
    }

    /// <summary>The token ids llama.cpp's own tokenizer gives <paramref name="utf8"/>: for vocabularies no tokenizer of ours knows.</summary>
    public int[] Tokenize(ReadOnlySpan<byte> utf8, bool addSpecial, bool parseSpecial)
    {
        NativeAbort.ThrowIfAborted();
        nint vocab = LlamaApi.llama_model_get_vocab(Handle);
        var tokens = new int[utf8.Length + 8];
        fixed (byte* text = utf8.IsEmpty ? "\0"u8 : utf8)
        {
            for (; ; )
            {
                int count;
                fixed (int* destination = tokens)
                    count = LlamaApi.llama_tokenize(vocab, text, utf8.Length, destination, tokens.Length, addSpecial, parseSpecial);
                if (count >= 0) return tokens[..count];
                if (count == int.MinValue) throw new NativeCallException($"llama.cpp cannot tokenize {utf8.Length} bytes");
                tokens = new int[-count];
            }
        }
    }

    public void Dispose() => Handle.Dispose();

    // LLAMA_MAX_DEVICES: what llama_max_devices returns in every release measured.
    private const int MaxDevices = 16;

    private sealed record LoadState(IProgress<float>? Progress, CancellationToken Cancellation);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte OnProgress(float progress, nint userData)
    {
        bool isCancelled = false;
        try
        {
            var state = (LoadState)GCHandle.FromIntPtr(userData).Target!;
            isCancelled = state.Cancellation.IsCancellationRequested;
            state.Progress?.Report(progress);
        }
        catch
        {
            // Whatever the receiver threw must not cross C; a broken progress bar is no reason to stop loading.
        }
        return isCancelled ? (byte)0 : (byte)1;
    }
}
