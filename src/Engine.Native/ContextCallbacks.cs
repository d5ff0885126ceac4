using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Engine.Native;

/// <summary>Watches the nodes of a graph as they are computed; called on the thread that runs the batch.</summary>
internal interface INodeObserver
{
    /// <summary>Whether the node called <paramref name="name"/>, made by operation <paramref name="operation"/>, should be delivered.</summary>
    bool Wants(ReadOnlySpan<byte> name, ReadOnlySpan<byte> operation);

    /// <summary>A wanted node: its F32 values, row-major, and its four lengths, fastest-varying first. Valid during the call.</summary>
    void Receive(ReadOnlySpan<byte> name, ReadOnlySpan<byte> operation, ReadOnlySpan<float> values, ReadOnlySpan<long> lengths);
}

/// <summary>What llama.cpp calls back while a batch runs: whether to stop, and who wants to see a node. No exception passes through C.</summary>
internal sealed unsafe class ContextCallbacks : IDisposable
{
    private const int TypeF32 = 0;

    private GCHandle _self;
    private CancellationToken _cancellation;
    private ExceptionDispatchInfo? _error;
    private float[] _values = [];

    public ContextCallbacks() => _self = GCHandle.Alloc(this);

    public static nint AbortFunction => (nint)(delegate* unmanaged[Cdecl]<nint, byte>)&ShouldAbort;

    public static nint EvaluateFunction => (nint)(delegate* unmanaged[Cdecl]<TensorHeader*, byte, nint, byte>)&OnNode;

    public INodeObserver? Observer { get; set; }

    public nint UserData => GCHandle.ToIntPtr(_self);

    public void Begin(CancellationToken cancellationToken)
    {
        _cancellation = cancellationToken;
        _error = null;
    }

    /// <summary>Throws what an observer threw meanwhile.</summary>
    public void End()
    {
        _cancellation = default;
        _error?.Throw();
    }

    public void Dispose()
    {
        if (_self.IsAllocated) _self.Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte ShouldAbort(nint userData)
    {
        try
        {
            return ((ContextCallbacks)GCHandle.FromIntPtr(userData).Target!)._cancellation.IsCancellationRequested ? (byte)1 : (byte)0;
        }
        catch
        {
            // Nothing may escape into C; going on is what it would do without us.
            return 0;
        }
    }

    /// <summary>Asked first whether a node is wanted; then, once it is computed, called again with it. The answer to that is whether to go on.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte OnNode(TensorHeader* tensor, byte ask, nint userData)
    {
        ContextCallbacks? self = null;
        try
        {
            self = (ContextCallbacks)GCHandle.FromIntPtr(userData).Target!;
            if (self.Observer is not { } observer || self._error is not null) return ask != 0 ? (byte)0 : (byte)1;
            var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(LlamaApi.ggml_get_name(tensor));
            var operation = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(LlamaApi.ggml_op_desc(tensor));
            if (ask != 0) return observer.Wants(name, operation) ? (byte)1 : (byte)0;
            self.Deliver(observer, tensor, name, operation);
        }
        catch (Exception error)
        {
            // Kept for the caller of the batch: it must not cross C.
            if (self is not null) self._error = ExceptionDispatchInfo.Capture(error);
        }
        return ask != 0 ? (byte)0 : (byte)1;
    }

    private void Deliver(INodeObserver observer, TensorHeader* tensor, ReadOnlySpan<byte> name, ReadOnlySpan<byte> operation)
    {
        if (tensor->Type != TypeF32 || !LlamaApi.ggml_is_contiguous(tensor))
            throw new NativeCallException($"node {System.Text.Encoding.UTF8.GetString(name)} is not contiguous F32 and cannot be shown");
        var lengths = new ReadOnlySpan<long>(tensor->Lengths, 4);
        int count = checked((int)(lengths[0] * lengths[1] * lengths[2] * lengths[3]));
        if (_values.Length < count) _values = new float[count];
        fixed (float* destination = _values) LlamaApi.ggml_backend_tensor_get(tensor, destination, 0, LlamaApi.ggml_nbytes(tensor));
        observer.Receive(name, operation, _values.AsSpan(0, count), lengths);
    }
}
