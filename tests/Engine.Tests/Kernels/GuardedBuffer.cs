namespace Engine.Tests.Kernels;

/// <summary>Which end of a <see cref="GuardedBuffer{T}"/> lies at an inaccessible page.</summary>
internal enum Guard
{
    /// <summary>The end: the next byte cannot be touched. The buffer is as misaligned as its length is odd.</summary>
    After,
    /// <summary>The beginning: the byte before cannot be touched. The buffer is aligned.</summary>
    Before,
}

/// <summary>
/// What a kernel reads or writes, at the border of an inaccessible page: one byte beyond it ends the process, and the run of the tests with it. So it has as
/// many elements as the contract of the kernel says, and no more. All its bits are set at first: not a number, and not an index.
/// </summary>
internal sealed unsafe class GuardedBuffer<T> : IDisposable where T : unmanaged
{
    private readonly GuardedMemory _memory;
    private readonly int _length;

    /// <summary><paramref name="length"/> elements.</summary>
    public GuardedBuffer(int length, Guard guard = Guard.After)
    {
        nint bytes = (nint)length * sizeof(T);
        _length = length;
        _memory = new GuardedMemory(bytes);
        new Span<byte>(_memory.Start, checked((int)_memory.Length)).Fill(0xFF);
        Pointer = (T*)(_memory.Start + (guard == Guard.After ? _memory.Length - bytes : 0));
    }

    /// <summary>A copy of <paramref name="values"/>.</summary>
    public GuardedBuffer(ReadOnlySpan<T> values, Guard guard = Guard.After) : this(values.Length, guard) => values.CopyTo(Span);

    /// <summary>The first element.</summary>
    public T* Pointer { get; }

    /// <summary>The elements.</summary>
    public Span<T> Span => new(Pointer, _length);

    public void Dispose() => _memory.Dispose();
}
