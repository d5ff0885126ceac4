using System.Runtime.InteropServices;

namespace Engine.Native;

/// <summary>A loaded model.</summary>
internal sealed class ModelHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        if (!NativeAbort.HasAborted) LlamaApi.llama_model_free(handle);
        return true;
    }
}

/// <summary>What is freed before the model it was made from, and keeps that model alive until then.</summary>
internal abstract class ModelChildHandle : SafeHandle
{
    private readonly ModelHandle _model;

    protected ModelChildHandle(ModelHandle model, nint value) : base(0, ownsHandle: true)
    {
        bool added = false;
        model.DangerousAddRef(ref added);
        _model = model;
        SetHandle(value);
    }

    public override bool IsInvalid => handle == 0;

    protected abstract void Free();

    protected sealed override bool ReleaseHandle()
    {
        // After an abort some thread may still be parked inside: what it uses must not go away.
        if (!NativeAbort.HasAborted) Free();
        _model.DangerousRelease();
        return true;
    }
}

/// <summary>A context: the KV cache and buffers of one model.</summary>
internal sealed class ContextHandle(ModelHandle model, nint value) : ModelChildHandle(model, value)
{
    protected override void Free() => LlamaApi.llama_free(handle);
}

/// <summary>A LoRA adapter.</summary>
internal sealed class AdapterHandle(ModelHandle model, nint value) : ModelChildHandle(model, value)
{
    protected override void Free() => LlamaApi.llama_adapter_lora_free(handle);
}
