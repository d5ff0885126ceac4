using System.Runtime.CompilerServices;
using Engine.Kernels.Attention;

namespace Engine.Tests.Kernels;

/// <summary>Memory for all blocks of a <see cref="KvBlocks"/>, at the border of an inaccessible page each: whoever reads further than <see cref="KvBlocks.Slack"/> allows ends the process.</summary>
internal sealed class GuardedBlocks : IDisposable
{
    private readonly KvBlocks _blocks;
    private readonly GuardedBuffer<byte>[] _memory;

    /// <summary>Gives <paramref name="blocks"/>, which have no memory yet, their memory.</summary>
    public unsafe GuardedBlocks(KvBlocks blocks, Guard guard = Guard.After)
    {
        _blocks = blocks;
        _memory = [.. Addresses(blocks).Select(_ => new GuardedBuffer<byte>((int)BlockBytes(blocks) + KvBlocks.Slack, guard))];
        for (int i = 0; i < _memory.Length; i++) Addresses(blocks)[i] = (nint)_memory[i].Pointer;
    }

    /// <summary>What may be read past a block's end must not be written.</summary>
    public void CheckSlack()
    {
        foreach (var block in _memory) Assert.True(block.Span[^KvBlocks.Slack..].IndexOfAnyExcept((byte)0xFF) < 0, "written past the end of a block");
    }

    public void Dispose()
    {
        Array.Clear(Addresses(_blocks));
        foreach (var block in _memory) block.Dispose();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_blocks")]
    private static extern ref nint[] Addresses(KvBlocks blocks);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_blockBytes")]
    private static extern ref nuint BlockBytes(KvBlocks blocks);
}
