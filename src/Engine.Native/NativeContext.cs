namespace Engine.Native;

/// <summary>How a context is made; the names are llama.h's in ours.</summary>
internal sealed record NativeContextOptions
{
    public required int ContextLength { get; init; }

    /// <summary>Tokens of a batch, all of which one graph computes.</summary>
    public required int BatchSize { get; init; }

    public int MaxSequences { get; init; } = 1;

    /// <summary>Threads that compute; capped at the processors this process may use.</summary>
    public required int Threads { get; init; }

    /// <summary>-1 as the model says, 0 none, 1 mean, 2 cls, 3 last, 4 rank.</summary>
    public int PoolingType { get; init; } = -1;

    /// <summary>-1 as llama.cpp likes, 0 off, 1 on.</summary>
    public int FlashAttention { get; init; } = -1;

    /// <summary>The number of the cached keys' tensor type.</summary>
    public int KeyType { get; init; } = 1;

    /// <summary>The number of the cached values' tensor type.</summary>
    public int ValueType { get; init; } = 1;

    /// <summary>0 for the model's.</summary>
    public float RopeFrequencyBase { get; init; }

    /// <summary>0 for the model's.</summary>
    public float RopeFrequencyScale { get; init; }

    /// <summary>Whether vectors are wanted beside logits.</summary>
    public bool Embeddings { get; init; }

    /// <summary>Whether the cache and large operations may go to a GPU.</summary>
    public bool UseGpu { get; init; } = true;

    /// <summary>Whether <see cref="NativeContext.Observer"/> will be used; it costs a call per node.</summary>
    public bool Observable { get; init; }
}

/// <summary>What became of a batch; negative numbers are errors of the caller.</summary>
internal enum DecodeStatus
{
    Done = 0,
    NoRoom = 1,
    Cancelled = 2,
}

/// <summary>A context of a model: its KV cache and compute buffers. Used by one thread at a time.</summary>
internal sealed unsafe class NativeContext : IDisposable
{
    private readonly NativeModel _model;
    private readonly ContextHandle _handle;
    private readonly ContextCallbacks _callbacks;
    private readonly int _vocabSize;
    // What the library says while it runs; only when it has run is it known whether an error is one.
    private readonly List<NativeLogLine> _lines = [];
    private readonly Action<NativeLogLine> _collect;
    private int _isRunning;

    private NativeContext(NativeModel model, ContextHandle handle, ContextCallbacks callbacks, NativeContextOptions options)
    {
        _model = model;
        _handle = handle;
        _callbacks = callbacks;
        _vocabSize = model.VocabSize;
        _collect = _lines.Add;
        ContextLength = (int)LlamaApi.llama_n_ctx(handle);
        BatchSize = (int)LlamaApi.llama_n_batch(handle);
        MaxSequences = (int)LlamaApi.llama_n_seq_max(handle);
        Threads = LlamaApi.llama_n_threads(handle);
        Batch = new NativeBatch(BatchSize, options.MaxSequences);
    }

    /// <summary>Cells of the KV cache: what was asked for, rounded up.</summary>
    public int ContextLength { get; }

    public int BatchSize { get; }

    public int MaxSequences { get; }

    public int Threads { get; }

    /// <summary>The batch that <see cref="Decode"/> and <see cref="Encode"/> run.</summary>
    public NativeBatch Batch { get; }

    /// <summary>Receives what the library logs during calls.</summary>
    public Action<NativeLogLine>? Log { get; init; }

    /// <summary>Watches the nodes of the graphs that follow.</summary>
    public INodeObserver? Observer
    {
        get => _callbacks.Observer;
        set => _callbacks.Observer = value;
    }

    /// <summary>Makes a context and checks that llama.cpp understood the parameters.</summary>
    /// <exception cref="NativeCallException">llama.cpp refused; the message is what it logged.</exception>
    public static NativeContext Create(NativeModel model, NativeContextOptions options, Action<NativeLogLine>? log = null)
    {
        NativeAbort.ThrowIfAborted();
        var layout = model.Library.Profile.Context;
        var parameters = LlamaApi.llama_context_default_params();
        Span<byte> fields = parameters;
        // Threads beyond the processors wait for each other by spinning: hundreds of times slower, not a little.
        int threads = Math.Clamp(options.Threads, 1, Environment.ProcessorCount);
        layout.Set(fields, "n_ctx", options.ContextLength);
        layout.Set(fields, "n_batch", options.BatchSize);
        layout.Set(fields, "n_ubatch", options.BatchSize);
        layout.Set(fields, "n_seq_max", options.MaxSequences);
        layout.Set(fields, "n_threads", threads);
        layout.Set(fields, "n_threads_batch", threads);
        layout.Set(fields, "pooling_type", options.PoolingType);
        layout.Set(fields, "flash_attn_type", options.FlashAttention);
        layout.Set(fields, "rope_freq_base", options.RopeFrequencyBase);
        layout.Set(fields, "rope_freq_scale", options.RopeFrequencyScale);
        layout.Set(fields, "type_k", options.KeyType);
        layout.Set(fields, "type_v", options.ValueType);
        layout.Set(fields, "embeddings", options.Embeddings);
        layout.Set(fields, "offload_kqv", options.UseGpu);
        layout.Set(fields, "op_offload", options.UseGpu);
        // Copying a part of a sequence in a cache that is split by sequence ends the process.
        layout.Set(fields, "kv_unified", options.MaxSequences > 1);

        var callbacks = new ContextCallbacks();
        var lines = new List<NativeLogLine>();
        try
        {
            layout.Set(fields, "abort_callback", ContextCallbacks.AbortFunction);
            layout.Set(fields, "abort_callback_data", callbacks.UserData);
            if (options.Observable)
            {
                layout.Set(fields, "cb_eval", ContextCallbacks.EvaluateFunction);
                layout.Set(fields, "cb_eval_user_data", callbacks.UserData);
            }
            nint context;
            using (NativeLog.Receive(lines.Add, alsoOuter: true)) context = LlamaApi.llama_init_from_model(model.Handle, parameters);
            if (context == 0) throw new NativeCallException($"llama.cpp cannot create a context of {options.ContextLength} tokens: {NativeLog.Complaints(lines):1000}");
            var handle = new ContextHandle(model.Handle, context);
            try
            {
                CheckReadBack(handle, options, threads);
                return new NativeContext(model, handle, callbacks, options) { Log = log };
            }
            catch
            {
                handle.Dispose();
                throw;
            }
        }
        catch
        {
            callbacks.Dispose();
            throw;
        }
    }

    private static void CheckReadBack(ContextHandle handle, NativeContextOptions options, int threads)
    {
        ReadOnlySpan<(string Name, long Set, long Read, bool Rounded)> values =
        [
            ("n_ctx", options.ContextLength, LlamaApi.llama_n_ctx(handle), true),
            ("n_batch", options.BatchSize, LlamaApi.llama_n_batch(handle), false),
            ("n_ubatch", options.BatchSize, LlamaApi.llama_n_ubatch(handle), false),
            ("n_seq_max", options.MaxSequences, LlamaApi.llama_n_seq_max(handle), false),
            ("n_threads", threads, LlamaApi.llama_n_threads(handle), false),
            ("n_threads_batch", threads, LlamaApi.llama_n_threads_batch(handle), false),
        ];
        foreach (var (name, set, read, rounded) in values)
        {
            if (read != set && !(rounded && read > set && read < set + 256))
                throw new NativeLibraryException($"llama.cpp was given {name} = {set} and made it {read}: its parameters are not laid out as its profile says");
        }
    }

    /// <summary>The batch, emptied to be filled.</summary>
    /// <exception cref="InvalidOperationException">It is being read: another thread runs it.</exception>
    public NativeBatch NewBatch()
    {
        if (Volatile.Read(ref _isRunning) != 0) throw new InvalidOperationException("another thread is running a batch in this context");
        Batch.Clear();
        return Batch;
    }

    /// <summary>Whether the next batches give a vector for every entry beside the logits of every entry; expensive with a large vocabulary.</summary>
    public bool GivesEmbeddings
    {
        get;
        set
        {
            if (field == value) return;
            NativeAbort.ThrowIfAborted();
            LlamaApi.llama_set_embeddings(_handle, value);
            field = value;
        }
    }

    /// <summary>Runs the batch through the decoder.</summary>
    public DecodeStatus Decode(CancellationToken cancellationToken) => Run(encode: false, cancellationToken);

    /// <summary>Runs the batch through the encoder.</summary>
    public DecodeStatus Encode(CancellationToken cancellationToken) => Run(encode: true, cancellationToken);

    private DecodeStatus Run(bool encode, CancellationToken cancellationToken)
    {
        NativeAbort.ThrowIfAborted();
        if (Batch.Count == 0) throw new InvalidOperationException("the batch is empty");
        if (Interlocked.Exchange(ref _isRunning, 1) != 0) throw new InvalidOperationException("another thread is running a batch in this context");
        int status;
        try
        {
            _callbacks.Begin(cancellationToken);
            using var log = NativeLog.Receive(_collect);
            status = encode ? LlamaApi.llama_encode(_handle, Batch.Native) : LlamaApi.llama_decode(_handle, Batch.Native);
            // On a GPU the call above only starts the work.
            LlamaApi.llama_synchronize(_handle);
        }
        finally
        {
            PassOn(wasCancelled: cancellationToken.IsCancellationRequested);
            Volatile.Write(ref _isRunning, 0);
        }
        _callbacks.End();
        return status >= 0
            ? (DecodeStatus)status
            : throw new NativeCallException($"llama.cpp refused a batch of {Batch.Count} tokens (code {status})");
    }

    /// <summary>Hands the lines of a run to <see cref="Log"/>. Of one that was cancelled, as it should be, the library speaks in errors.</summary>
    private void PassOn(bool wasCancelled)
    {
        foreach (var line in _lines) Log?.Invoke(wasCancelled && line.Level is (NativeLogLevel.Warning or NativeLogLevel.Error) ? line with { Level = NativeLogLevel.Info } : line);
        _lines.Clear();
    }

    /// <summary>The logits, (vocabSize), of batch entry <paramref name="index"/>, in llama.cpp's own buffer; valid until the next batch.</summary>
    public Span<float> Logits(int index)
    {
        NativeAbort.ThrowIfAborted();
        float* row = Batch.WantsLogits(index) ? LlamaApi.llama_get_logits_ith(_handle, index) : null;
        return row is null ? throw new ArgumentOutOfRangeException(nameof(index), index, "this entry of the last batch has no logits") : new Span<float>(row, _vocabSize);
    }

    /// <summary>The vector, <paramref name="length"/> numbers, of batch entry <paramref name="index"/>.</summary>
    public ReadOnlySpan<float> Embedding(int index, int length)
    {
        NativeAbort.ThrowIfAborted();
        float* row = (uint)index < (uint)Batch.Count ? LlamaApi.llama_get_embeddings_ith(_handle, index) : null;
        return row is null ? throw new ArgumentOutOfRangeException(nameof(index), index, "this entry of the last batch has no vector") : new(row, length);
    }

    /// <summary>The pooled vector, <paramref name="length"/> numbers, of <paramref name="sequence"/>.</summary>
    public ReadOnlySpan<float> SequenceEmbedding(int sequence, int length)
    {
        NativeAbort.ThrowIfAborted();
        float* row = (uint)sequence < (uint)MaxSequences ? LlamaApi.llama_get_embeddings_seq(_handle, sequence) : null;
        return row is null ? throw new ArgumentOutOfRangeException(nameof(sequence), sequence, "this sequence of the last batch has no vector") : new(row, length);
    }

    /// <summary>Whether positions can move: there is a cache, and RoPE can be turned back.</summary>
    public bool CanShift
    {
        get
        {
            nint memory = LlamaApi.llama_get_memory(_handle);
            return memory != 0 && _model.HasRope && LlamaApi.llama_memory_can_shift(memory);
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => LlamaApi.llama_memory_clear(Memory(0), data: false);

    /// <summary>Forgets positions [<paramref name="from"/>, <paramref name="to"/>) of <paramref name="sequence"/>; -1 is the end. False where the model cannot.</summary>
    public bool Remove(int sequence, int from, int to) => LlamaApi.llama_memory_seq_rm(Memory(sequence), sequence, from, to);

    /// <summary>Adds <paramref name="target"/> to the cells of <paramref name="source"/> at positions [0, <paramref name="length"/>).</summary>
    public void Share(int source, int target, int length)
    {
        Memory(target);
        LlamaApi.llama_memory_seq_cp(Memory(source), source, target, 0, length);
    }

    /// <summary>Moves positions from <paramref name="from"/> on by <paramref name="delta"/>.</summary>
    public void Move(int sequence, int from, int delta) => LlamaApi.llama_memory_seq_add(Memory(sequence), sequence, from, -1, delta);

    /// <summary>The last position of <paramref name="sequence"/>; -1 when it is empty.</summary>
    public int LastPosition(int sequence) => LlamaApi.llama_memory_seq_pos_max(Memory(sequence), sequence);

    /// <summary>The keys and values of <paramref name="sequence"/> in llama.cpp's own format.</summary>
    public byte[] SaveSequence(int sequence)
    {
        Memory(sequence);
        var bytes = new byte[checked((int)LlamaApi.llama_state_seq_get_size(_handle, sequence))];
        nuint written;
        fixed (byte* destination = bytes) written = LlamaApi.llama_state_seq_get_data(_handle, destination, (nuint)bytes.Length, sequence);
        return written == (nuint)bytes.Length
            ? bytes
            : throw new NativeCallException($"llama.cpp saved {written} of {bytes.Length} bytes of sequence {sequence}");
    }

    /// <summary>Replaces <paramref name="sequence"/>; false, and the sequence is empty, when llama.cpp does not take the bytes.</summary>
    public bool LoadSequence(int sequence, ReadOnlySpan<byte> bytes)
    {
        Memory(sequence);
        nuint read;
        using (NativeLog.Receive(Log))
        {
            fixed (byte* source = bytes) read = LlamaApi.llama_state_seq_set_data(_handle, source, (nuint)bytes.Length, sequence);
        }
        if (read == (nuint)bytes.Length) return true;
        Remove(sequence, -1, -1);
        return false;
    }

    /// <summary>Makes exactly these adapters active.</summary>
    public void SetAdapters(ReadOnlySpan<AdapterHandle> adapters, ReadOnlySpan<float> scales)
    {
        NativeAbort.ThrowIfAborted();
        if (adapters.Length != scales.Length) throw new ArgumentException($"{adapters.Length} adapters have {scales.Length} scales", nameof(scales));
        Span<nint> pointers = stackalloc nint[adapters.Length];
        for (int i = 0; i < adapters.Length; i++)
        {
            ObjectDisposedException.ThrowIf(adapters[i].IsClosed, adapters[i]);
            pointers[i] = adapters[i].DangerousGetHandle();
        }
        int status;
        fixed (nint* first = pointers)
        fixed (float* firstScale = scales) status = LlamaApi.llama_set_adapters_lora(_handle, first, (nuint)adapters.Length, firstScale);
        if (status != 0) throw new NativeCallException($"llama.cpp did not take {adapters.Length} adapters (code {status})");
    }

    public void Dispose()
    {
        _handle.Dispose();
        // After an abort a thread is parked inside the library and may still hold them.
        if (!NativeAbort.HasAborted) _callbacks.Dispose();
    }

    private nint Memory(int sequence)
    {
        NativeAbort.ThrowIfAborted();
        if ((uint)sequence >= (uint)MaxSequences)
            throw new ArgumentOutOfRangeException(nameof(sequence), sequence, $"sequence ids are 0 to {MaxSequences - 1}");
        nint memory = LlamaApi.llama_get_memory(_handle);
        return memory != 0 ? memory : throw new InvalidOperationException("this model has no KV cache");
    }
}
